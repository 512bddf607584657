import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Settings } from '../../stages/shell/settings.ts';
import { WorkbenchElement } from './element/workbenchElement.ts';

/** How things stand in a tab, in words, and which of its controls helps most now. */
export interface Verdict<Step extends string> {
  readonly heading: string;
  readonly words: readonly string[];
  readonly step: Step;
}

/**
 * What a tab begins with: how things stand, in a heading and a sentence or two, and (in the slot `actions`) its controls, of
 * which one is `primary`: they keep their places, the look goes from one to another. Below them stands what is in the other
 * slot. The words have room for as many lines as they may take, so that nothing moves when they change.
 */
@customElement('ib-verdict-card')
export class VerdictCard extends WorkbenchElement {
  static override styles = css`
    .verdict {
      display: grid;
      gap: var(--space-4);
      grid-template-columns: minmax(0, 1fr);
      padding-bottom: var(--space-3);
    }

    .words {
      display: grid;
      gap: var(--space-2);
      align-content: start;
      max-width: 72ch;
      min-height: calc(1.3 * var(--text-l) + 2 * 1.5 * var(--text-m) + var(--space-2));
      overflow-wrap: anywhere;
    }

    h3 {
      font-size: var(--text-l);
      line-height: 1.3;
    }

    @media (max-width: 40rem) {
      .verdict {
        gap: var(--space-2);
        padding: var(--space-3) var(--space-3) var(--space-1);
      }

      .words {
        gap: var(--space-1);
        min-height: calc(1.3 * var(--text-l) + 3 * 1.5 * var(--text-s) + var(--space-1));
        font-size: var(--text-s);
      }
    }
  `;

  @property() heading = '';
  /** A sentence or two each. */
  @property({ attribute: false }) words: readonly unknown[] = [];

  protected override render(): TemplateResult {
    const { environment } = this.shell;
    const [heading, words] = this.isOpen
      ? [this.heading, this.words]
      : ['Opening the data set …', [environment.openingStep.value?.doing ?? OPENING]];
    return html`<section class="panel verdict" aria-label="Verdict">
      <div class="words" role="note" aria-label="Recommendation">
        <h3>${heading}</h3>
        ${words.map((sentences) => html`<p>${sentences}</p>`)}
      </div>
      <slot name="actions"></slot>
      <slot></slot>
    </section>`;
  }
}

const OPENING = 'The database of this browser is being read. It takes a moment on the first visit.';

/** What is seldom used, folded away at first; whether it is unfolded is kept. @param place where it stands */
export function renderDetails(
  { openDetails }: Settings,
  place: string,
  content: unknown,
  { summary = 'Details', look = 'kept' } = {},
): TemplateResult {
  const onToggle = ({ target }: Event) => {
    const isOpen = target instanceof HTMLDetailsElement && target.open;
    const open = openDetails.peek();
    if (isOpen === open.includes(place)) return;
    openDetails.value = isOpen ? [...open, place] : open.filter((other) => other !== place);
  };
  return html`<details class=${look} ?open=${openDetails.value.includes(place)} @toggle=${onToggle}>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
