import { signal } from '@preact/signals-core';
import { html } from 'lit';
import { describe, expect, it } from 'vitest';
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
