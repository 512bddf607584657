import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { OBJECTIVES } from '../../domain/measured.ts';
import type { AlphaGrid } from '../../domain/model.ts';
import '../shared/text/emptyState.ts';
import { formatShort, plural } from '../shared/text/format.ts';
import { renderSettingField } from '../shared/fields/select.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import './modelComparison.ts';
import './modelList.ts';
import { OBJECTIVE_NAMES } from './modelNames.ts';
import './modelVerdict.ts';
import './pluginTraining.ts';
import { DataContext, SearchingContext, LearningContext, ListeningContext } from '../contexts.ts';

const OBJECTIVE_CHOICES = OBJECTIVES.map((value) => ({ value, label: OBJECTIVE_NAMES[value] }));
const GRIDS: readonly { readonly value: AlphaGrid; readonly label: string }[] = [
  { value: 'desktop', label: 'Desktop: 18 values up to 100' },
  { value: 'extended', label: `Extended: 30 values up to ${formatShort(1.7e6)}` },
];

/** Model: the verdict, the ways to train, every model there is, and its figures. */
@customElement('ib-model-view')
export class ModelView extends WorkbenchElement {
  static override styles = css`
    .choices {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      gap: var(--space-2);
    }

    .grid {
      width: 19rem;
      max-width: 100%;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  /** The files that models were last asked to be measured on. */
  private measuredFor: unknown = null;
  @query('input[type="file"]') private readonly fileInput!: HTMLInputElement;

  /** Models are compared here, and so measured on the files of today. */
  protected override updated(): void {
    const { dataSet } = this.data;
    const { jobs } = this.shell;
    const described = dataSet.described.value;
    const isChanging = jobs.active('import', 'hub-import', 'descriptors', 'run-all') !== null;
    if (!this.isOpen || isChanging || described === this.measuredFor) return;
    this.measuredFor = described;
    this.attempt(async () => this.learning.models.measureOutdated());
  }

  protected override render(): TemplateResult {
    const { models } = this.learning;
    const { dataSet } = this.data;
    const { settings } = this.shell;
    const { measured } = this.searching;
    const { preferences } = this.listening;
    const { labelled, described } = dataSet.counts.value;
    const objective = settings.modelObjective.value;
    const listened = dataSet.present(new Set(preferences.optima.value.keys()));
    const listeningCount = listened.filter(({ descriptors }) => descriptors.kind === 'done').length;
    const rowCount = { proxy: labelled, measured: measured.bestCount.value, listening: listeningCount }[objective];
    const text = {
      proxy: rowsText(rowCount, described),
      measured: measuredRowsText(rowCount),
      listening: listeningRowsText(rowCount),
    }[objective];
    const some = models.models.value.length > 0;
    // The network needs no best parameters.
    const learnsFrom = settings.labels.value === 'bayesian' ? labelled : described;
    const isTooLittle = objective === 'proxy' && learnsFrom < models.minimumRows;
    return html`<div class="stack">
      <h2 class="visually-hidden">Model</h2>
      <ib-model-verdict ?too-little=${isTooLittle}></ib-model-verdict>
      ${isTooLittle ? this.renderMissing(rowCount) : nothing} ${this.renderToolbar(text)}
      ${some ? html`<ib-model-list></ib-model-list>` : nothing}
      <ib-model-comparison></ib-model-comparison>
      <ib-plugin-training></ib-plugin-training>
      <input type="file" accept=".json,.h,.hpp" hidden @change=${this.onModelFile} />
    </div>`;
  }

  /** What the verdict does not advise. */
  private renderToolbar(learnsFrom: string): TemplateResult {
    const { models } = this.learning;
    const { settings } = this.shell;
    const other =
      settings.labels.value === 'bayesian'
        ? this.action('Train Network', async () => models.trainNetwork(), {
            icon: 'play',
            starts: ['network-training', 'student-training'],
          })
        : this.action('Train Degree-3 Ridge', async () => models.train(settings.alphaGrid.value), {
            icon: 'play',
            starts: ['training', 'run-all'],
          });
    return html`<div class="stack tight">
      <div class="toolbar">
        ${other}
        ${this.action('Train Student', async () => models.trainStudent(), {
          icon: 'play',
          starts: ['network-training', 'student-training'],
        })}
        ${this.action('Import Model', () => this.fileInput.click(), { icon: 'upload', starts: ['model-import'] })}
        ${this.action('Load Latest Model', async () => models.useLatest(), {
          starts: ['training'],
          title: 'Takes the newest model into use, also where another one is better',
        })}
        <span class="spacer"></span>
        <div class="choices">
          ${renderSettingField('learns', 'Learns from', OBJECTIVE_CHOICES, settings.modelObjective)}
          ${renderSettingField('grid', 'Alpha grid', GRIDS, settings.alphaGrid, { look: 'grid' })}
        </div>
      </div>
      <details ?open=${settings.modelObjective.value !== 'proxy'}>
        <summary>What each kind of model learns from</summary>
        <p class="hint">${learnsFrom}</p>
      </details>
    </div>`;
  }

  private renderMissing(rowCount: number): TemplateResult {
    const { dataSet } = this.data;
    const { optimisation } = this.searching;
    const { files, described } = dataSet.counts.value;
    const missing = this.learning.models.minimumRows - rowCount;
    const toSearch = optimisation.missingCount;
    const step =
      toSearch > 0
        ? { hash: '#/optimise', label: 'Run BO for more files' }
        : described < files
          ? { hash: '#/import', label: 'Extract descriptors' }
          : { hash: '#/import', label: files === 0 ? 'Bring in sounds first' : 'Add more sounds' };
    return html`<ib-empty-state .heading="${plural(missing, 'file')} missing">
      <p>
        A model needs at least ${this.learning.models.minimumRows} files that have descriptors and best parameters.
        There ${rowCount === 1 ? 'is' : 'are'} ${rowCount} now, so ${missing} more ${missing === 1 ? 'is' : 'are'}
        needed.
      </p>
      <p class="hint">${plural(files, 'file')}, ${described} with descriptors, ${rowCount} with best parameters.</p>
      <a class="button primary" href=${step.hash}>${step.label} ${icon('right')}</a>
    </ib-empty-state>`;
  }

  private readonly onModelFile = (event: Event): void =>
    takeFiles(event, ([model]) => model && this.attempt(async () => this.learning.models.importModel(model.file)));
}

function rowsText(rowCount: number, described: number): string {
  return (
    `The ridge learns from ${plural(rowCount, 'file')} with best parameters. The network needs none of those: it learns from ` +
    `the score itself, on ${plural(described, 'file')} with descriptors. The student is the polynomial that a network ` +
    "teaches, for the plugin; its network is trained first where there is none of this data. A model of the plugin's own " +
    'descriptors is trained at the end of this page.'
  );
}

function measuredRowsText(rowCount: number): string {
  return (
    `Ridge, network and student learn from ${plural(rowCount, 'file')} with best parameters under the measured score: what ` +
    'was pooled over files where a collection was searched, else the best of the own trials. Find them on the Bayesian ' +
    'Opt tab with the objective Measured; a model needs at least 12. Whether such a model beats one preset for all ' +
    'stands there too, under “Does adapting pay?”.'
  );
}

function listeningRowsText(rowCount: number): string {
  return (
    `Ridge, network and student learn from ${plural(rowCount, 'file')} with a preset that blind comparisons taught. ` +
    'A model needs at least 12: answer some comparisons on each under “Hear” on the Inference tab. ' +
    'Answers on one file also shape the presets of files like it.'
  );
}
