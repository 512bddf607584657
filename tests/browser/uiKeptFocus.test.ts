import { html, nothing, type TemplateResult } from 'lit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BaseElement } from '../../src/ui/shared/element/baseElement.ts';
import { focusedElement } from '../../src/ui/shared/element/focusedElement.ts';
import { hasLostFocus } from '../../src/ui/shared/element/keptFocus.ts';

class FocusProbe extends BaseElement {
  static override properties = { isBusy: {}, isGone: {} };
  declare isBusy: boolean;
  declare isGone: boolean;

  protected override render(): TemplateResult {
    return html`<section aria-label="Part">
      <div role="group" aria-label="Controls">
        ${this.isGone ? nothing : html`<button ?disabled=${this.isBusy}>Begin</button>`}
        <button id="other">Other</button>
      </div>
    </section>`;
  }
}
customElements.define('focus-probe', FocusProbe);

const frame = async () => new Promise((resolve) => requestAnimationFrame(resolve));
let probe: FocusProbe;
const find = (selector: string) => probe.renderRoot.querySelector<HTMLElement>(selector)!;

async function become(change: Partial<Pick<FocusProbe, 'isBusy' | 'isGone'>>): Promise<void> {
  Object.assign(probe, change);
  await probe.updateComplete;
  await frame();
  await frame();
}

beforeEach(async () => {
  probe = new FocusProbe();
  document.body.append(probe);
  await probe.updateComplete;
  find('button').focus();
});

afterEach(() => probe.remove());

it('a button that is disabled while its job runs leaves the focus to what it stands in, and gets it back', async () => {
  await become({ isBusy: true });
  expect(focusedElement()).toBe(find('[role="group"]'));
  expect(hasLostFocus()).toBe(true);
  await become({ isBusy: false });
  expect(focusedElement()).toBe(find('button'));
  expect(hasLostFocus()).toBe(false);
  expect(find('[role="group"]').hasAttribute('tabindex')).toBe(false);
});

it('it does not get it back from what was given it meanwhile', async () => {
  await become({ isBusy: true });
  find('#other').focus();
  await become({ isBusy: false });
  expect(focusedElement()).toBe(find('#other'));
});

it('what goes leaves the focus to what it stood in', async () => {
  await become({ isGone: true });
  expect(focusedElement()).toBe(find('[role="group"]'));
});

it('nothing is given to who left a control of his own accord', async () => {
  find('button').blur();
  await become({ isBusy: true });
  await become({ isBusy: false });
  expect(focusedElement()).toBe(null);
});
