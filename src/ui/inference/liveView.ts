import { consume } from '@lit/context';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LiveAnswer } from '../../domain/liveAnswer.ts';
import type { ChosenFile } from '../../stages/import/chosenFiles.ts';
import type { LiveChoice } from '../../stages/prediction/liveStage.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/jobs/jobArea.ts';
import { renderSlider } from '../shared/fields/inputs.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { formatDuration, formatFixed, formatSeconds, formatValue } from '../shared/text/format.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import '../shared/plot/plotFrame.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import './livePicker.ts';
import { answerIndexAt, LIVE_OUTPUTS, livePlot, liveSummary } from './livePlot.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { LearningContext } from '../contexts.ts';

const NO_MODELS = [{ value: '', label: 'None that the plugin can run' }];

/** Seconds between two looks where the reader wants little motion. */
const CALM_STEP_SEC = 2;

/** A file plays, and the answers of a model move as they would in the plugin. */
@customElement('ib-live-view')
export class LiveView extends WorkbenchElement {
  static override styles = css`
    .sides {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(min(16rem, 100%), 1fr);
      gap: var(--space-5);
      align-items: start;
    }

    .position {
      flex: 1 1 12rem;
      min-width: 0;
    }

    .choice {
      flex: 1 1 14rem;
      min-width: 0;
    }

    .transport {
      align-items: end;
    }

    .transport .button {
      min-width: 6.5rem;
    }

    @media (max-width: 48rem) {
      .sides {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `;

  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  /** Chosen files that may be played besides those of the data set. */
  @property({ attribute: false }) files: readonly ChosenFile[] = [];
  @state() private choice: LiveChoice | null = null;
  /** Where the player is, in steps: the view changes no more often than they do. */
  private position: ReadonlySignal<number> | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.learning.live.player.pause();
  }

  protected override render(): TemplateResult {
    const { live } = this.learning;
    const sound = live.sound.value;
    const model = live.model.value;
    const isCurrent = sound !== null && isSame(sound.choice, this.choice);
    return html`<section class="panel stack tight" aria-label="Live view">
      <h2>Live view</h2>
      <p class="hint">
        Plays a chosen sound, or one of the data set, and shows what a model answers meanwhile inside the plugin, from
        the plugin's own descriptors of the last 256 frames.
      </p>
      <div class="toolbar transport">${this.renderChoices()}</div>
      <ib-job-area .kinds=${['live-view']}>
        <p class="hint">${this.stateText(isCurrent)}</p>
      </ib-job-area>
      ${isCurrent && model !== null ? this.renderPlayer(sound.durationSec) : nothing}
    </section>`;
  }

  private renderChoices(): TemplateResult {
    const { live } = this.learning;
    const models = live.runnable.value;
    const { choice } = this;
    return html`<ib-live-picker class="choice" .files=${this.files} @ib-live-choice=${this.onChoice}></ib-live-picker>
      ${renderSelectField(
        'live-model',
        'Model in the plugin',
        models.length === 0 ? NO_MODELS : models.map(({ modelId }) => ({ value: modelId, label: modelId })),
        live.model.value?.modelId ?? '',
        ({ value }) => live.watch(value),
        { disabled: models.length === 0, look: 'choice' },
      )}
      ${this.action('Open Live View', async () => choice !== null && live.open(choice), {
        starts: ['live-view'],
        disabled: choice === null || models.length === 0,
      })}`;
  }

  private renderPlayer(durationSec: number): TemplateResult {
    const { live } = this.learning;
    const { player } = live;
    const positionSec = this.shownPosition();
    const answers = live.answers.value;
    const isPlaying = player.playing.value;
    const at = answerIndexAt(answers, positionSec);
    return html`<div class="toolbar transport">
        <button class="button" @click=${() => (isPlaying ? player.pause() : this.attempt(async () => player.play()))}>
          ${icon(isPlaying ? 'pause' : 'play')} ${isPlaying ? 'Pause' : 'Play'}
        </button>
        <div class="position">
          ${renderSlider(
            'live-position',
            'Position',
            {
              min: 0,
              max: durationSec,
              step: 0.1,
              value: positionSec,
              shown: `${formatFixed(positionSec, 1)} of ${formatSeconds(durationSec)}`,
              words: `${formatDuration(positionSec)} of ${formatDuration(durationSec)}`,
            },
            (sec) => player.seek(sec),
          )}
        </div>
      </div>
      <div class="sides">
        <ib-plot
          heading="Answers while it plays"
          .summary=${liveSummary(answers)}
          .data=${livePlot(answers, at)}
        ></ib-plot>
        ${renderNow(answers[at] ?? null)}
      </div>`;
  }

  /** The player's place; where little motion is wanted, in steps while it plays. */
  private shownPosition(): number {
    const { player } = this.learning.live;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.position ??= computed(() => {
      const atSec = player.positionSec.value;
      return isCalm && player.playing.value ? Math.floor(atSec / CALM_STEP_SEC) * CALM_STEP_SEC : atSec;
    });
    return this.position.value;
  }

  private stateText(isCurrent: boolean): string {
    const { live } = this.learning;
    if (live.runnable.value.length === 0)
      return 'Train a plugin model on the Model tab first: the plugin runs polynomials only.';
    if (this.choice === null) return 'Choose a sound above, or import some.';
    if (!isCurrent) return 'Open Live View decodes the sound; nothing plays before you press Play.';
    return live.sound.value?.isCut === true ? 'The first five minutes of the file: press Play.' : 'Ready: press Play.';
  }

  private readonly onChoice = ({ detail }: AppEvent<'ib-live-choice'>): void => {
    this.learning.live.player.pause();
    this.choice = detail;
  };
}

function isSame(sound: LiveChoice, choice: LiveChoice | null): boolean {
  if (sound.kind === 'chosen') return choice?.kind === 'chosen' && sound.file === choice.file;
  return choice?.kind === 'stored' && sound.audioId === choice.audioId;
}

/** The answer of this moment in figures. */
function renderNow(answer: LiveAnswer | null): TemplateResult {
  return renderSavedCells(
    'Answer now',
    ['Hyperparameter', ...atEnd('Now')],
    LIVE_OUTPUTS.map(({ column, of }) => [
      html`<code>${column}</code>`,
      formatValue(answer === null ? null : of(answer), 4),
    ]),
  );
}
