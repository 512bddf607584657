import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { BlindComparisonQuestion } from '../../domain/blindComparison.ts';
import type { BlindComparisonSession } from '../../stages/listening/comparison/blindComparisonStage.ts';
import '../shared/fields/numberField.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { icon } from '../theme/icons.ts';
import { HearingElement } from './hearingElement.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { formatSeconds } from '../shared/text/format.ts';

const NAMES = ['A', 'B', 'C', 'D'] as const;
const QUESTIONS = [
  { value: 'better', label: 'Better of two' },
  { value: 'worst', label: 'Worst of four' },
] as const;
const TOTAL = { usual: 10, most: 200 } as const;

/** Blind comparisons: which setting is better, without knowing which is which. Everything can be done with the keyboard. */
@customElement('ib-blind-comparison')
export class BlindComparisonView extends HearingElement {
  static override styles = css`
    .question {
      display: grid;
      gap: var(--space-4);
      padding: var(--space-5);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--surface-sunken);
    }

    .question:focus-visible {
      outline-offset: 4px;
    }

    .options {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
      gap: var(--space-4);
    }

    .option {
      display: grid;
      gap: var(--space-3);
    }

    .hear {
      min-height: 6rem;
      font-size: var(--text-2xl);
    }

    .hear[aria-pressed='true'] {
      border-color: var(--accent);
      background: var(--surface-selected);
    }

    .solo {
      min-width: 11rem;
    }

    .keys {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-4);
    }

    .break {
      padding: var(--space-3) var(--space-4);
      border-radius: var(--radius-s);
      background: var(--warning-surface);
      color: var(--warning);
    }
  `;

  @state() private total: number | null = TOTAL.usual;
  @state() private question: BlindComparisonQuestion = 'better';
  /** The cluster that is heard alone: all of them together equal the sound, whatever the setting. */
  @state() private solo = 0;
  @query('.question') private readonly panel!: HTMLElement | null;

