import { css, html, nothing, type TemplateResult } from 'lit';
import { arrived } from '../../stages/shell/arrived.ts';
import { customElement, query, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { isSilent } from '../../domain/descriptors.ts';
import type { AnsweringModel, TrainedModel } from '../../domain/model.ts';
import { TRIAL_BUDGET_LIMITS } from '../../domain/trials.ts';
import { ACCEPTED_AUDIO } from '../../stages/import/chosenFiles.ts';
import { sourceOf } from '../../stages/judging/preselected.ts';
import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { isCompared, renderComparing, renderPresetFormats } from '../data/presetOptions.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import '../shared/fields/numberField.ts';
import '../shared/fields/soundPicker.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/table/dataTable.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import { SelectionElement } from '../shared/element/selectionElement.ts';
import { renderDetails } from '../shared/verdictCard.ts';
import { icon } from '../theme/icons.ts';
import './filePredictionPanel.ts';
import { filePredictionColumns } from './filePredictionTable.ts';
import { inferenceVerdict, type InferenceStep } from './inferenceVerdict.ts';
import './liveView.ts';

/** Inference: presets for sounds that the model has never heard. */
@customElement('ib-inference-view')
export class InferenceView extends SelectionElement {
  static override styles = css`
    /* Room that is there from the press on, so that nothing below moves when the answers come. */
    .answers {
      min-height: 38rem;
    }

    .stored {
      flex: 0 1 14rem;
      width: auto;
      min-width: 0;
    }

    .refinement {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-5);
      align-items: start;
    }

    /* Beside a number field, which has its name above it. */
    .refinement > :is(.check, details) {
      margin-top: calc(1.5 * var(--text-s) + var(--space-1));
    }
  `;

  @state() private refines = false;
  @state() private trialsUsable = true;
  @state() private seedUsable = true;
  /** Null as long as nobody said whether answers are compared before they are exported. */
  @state() private compared: boolean | null = null;
  @state() private hearIsThere = false;
  /** The paths of the reviewed files that are ticked; the last of them is shown. */
  @state() private tickedPaths: ReadonlySet<string> = new Set();
  @query('input[type="file"]') private readonly fileInput!: HTMLInputElement;

  /** The part for listening is large and seldom the first thing that is wanted. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => {
      await arrived(import('../listen/listenSection.ts'));
      this.hearIsThere = true;
    });
  }

  protected override render(): TemplateResult {
    const { prediction } = this.learning;
    const { jobs } = this.shell;
    const filePredictions = prediction.filePredictions.value;
    const isPredicting = jobs.active('prediction') !== null;
    return html`<div class="stack">
      <h2 class="visually-hidden">Inference</h2>
      ${this.renderCard(filePredictions, isPredicting)} ${this.renderAnswered()}
      ${
        filePredictions.length === 0 && !isPredicting
          ? nothing
          : html`<div class="stack answers">
              ${isPredicting && filePredictions.length === 0 ? nothing : this.renderFilePredictions(filePredictions)}
            </div>`
      }
      <slot name="hear"></slot>
      <ib-live-view ?hidden=${this.hearIsComing()} .files=${prediction.offered.value}></ib-live-view>
      <input
        type="file"
        multiple
        accept=${ACCEPTED_AUDIO}
        hidden
        @change=${(event: Event) => takeFiles(event, (files) => this.learning.prediction.offer(files))}
      />
    </div>`;
  }

  /** Whether Hear, or its first sound, is about to make room for itself: what lies below comes after it, and does not jump. */
  private hearIsComing(): boolean {
    const { hearing } = this.listening;
    const { jobs } = this.shell;
    const sound = hearing.value?.listening.sound.value;
    return !this.hearIsThere || sound === undefined || (sound === null && jobs.active('listening') !== null);
  }

  /** How far the chosen sounds are, and what chooses them, answers for them and takes the answers away. */
  private renderCard(filePredictions: readonly FilePrediction[], isPredicting: boolean): TemplateResult {
    const { models, prediction } = this.learning;
    const { exporting } = this.data;
    const { addOffered } = this.sounds;
    const model = models.answering.value;
    const offered = prediction.offered.value;
    const usable = !this.refines || (this.trialsUsable && this.seedUsable);
    const exported = this.exportedOf(filePredictions);
    const comparing = this.comparingOf(exported);
    const { heading, words, step } = inferenceVerdict({
      hasModel: model !== null,
      chosen: offered.map(({ path }) => path),
      isPredicting,
      answered: filePredictions.length,
      presets: exported.length,
    });
    const look = (own: InferenceStep) => (own === step ? 'primary' : '');
    return html`<ib-verdict-card .heading=${heading} .words=${words}>
      <div class="toolbar" slot="actions">
        ${this.action('Choose Audio', () => this.fileInput.click(), {
          icon: 'add',
          look: look('choose'),
          starts: ['prediction'],
          tour: 'choose',
        })}
        ${this.renderStored()}
        ${this.action('Predict Hyperparams', this.predict, {
          icon: 'sparkle',
          look: look('predict'),
          starts: ['prediction'],
          disabled: model === null || offered.length === 0 || !usable,
        })}
        ${this.action('Export Preset JSON', async () => exporting.exportPresets(exported, isCompared(comparing)), {
          icon: 'download',
          look: look('export'),
          starts: ['preset-export', 'prediction'],
          disabled: exported.length === 0,
        })}
        ${
          filePredictions.length > 1
            ? html`<span class="hint" role="status"
                  >${formatCount(exported.length)} of
                  ${formatCount(filePredictions.length)}${exported.length > 1 ? ' in a zip' : ''}</span
                >
                ${exported.length > 1 ? renderPresetFormats(this.shell.settings) : nothing}`
            : nothing
        }
        ${this.action('Add to Data Set', async () => addOffered(), {
          icon: 'add',
          starts: ['import'],
          disabled: offered.length === 0,
        })}
        <!-- After the others, which keep their places when it goes. -->
        ${
          step === 'model'
            ? html`<a class="button primary" href="#/import">Go to Import + Descriptors ${icon('right')}</a>`
            : nothing
        }
        <span class="spacer"></span>
        ${this.action('Predict All', async () => prediction.predictAll(), {
          starts: ['predict-all'],
          disabled: model === null,
          title: 'Stores an answer for every file of the data set in the table predictions',
        })}
      </div>
      ${exported.length > 1 ? renderComparing(comparing, UNJUDGED, (compared) => (this.compared = compared)) : nothing}
      ${this.renderRefinement()}
      <ib-job-area .kinds=${['prediction', 'predict-all', 'preset-export', 'judging', 'judging-all']}>
        <p class="hint">${renderAnswering(model, models.inUse.value)}</p>
      </ib-job-area>
    </ib-verdict-card>`;
  }

  private renderRefinement(): TemplateResult {
    const { settings } = this.shell;
    return html`<div class="refinement">
      ${renderCheck('Run local BO refinement', this.refines, (refines) => (this.refines = refines))}
      <ib-number-field
        label="Refine trials"
        .min=${1}
        .max=${60}
        .value=${settings.refineTrials.value}
        @ib-number=${({ detail }: AppEvent<'ib-number'>) => {
          this.trialsUsable = detail !== null;
          if (detail !== null) settings.refineTrials.value = detail;
        }}
      ></ib-number-field>
      ${renderDetails(
        settings,
        'inference',
        html`<ib-number-field
          label="Refine seed"
          .min=${TRIAL_BUDGET_LIMITS.seed.min}
          .max=${TRIAL_BUDGET_LIMITS.seed.max}
          .value=${settings.refineSeed.value}
          @ib-number=${({ detail }: AppEvent<'ib-number'>) => {
            this.seedUsable = detail !== null;
            if (detail !== null) settings.refineSeed.value = detail;
          }}
        ></ib-number-field>`,
      )}
    </div>`;
  }

  private tickedOf(filePredictions: readonly FilePrediction[]): readonly FilePrediction[] {
    return filePredictions.filter((filePrediction) => this.tickedPaths.has(filePredictionKey(filePrediction)));
  }

  /** What is ticked, else all, but for what is silent. */
  private exportedOf(filePredictions: readonly FilePrediction[]): readonly FilePrediction[] {
    const ticked = this.tickedOf(filePredictions);
    return (ticked.length === 0 ? filePredictions : ticked).filter(({ descriptors }) => !isSilent(descriptors));
  }

  /** What the judge has not heard of several sounds; one is judged while it is shown. */
  private comparingOf(exported: readonly FilePrediction[]) {
    const { judge } = this.listening;
    const isJudged = (one: FilePrediction): boolean => {
      const source = sourceOf(this.data, one);
      return source.kind === 'data-set'
        ? judge.ofFiles.value.has(source.audioId)
        : this.shownSelection(one).verdict !== null;
    };
    const count = exported.length < 2 ? 0 : exported.filter((one) => !isJudged(one)).length;
    return { count, seconds: count * judge.secondsEach.value, said: this.compared };
  }

  /** What Predict All came to, and the presets of it. */
  private renderAnswered(): TemplateResult | typeof nothing {
    const { prediction } = this.learning;
    const { dataSet } = this.data;
    const answered = prediction.ofFiles.value.size;
    if (answered === 0) return nothing;
    const ids = () =>
      dataSet.records.peek().flatMap(({ file }) => (prediction.ofFiles.peek().has(file.audioId) ? file.audioId : []));
    return html`<div class="toolbar">
      <p class="hint">
        The model in use answered for ${plural(answered, 'file')} of the data set: score and confidence stand in the
        <a href="#/import">list of files</a>.
      </p>
      ${this.action('Export Presets', () => emit(this, 'ib-export-presets', ids()), {
        icon: 'download',
        starts: ['preset-export'],
      })}
    </div>`;
  }

  /** A file of the data set in the place of chosen ones; several are sent here from the list of files. */
  private renderStored(): TemplateResult {
    const records = this.data.dataSet.records.value;
    return html`<ib-sound-picker
      class="stored"
      label="From the Data Set"
      bare
      placeholder="From the Data Set …"
      .sounds=${records}
      .keyOf=${idOfRecord}
      .nameOf=${pathOfRecord}
      ?disabled=${records.length === 0 || !this.accepts('prediction')}
      @ib-pick=${({ detail }: AppEvent<'ib-pick'>) =>
        this.attempt(async () => this.learning.prediction.offerStored([detail]))}
    ></ib-sound-picker>`;
  }

  private renderFilePredictions(filePredictions: readonly FilePrediction[]): TemplateResult {
    const columns = filePredictionColumns((filePrediction) => this.shownSelection(filePrediction));
    const lastTicked = [...this.tickedPaths].at(-1);
    const shown = filePredictions.find(({ offered }) => offered.path === lastTicked) ?? filePredictions[0] ?? null;
    return html`${
        filePredictions.length < 2
          ? nothing
          : html`<div class="heading">
                <h3>Predicted files</h3>
                <ib-save-buttons
                  name="Predicted files"
                  .table=${() => ({ columns, rows: filePredictions })}
                ></ib-save-buttons>
              </div>
              <ib-data-table
                label="Predicted files"
                selectable
                .columns=${columns}
                .rows=${filePredictions}
                .rowKey=${filePredictionKey}
                .rowLabel=${filePredictionKey}
                .selectedKeys=${this.tickedPaths}
                @ib-select=${({ detail }: AppEvent<'ib-select'>) => (this.tickedPaths = detail)}
              ></ib-data-table>`
      } <ib-file-prediction .filePrediction=${shown}></ib-file-prediction>`;
  }

  private readonly predict = (): void => {
    const { prediction } = this.learning;
    const { settings } = this.shell;
    const refinement = this.refines ? { trials: settings.refineTrials.value, seed: settings.refineSeed.value } : null;
    this.attempt(async () => prediction.predictOffered(refinement));
  };
}

/** What a sound gets that the judge did not hear. */
const UNJUDGED = 'A sound that was not judged gets what is selected for it.';

/** What models of other objectives than the proxy learned from. */
const TAUGHT_BY = { measured: 'the measured score', listening: 'blind comparisons' } as const;

const idOfRecord = ({ file }: AudioRecord): string => file.audioId;
const pathOfRecord = ({ file }: AudioRecord): string => file.path;
const filePredictionKey = ({ offered }: FilePrediction): string => offered.path;

function renderAnswering(
  answering: AnsweringModel | null,
  inUse: TrainedModel | null,
): TemplateResult | typeof nothing {
  if (answering === null) return nothing;
  if (answering.objective !== 'proxy') {
    return html`<code>${answering.modelId}</code> answers. It learned from ${TAUGHT_BY[answering.objective]}; the scores
      shown here are the proxy's.`;
  }
  if (answering === inUse) return html`Model in use: <code>${answering.modelId}</code>${renderFailure(answering)}`;
  return html`The plugin model in use answers for the plugin's own descriptors; here
    <code>${answering.modelId}</code> answers.${renderFailure(answering)}`;
}

/** What its answers are worth, where that is too little. */
function renderFailure({ quality }: AnsweringModel): TemplateResult | typeof nothing {
  if (quality?.verdict !== 'fails') return nothing;
  return html`<br />One preset for every file does at least as well as this model. The tab
    <a href="#/model">Model</a> says what helps.`;
}
