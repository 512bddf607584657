import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { DESCRIPTORS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COUNT } from '../../domain/hyperparameters.ts';
import type { HelpSound } from '../../stages/shell/helpStage.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { emit } from '../shared/element/events.ts';
import { icon } from '../theme/icons.ts';
import { DESCRIPTOR_HELP, SPECTRUM_MATHS, type DescriptorHelp } from './descriptorHelp.ts';
import { FIRST_STEPS } from './firstSteps.ts';
import type { HelpText } from './helpText.ts';
import { HYPERPARAMETER_HELP, HYPERPARAMETER_SOUNDS, type HyperparameterHelp } from './hyperparameterHelp.ts';
import { TOUR_NAME } from '../tour/tourSteps.ts';
import { WORD_HELP } from './wordHelp.ts';
import './soundSketch.ts';

const SKETCH_COLUMNS = 96;

const SECTIONS = [
  { id: 'steps', name: 'First steps' },
  { id: 'words', name: 'Words' },
  { id: 'descriptors', name: 'Descriptors' },
  { id: 'hyperparameters', name: 'Hyperparameters' },
] as const;

/** What the app's words mean: read, heard and seen. Fires `ib-close` when it is done with. */
@customElement('ib-help-dialog')
export class HelpDialog extends DialogElement {
  static override styles = [
    ...DialogElement.styles,
    css`
      dialog {
        width: min(56rem, calc(100vw - 2rem));
      }

      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }

      section {
        scroll-margin-top: var(--space-4);
      }

      #steps {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }

      ol {
        display: grid;
        gap: var(--space-2);
        padding-left: var(--space-5);
        list-style: decimal;
      }

      article {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-4) 0;
        border-top: 1px solid var(--line);
      }

      h4 {
        margin: 0;
        font-size: var(--text-m);
      }

      h4 code {
        margin-left: var(--space-2);
        color: var(--text-dim);
        font-weight: 400;
      }

      p {
        margin: 0;
      }

      dl {
        margin-top: var(--space-3);
      }

      dt {
        font-weight: 600;
      }

      dd + dt {
        margin-top: var(--space-3);
      }

      article:first-of-type {
        margin-top: var(--space-3);
      }

      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
        gap: var(--space-3) var(--space-5);
      }

      .example {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        align-items: center;
      }

      .example ib-sound-sketch {
        grid-column: 1 / -1;
      }

      pre {
        font: var(--text-s) / 1.6 var(--font-mono);
      }
    `,
  ];

  protected readonly heading = 'Help';
  protected override readonly cancelLabel = 'Close';
  private drawn = false;

  protected override willUpdate(): void {
    const { help } = this.shell;
    if (this.open && !this.drawn) {
      const sounds = Object.values(DESCRIPTOR_HELP).flatMap(({ lowExample, highExample }) => [lowExample, highExample]);
      this.attempt(async () => help.draw(sounds, SKETCH_COLUMNS));
    } else if (!this.open && this.drawn) {
      help.leave();
    }
    this.drawn = this.open;
  }

  protected renderBody(): TemplateResult {
    return html`<div class="stack">
      <nav aria-label="Help">
        ${SECTIONS.map(
          ({ id, name }) => html`<button class="button small" @click=${() => this.goTo(id)}>${name}</button>`,
        )}
      </nav>
      <section id="steps" tabindex="-1">
        <h3>First steps</h3>
        <ol>
          ${FIRST_STEPS.map(({ words }) => html`<li>${words}</li>`)}
        </ol>
        <button class="button" @click=${() => emit(this, 'ib-tour')}>${TOUR_NAME}</button>
      </section>
      <section id="words" tabindex="-1">
        <h3>Words</h3>
        <dl>
          ${WORD_HELP.map(
            ({ words, meaning }) =>
              html`<dt>${words}</dt>
                <dd>${meaning}</dd>`,
          )}
        </dl>
      </section>
      <section id="descriptors" tabindex="-1">
        <h3>Descriptors</h3>
        <p class="hint">
          Twelve numbers that say what a sound is like. A model learns from them which hyperparameters suit it. Listen
          to two of the example sounds that lie far apart in each.
        </p>
        ${DESCRIPTORS.map(({ key, column }) => this.renderDescriptor(column, DESCRIPTOR_HELP[key]))}
      </section>
      <section id="hyperparameters" tabindex="-1">
        <h3>Hyperparameters</h3>
        <p class="hint">
          Five numbers, and two that follow from them, which steer how the plugin sorts a sound into clusters.
          ${HYPERPARAMETER_SOUNDS}
        </p>
        ${HYPERPARAMETERS.map(({ key, column }, place) =>
          this.renderHyperparameter(column, HYPERPARAMETER_HELP[key], place < TARGET_COUNT ? place : null),
        )}
      </section>
    </div>`;
  }

  private renderDescriptor(column: string, text: DescriptorHelp): TemplateResult {
    return html`<article>
      ${renderTitle(column, text)}
      <div class="pair">
        ${this.renderExample('Low', text.low, text.title, text.lowExample)}
        ${this.renderExample('High', text.high, text.title, text.highExample)}
      </div>
      ${renderMaths([...SPECTRUM_MATHS, ...text.maths])}
    </article>`;
  }

  /** @param target the hyperparameter's place among those that can be heard; null for the derived ones. */
  private renderHyperparameter(column: string, text: HyperparameterHelp, target: number | null): TemplateResult {
    const end = (name: 'Low' | 'High', words: string) => {
      if (target === null) return html`<p><strong>${name}:</strong> ${words}</p>`;
      const sound: HelpSound = { kind: 'hyperparameter', target, end: name === 'Low' ? 'low' : 'high' };
      return html`<div class="example">${this.renderEnd(name, words, text.title, sound)}</div>`;
    };
    return html`<article>
      ${renderTitle(column, text)}
      <p class="hint">Range: ${text.range}</p>
      <div class="pair">${end('Low', text.low)} ${end('High', text.high)}</div>
      ${renderMaths(text.maths)}
    </article>`;
  }

  private renderExample(end: 'Low' | 'High', words: string, title: string, index: number): TemplateResult {
    return html`<div class="example">
      ${this.renderEnd(end, words, title, { kind: 'example', index })}
      <ib-sound-sketch .picture=${this.shell.help.pictures.value.get(index) ?? null}></ib-sound-sketch>
    </div>`;
  }

  private renderEnd(end: 'Low' | 'High', words: string, title: string, sound: HelpSound): TemplateResult {
    const { help } = this.shell;
    const plays = help.isPlaying(sound);
    const name = `${plays ? 'Stop' : 'Play'} ${end.toLowerCase()} ${title.toLowerCase()}`;
    return html`<button
        class="button small icon-only"
        aria-label=${name}
        title=${name}
        @click=${() => (plays ? help.stop() : this.attempt(async () => help.play(sound)))}
      >
        ${icon(plays ? 'stop' : 'play')}
      </button>
      <p><strong>${end}:</strong> ${words}</p>`;
  }

  private goTo(id: string): void {
    const section = this.renderRoot.querySelector<HTMLElement>(`#${id}`);
    section?.scrollIntoView({ block: 'start' });
    section?.focus({ preventScroll: true });
  }
}

function renderTitle(column: string, { title, meaning }: HelpText): TemplateResult {
  return html`<h4>${title}<code>${column}</code></h4>
    <p>${meaning}</p>`;
}

function renderMaths(lines: readonly string[]): TemplateResult {
  return html`<details>
    <summary>Formula</summary>
    <pre>${lines.join('\n')}</pre>
  </details>`;
}