  private wasAsking = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.listening.hearing.value?.blindComparison.player.pause();
  }

  protected override render(): TemplateResult {
    const session = this.hearing.blindComparison.session.value;
    return html`<section class="stack tight" aria-label="Blind comparison">
      <h3>Blind comparison</h3>
      ${session === null ? this.renderPlan() : this.renderSession(session)}
    </section>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const isAsking = this.hearing.blindComparison.session.value !== null;
    if (isAsking && !this.wasAsking) this.panel?.focus();
    this.wasAsking = isAsking;
  }

  private get clusterCount(): number {
    return this.hearing.listening.controls.state.value.settings.numClusters;
  }

  private renderPlan(): TemplateResult {
    const { total } = this;
    return html`<p class="hint">
        Two settings on one cluster of the excerpt above, equally loud and in random order: choose the better one. Every
        answer is kept at once, and what you prefer is learned from all of them. Some questions come twice, to tell how
        sure you are.
      </p>
      <div class="toolbar ranged">
        <ib-number-field
          label="Questions"
          .min=${1}
          .max=${TOTAL.most}
          .value=${total ?? TOTAL.usual}
          @ib-number=${({ detail }: AppEvent<'ib-number'>) => (this.total = detail)}
        ></ib-number-field>
        ${renderSelectField(
          'solo',
          'Heard',
          Array.from({ length: this.clusterCount }, (_, c) => ({
            value: String(c),
            label: `Cluster ${c + 1} alone`,
          })),
          String(this.solo),
          ({ value }) => (this.solo = Number(value)),
          { look: 'solo' },
        )}
        ${renderSelectField('question', 'Question', QUESTIONS, this.question, ({ value }) => (this.question = value), {
          look: 'solo',
        })}
        ${this.action('Start Blind Comparison', this.start, {
          starts: ['preferences', 'listening'],
          disabled: total === null,
        })}
      </div>`;
  }

  private renderSession(session: BlindComparisonSession): TemplateResult {
    const { blindComparison } = this.hearing;
    const { optionCount, answered, total, question } = session;
    return html`<div
      class="question"
      tabindex="-1"
      role="group"
      aria-label="Question ${answered + 1} of ${total}"
      @keydown=${this.onKey}
    >
      <div class="heading">
        <strong>Question ${answered + 1} of ${total}</strong>
        <span class="hint">${question === 'better' ? 'Which is better?' : 'Which is the worst?'}</span>
      </div>
      <progress max=${total} .value=${answered} aria-label="Answered"></progress>
      ${session.breakDue ? this.renderBreak() : nothing}
      ${
        optionCount === null
          ? html`<p class="hint" role="status">The next question is being prepared …</p>`
          : html`<div class="options">
                ${Array.from({ length: optionCount }, (_, i) => this.renderOption(session, i))}
              </div>
              <p class="hint" role="status">${this.stateWords(session)}</p>`
      }
      <div class="toolbar">
        <button
          class="button"
          ?disabled=${!blindComparison.answerable}
          aria-keyshortcuts="0"
          @click=${() => this.attempt(async () => blindComparison.answer(null))}
        >
          No Difference
        </button>
        <button class="button" aria-keyshortcuts="Space" @click=${this.togglePlay}>
          ${icon(blindComparison.player.playing.value ? 'pause' : 'play')}
          ${blindComparison.player.playing.value ? 'Pause Loop' : 'Play Loop'}
        </button>
        <span class="spacer"></span>
        <button class="button quiet" aria-keyshortcuts="Escape" @click=${this.finish}>End Session</button>
      </div>
      <p class="hint keys">
        <span><kbd>1</kbd> … <kbd>${optionCount ?? 2}</kbd> or <kbd>←</kbd> <kbd>→</kbd> hear</span>
        <span><kbd>Enter</kbd> choose what you hear</span>
        <span><kbd>0</kbd> no difference</span>
        <span><kbd>Space</kbd> pause</span>
        <span><kbd>+</kbd> <kbd>−</kbd> shorter or longer loop</span>
        <span><kbd>,</kbd> <kbd>.</kbd> move it</span>
        <span><kbd>Esc</kbd> end</span>
      </p>
    </div>`;
  }

  private renderOption(session: BlindComparisonSession, index: number): TemplateResult {
    const { blindComparison } = this.hearing;
    const name = NAMES[index] ?? String(index + 1);
    const audible = blindComparison.player.audible.value === index;
    const verb = session.question === 'better' ? 'Prefer' : 'Worst is';
    return html`<div class="option">
      <button
        class="button hear"
        aria-pressed=${audible}
        aria-label="Hear ${name}"
        aria-keyshortcuts=${index + 1}
        @click=${() => blindComparison.hear(index)}
      >
        ${name} ${session.heard.has(index) ? icon('check') : nothing}
      </button>
      <button
        class="button"
        ?disabled=${!blindComparison.answerable}
        @click=${() => this.attempt(async () => blindComparison.answer(index))}
      >
        ${verb} ${name}
      </button>
    </div>`;
  }

  private renderBreak(): TemplateResult {
    return html`<div class="break toolbar" role="status">
      <span>Time for a break: rest your ears for two minutes. Nothing is lost.</span>
      <span class="spacer"></span>
      <button class="button small" @click=${() => this.hearing.blindComparison.resumeAfterBreak()}>
        I Have Rested
      </button>
    </div>`;
  }

  private stateWords({ heard, optionCount, zoom }: BlindComparisonSession): string {
    const { blindComparison } = this.hearing;
    const name = NAMES[blindComparison.player.audible.value] ?? '';
    const loop = `loop of ${formatSeconds(zoom.endSec - zoom.startSec, 2)}`;
    const missing = (optionCount ?? 0) - heard.size;
    return missing > 0 ? `${name} is heard, ${loop}. Hear the others before you choose.` : `${name} is heard, ${loop}.`;
  }

  private readonly start = (): void => {
    const { total, question, solo } = this;
    if (total === null) return;
    const soloCluster = Math.min(solo, this.clusterCount - 1);
    this.attempt(async () => this.hearing.blindComparison.start({ total, question, soloCluster }));
  };

  private readonly finish = (): void => {
    this.attempt(async () => this.hearing.blindComparison.finish());
  };

  private readonly togglePlay = (): void => {
    const { player } = this.hearing.blindComparison;
    if (player.playing.value) player.pause();
    else this.attempt(async () => player.play());
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const { blindComparison } = this.hearing;
    const session = blindComparison.session.value;
    if (session === null || event.ctrlKey || event.metaKey || event.altKey) return;
    // A button that has the focus keeps its own keys.
    const onButton = event.target instanceof HTMLButtonElement;
    if (onButton && (event.key === 'Enter' || event.key === ' ')) return;
    const action = this.actionOf(event.key, session);
    if (action === null) return;
    event.preventDefault();
    action();
  };

  private actionOf(key: string, session: BlindComparisonSession): (() => void) | null {
    const { blindComparison } = this.hearing;
    const count = session.optionCount ?? 0;
    const audible = blindComparison.player.audible.value;
    if (/^[1-4]$/u.test(key)) return () => blindComparison.hear(Number(key) - 1);
    const closer = () => blindComparison.zoomIn(true);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => blindComparison.hear((audible + count - 1) % Math.max(1, count)),
      ArrowRight: () => blindComparison.hear((audible + 1) % Math.max(1, count)),
      Enter: () => this.attempt(async () => blindComparison.answer(audible)),
      '0': () => this.attempt(async () => blindComparison.answer(null)),
      ' ': this.togglePlay,
      '+': closer,
      '=': closer,
      '-': () => blindComparison.zoomIn(false),
      ',': () => blindComparison.moveZoom(-1),
      '.': () => blindComparison.moveZoom(1),
      Escape: this.finish,
    };
    return actions[key] ?? null;
  }
}
