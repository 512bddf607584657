import { signal } from '@preact/signals-core';
import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import type { ClusterFrame, ClusterPlayer } from '../../src/stages/listening/hear/clusterPlayer.ts';
import { ClusterStrip } from '../../src/ui/listen/clusterStrip.ts';
import { PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { WatchingElement } from '../../src/ui/shared/element/watch.ts';

const count = signal(1);
const other = signal('a');
const usesOther = signal(false);
let renders = 0;

class WatchProbe extends WatchingElement {
  protected override render() {
    renders += 1;
    return html`${count.value}${usesOther.value ? other.value : ''}`;
  }
}
customElements.define('watch-probe', WatchProbe);

async function mount(): Promise<WatchProbe> {
  count.value = 1;
  other.value = 'a';
  usesOther.value = false;
  const probe = new WatchProbe();
  document.body.replaceChildren(probe);
  await probe.updateComplete;
  renders = 0;
  return probe;
}

const text = (probe: WatchProbe) => probe.renderRoot.textContent;

describe('watching element', () => {
  it('renders again when a signal that it read changes, once for several changes', async () => {
    const probe = await mount();
    count.value = 2;
    count.value = 3;
    await probe.updateComplete;
    expect(text(probe)).toBe('3');
    expect(renders).toBe(1);
  });

  it('follows what its last update read, and nothing else', async () => {
    const probe = await mount();
    other.value = 'b';
    await probe.updateComplete;
    expect(renders).toBe(0);
    usesOther.value = true;
    await probe.updateComplete;
    other.value = 'c';
    await probe.updateComplete;
    expect(text(probe)).toBe('1c');
    expect(renders).toBe(2);
  });

  it('lets go of its signals when it is removed, and comes back up to date', async () => {
    const probe = await mount();
    probe.remove();
    await Promise.resolve();
    count.value = 7;
    await probe.updateComplete;
    expect(renders).toBe(0);
    document.body.append(probe);
    await probe.updateComplete;
    expect(text(probe)).toBe('7');
    probe.remove();
  });

  it.each([
    ['a signal changes as it is removed', () => (count.value = 2)],
    ['it is asked to render after that', (probe: WatchProbe) => probe.requestUpdate()],
  ])('is held by no signal when %s', async (_, ask) => {
    const probe = await mount();
    probe.remove();
    ask(probe);
    await probe.updateComplete;
    renders = 0;
    count.value = 8;
    await probe.updateComplete;
    expect(renders).toBe(0);
    document.body.append(probe);
    await probe.updateComplete;
    expect(text(probe)).toBe('8');
    count.value = 9;
    await probe.updateComplete;
    expect(text(probe)).toBe('9');
    probe.remove();
  });
});

it('a drawing that is removed before it is first drawn is not held by its player, and follows it when it comes back', async () => {
  let isHeld = false;
  const options = { watched: () => (isHeld = true), unwatched: () => (isHeld = false) };
  const frame = signal<ClusterFrame | null>(null, options);
  const strip = new ClusterStrip();
  strip.player = { frame } as unknown as ClusterPlayer;
  strip.parameters = PLUGIN_DEFAULTS;
  document.body.append(strip);
  strip.remove();
  await strip.updateComplete;
  expect(isHeld).toBe(false);
  document.body.append(strip);
  expect(isHeld).toBe(true);
  strip.remove();
  expect(isHeld).toBe(false);
});

/** A part of a view, in the view's shadow root. */
class WatchedView extends WatchingElement {
  protected override render() {
    const { value } = count;
    return value > 2 ? html`<watch-probe></watch-probe>` : html`few<watch-probe></watch-probe>`;
  }
}
customElements.define('watched-view', WatchedView);

describe('watching element in a tab panel that is hidden', () => {
  async function mountHidden() {
    count.value = 1;
    const panel = document.createElement('div');
    panel.role = 'tabpanel';
    panel.innerHTML = '<watched-view></watched-view>';
    document.body.replaceChildren(panel);
    const [view] = panel.children;
    if (!(view instanceof WatchedView)) throw new Error('the view is not there');
    await view.updateComplete;
    const part = () => view.renderRoot.querySelector<WatchProbe>('watch-probe');
    await part()?.updateComplete;
    renders = 0;
    panel.hidden = true;
    return { panel, view, part };
  }

  it('waits however often a signal changes, and is right once its panel is shown, before that is painted', async () => {
    const { panel, part } = await mountHidden();
    for (count.value = 2; count.value < 20; count.value += 1) await new Promise((resolve) => setTimeout(resolve));
    expect(renders).toBe(0);
    const painted = new Promise((resolve) => requestAnimationFrame(resolve));
    panel.hidden = false;
    await painted;
    expect(part()?.renderRoot.textContent).toBe('20');
    expect(renders).toBe(1);
  });

  it('a part that its view takes away when it is shown does not render', async () => {
    const { panel, view, part } = await mountHidden();
    const gone = part();
    count.value = 3;
    await Promise.resolve();
    panel.hidden = false;
    await view.updateComplete;
    expect(part()).not.toBe(gone);
    await part()?.updateComplete;
    expect(renders).toBe(1);
    // And is up to date where it comes back.
    if (gone !== null) document.body.append(gone);
    await gone?.updateComplete;
    expect(gone?.renderRoot.textContent).toBe('3');
  });

  it('one that is taken away while it waits is held by nothing', async () => {
    const { view, part } = await mountHidden();
    let gone = part();
    if (gone === null) throw new Error('the part is not there');
    count.value = 4;
    await Promise.resolve();
    const held = new WeakRef(gone);
    gone.remove();
    gone = null;
    view.remove();
    await expect
      .poll(async () => {
        await cdp().send('HeapProfiler.collectGarbage');
        return held.deref();
      })
      .toBeUndefined();
  });
});
