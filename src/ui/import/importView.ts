import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { arrived } from '../../stages/shell/arrived.ts';
import { customElement, query, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { VerdictWords } from '../../domain/verdict.ts';
import { ACCEPTED_AUDIO } from '../../stages/import/chosenFiles.ts';
import type { StoredAnswers } from '../../stages/prediction/predictionStage.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import '../shared/jobs/jobArea.ts';
import '../shared/verdictCard.ts';
import { renderSelect } from '../shared/fields/select.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/dialogs/menu.ts';
import type { MenuAt } from '../shared/dialogs/menu.ts';
import type { Column } from '../shared/table/columns.ts';
import { pointedRow } from '../shared/table/dataTable.ts';
import { hasLostFocus } from '../shared/element/keptFocus.ts';
import { remembered } from '../shared/element/remembered.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import { layoutSwitchStyles, renderLayoutSwitch, type ListLayout } from '../map/layoutSwitch.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import {
  answerColumns,
  gainColumns,
  MORE_AUDIO_COLUMNS,
  ORIGIN_COLUMNS,
  SOUND_COLUMNS,
  withSoundBadge,
} from './audioColumns.ts';
import './columnChooser.ts';
import { EMPTY_HUB_DIALOG } from './hub/hubLink.ts';
import './hub/hubPanel.ts';
import { importStyles } from './importStyles.ts';
import './fileDetails.ts';
import { FILE_JOBS } from './fileJobs.ts';
import { fileActions } from './fileActions.ts';
import { countedWords, shownWords } from './fileCounts.ts';
import { FORMATS, importVerdict } from './importVerdict.ts';
import { choicesOf, DESCRIPTOR_STATES, filterRecords, NO_FILTER, type FileFilter } from './fileFilter.ts';
import { WORKING } from '../library/workState.ts';
import { TOUR_NAME } from '../tour/tourSteps.ts';
import { DataContext, SoundsContext, LearningContext, ListeningContext } from '../contexts.ts';

const IMPORTING = ['import', 'run-all'] as const;
/** Import + Descriptors: files in, their table, and what is known of the selected one. */
@customElement('ib-import-view')
export class ImportView extends WorkbenchElement {
  static override styles = [layoutSwitchStyles, importStyles];

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  @state() private filter: FileFilter = NO_FILTER;
  @state() private selected: ReadonlySet<string> = new Set();
  @state() private menu: MenuAt | null = null;
  @state() private layout: ListLayout = 'list';
  /** Whether the tour was seen before this visit: it is offered once, and the offer stays where it is until then. */
  private toured = false;
  private releaseCommands: () => void = () => undefined;
  @query('#files') private readonly filesInput!: HTMLInputElement;
  @query('#folder') private readonly folderInput!: HTMLInputElement;
  @query('[data-tour="run-all"]') private readonly runAllButton!: HTMLButtonElement;

  private readonly allColumns = remembered(
    (verdicts: ReadonlyMap<string, VerdictWords>, answers: StoredAnswers['ofFiles']) => [
      ...SOUND_COLUMNS,
      ...gainColumns(verdicts),
      ...answerColumns(answers),
      ...ORIGIN_COLUMNS,
      ...MORE_AUDIO_COLUMNS,
    ],
  );
  private readonly columnsBeside = remembered(
    (all: readonly Column<AudioRecord>[], hidden: readonly string[], _absent: unknown) => {
      const badged = withSoundBadge(({ file }) => this.sounds.sources.presenceOf(file));
      return all
        .filter(({ key }) => !hidden.includes(key))
        .map((column) => (column.key === 'path' ? badged(column) : column));
    },
  );
  private readonly filtered = remembered(filterRecords);
  // What goes over all files: each tick of a job's counter renders, and there may be many files.
  private readonly chosen = remembered((_records: readonly AudioRecord[], selected: ReadonlySet<string>) =>
    this.data.dataSet.present(selected),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.toured = this.shell.settings.tourSeen.peek();
    this.releaseCommands = this.shell.commands.add([
      {
        id: 'export-selected-presets',
        title: 'Export Presets of the selected files',
        group: 'Files',
        isEnabled: () => this.accepts('preset-export') && this.selected.size > 0,
        run: () => this.exportPresets(),
      },
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseCommands();
  }

  protected override render(): TemplateResult {
    const records = this.data.dataSet.records.value;
    return html`<div class="stack">
      <h2 class="visually-hidden">Import + Descriptors</h2>
      ${this.renderCard()} ${this.renderToolbar(records)}
      <ib-hub-panel></ib-hub-panel>
      ${records.length === 0 ? nothing : this.renderFiles(records)}
      <ib-menu .menu=${this.menu} @ib-close=${() => (this.menu = null)}></ib-menu>
      <input id="files" type="file" multiple accept=${ACCEPTED_AUDIO} hidden @change=${this.onChosen} />
      <input id="folder" type="file" multiple webkitdirectory hidden @change=${this.onChosen} />
    </div>`;
  }

  /** How far the sounds are, what brings them in, and the two steps on from there. */
  private renderCard(): TemplateResult {
    const { models } = this.learning;
    const counts = this.data.dataSet.counts.value;
    const { heading, words, step } = importVerdict(counts, {
      isWorking: this.shell.jobs.running(...WORKING) !== null,
      hasModel: models.answering.value !== null,
      minimumRows: models.minimumRows,
    });
    const isEmpty = counts.files === 0;
    const disabled = !this.accepts(...IMPORTING);
    return html`<ib-verdict-card .heading=${heading} .words=${words}>
      <div class="toolbar" slot="actions">
        ${this.action('Add Audio Files', () => this.filesInput.click(), {
          icon: 'add',
          look: step === 'add' ? 'primary' : '',
          disabled,
        })}
        ${this.action('Add Folder', () => this.folderInput.click(), { icon: 'folder', disabled })}
        ${this.action('Fetch Dataset', () => emit(this, 'ib-open-hub-dialog', EMPTY_HUB_DIALOG), {
          icon: 'download',
          starts: ['hub-import', 'hub-inspection'],
        })}
        ${this.action('Load Example Sounds', this.loadExamples, {
          icon: 'sparkle',
          look: step === 'examples' ? 'primary' : '',
          disabled,
          tour: 'sounds',
        })}
        ${this.action('Run All', this.learning.runAll, {
          icon: 'play',
          look: step === 'run-all' ? 'primary' : '',
          starts: ['run-all', 'descriptors', 'trials-all', 'training'],
          disabled: isEmpty,
          tour: 'run-all',
        })}
        ${isEmpty && !this.toured ? this.action(TOUR_NAME, () => emit(this, 'ib-tour'), { look: 'quiet' }) : nothing}
        <a class="button ${step === 'library' ? 'primary' : ''} ${isEmpty ? 'reserved' : ''}" href="#/library"
          >Open the Library ${icon('right')}</a
        >
      </div>
      <ib-job-area .kinds=${FILE_JOBS}
        ><p class="hint">${isEmpty ? FORMATS : countedWords(counts)}${this.renderAbsence()}</p></ib-job-area
      >
    </ib-verdict-card>`;
  }

  /** What is for files, and for the selected ones. */
  private renderToolbar(records: readonly AudioRecord[]): TemplateResult {
    const { descriptors, importing } = this.sounds;
    const extractable = this.accepts('descriptors', 'run-all');
    const selected = this.selectedOf(records);
    const ids = () => selected.map(({ file }) => file.audioId);
    return html`<div class="toolbar of-files ${records.length === 0 ? 'empty' : ''}">
      ${this.action('Extract Selected', async () => descriptors.extract(ids()), {
        disabled: !extractable || selected.length === 0,
      })}
      ${this.action('Extract All', async () => descriptors.extract(descriptors.missing()), {
        disabled: !extractable || records.length === 0,
      })}
      ${this.action('Export Presets', () => this.exportPresets(), {
        icon: 'download',
        starts: ['preset-export'],
        disabled: records.length === 0,
        title: selected.length === 0 ? 'Of all files' : `Of the ${plural(selected.length, 'file')} selected`,
      })}
      ${this.action('Remove Selected', async () => importing.remove(ids()), {
        icon: 'trash',
        look: 'danger',
        starts: ['remove', 'descriptors', 'run-all'],
        disabled: selected.length === 0,
      })}
    </div>`;
  }

  /** How many files are without sound, and the way to it. */
  private renderAbsence(): TemplateResult | typeof nothing {
    const absent = this.sounds.sources.absent.value.length;
    if (absent === 0) return nothing;
    return html` ·
      <span class="caution">${formatCount(absent)} without sound at hand</span>
      ${this.action('Reconnect', () => emit(this, 'ib-show', 'reconnect'), { look: 'small' })}`;
  }

  /** The button is disabled while they load; the focus that it had goes to what comes next. */
  private readonly loadExamples = async (): Promise<void> => {
    await this.sounds.loadExamples();
    await this.updateComplete;
    if (hasLostFocus()) this.runAllButton.focus();
  };

  private renderFiles(records: readonly AudioRecord[]): TemplateResult {
    const { settings } = this.shell;
    const rows = this.filtered(records, this.filter);
    const { judge } = this.listening;
    const { prediction } = this.learning;
    const { sources } = this.sounds;
    const allColumns = this.allColumns(judge.ofFiles.value, prediction.ofFiles.value);
    const columns = this.columnsBeside(allColumns, settings.hiddenColumns.value, sources.absent.value);
    const selected = this.selectedOf(records);
    return html`<div class="files">
      <div class="stack tight">
        <div class="toolbar list-head">
          <div class="filter">
            <label class="visually-hidden" for="filter">Filter</label>
            <input
              id="filter"
              type="search"
              placeholder="Path, genre, licence, state …"
              autocomplete="off"
              @input=${(event: Event) => this.narrow({ text: (event.target as HTMLInputElement).value })}
            />
          </div>
          ${this.renderChoice('Genre', 'genre')} ${this.renderChoice('License', 'licenseFamily')}
          ${renderSelect(DESCRIPTOR_STATES, this.filter.state, ({ value: state }) => this.narrow({ state }), {
            name: 'Descriptors filter',
            look: 'choice',
          })}
          <p class="hint" role="status">${shownWords(records.length, rows.length, selected.length)}</p>
          <div class="tools">
            ${renderLayoutSwitch('Show files as', this.layout, (layout) => this.show(layout))}
            <button
              class="button small"
              aria-haspopup="menu"
              ?disabled=${selected.length === 0}
              @click=${(event: Event) => {
                const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
                this.openMenu(box.left, box.bottom + 4);
              }}
            >
              Actions
            </button>
            <ib-column-chooser
              .columns=${allColumns}
              .hiddenKeys=${settings.hiddenColumns.value}
              @ib-columns=${(event: AppEvent<'ib-columns'>) => (settings.hiddenColumns.value = [...event.detail])}
            ></ib-column-chooser>
            <ib-save-buttons name="Audio files" .table=${() => ({ columns, rows })}></ib-save-buttons>
          </div>
        </div>
        ${this.layout === 'map' ? this.renderMap() : this.renderTable(columns, rows)}
      </div>
      <ib-file-details
        .record=${selected.length === 1 ? selected[0] : null}
        .selectedCount=${selected.length}
      ></ib-file-details>
    </div>`;
  }

  /** Of what is selected, else of all. */
  private exportPresets(): void {
    const records = this.data.dataSet.records.peek();
    const selected = this.selectedOf(records);
    const ids = (selected.length === 0 ? records : selected).map(({ file }) => file.audioId);
    emit(this, 'ib-export-presets', ids);
  }

  private show(layout: ListLayout): void {
    this.layout = layout;
    if (layout === 'map') this.attempt(async () => arrived(import('../map/soundMap.ts')));
  }

  private renderMap(): TemplateResult {
    return html`<ib-sound-map
      .selected=${this.selected}
      @ib-select=${(event: AppEvent<'ib-select'>) => (this.selected = event.detail)}
    ></ib-sound-map>`;
  }

  private renderTable(columns: readonly Column<AudioRecord>[], rows: readonly AudioRecord[]): TemplateResult {
    return html`<ib-data-table
      label="Audio files"
      selectable
      .columns=${columns}
      .rows=${rows}
      .rowKey=${rowKey}
      .rowLabel=${rowLabel}
      .selectedKeys=${this.selected}
      @ib-select=${(event: AppEvent<'ib-select'>) => (this.selected = event.detail)}
      @contextmenu=${this.onContextMenu}
      >No file matches the filter.</ib-data-table
    >`;
  }

  /** What can be done with the selected files, at a place of the window. */
  private openMenu(x: number, y: number): void {
    const records = this.selectedOf(this.data.dataSet.records.peek());
    const { extract, keep, copyPaths, copyIds, exportPresets, predict, remove } = fileActions(
      {
        sounds: this.sounds,
        log: this.shell.log,
        prediction: this.learning.prediction,
        accepts: (...kinds) => this.accepts(...kinds),
        attempt: (work) => this.attempt(work),
        exportPresets: (ids) => emit(this, 'ib-export-presets', ids),
      },
      records,
    );
    this.menu = {
      label: `Actions for ${plural(records.length, 'file')}`,
      x,
      y,
      items: [extract, keep, copyPaths, copyIds, exportPresets, predict, remove],
    };
  }

  private readonly onContextMenu = (event: MouseEvent): void => {
    const pointed = pointedRow(event);
    if (pointed === null) return;
    event.preventDefault();
    if (!this.selected.has(pointed.key)) this.selected = new Set([pointed.key]);
    this.openMenu(pointed.x, pointed.y);
  };

  private narrow(change: Partial<FileFilter>): void {
    this.filter = { ...this.filter, ...change };
  }

  /** A choice among the values of a column, where it has any. */
  private renderChoice(label: string, key: 'genre' | 'licenseFamily'): TemplateResult | typeof nothing {
    const values = choicesOf(this.data.dataSet.values.value.of[key]);
    if (values.length === 0) return nothing;
    return renderSelect(
      [{ value: '', label: `${label}: all` }, ...values.map((value) => ({ value, label: value }))],
      this.filter[key],
      ({ value }) => this.narrow({ [key]: value }),
      { name: `${label} filter`, look: 'choice' },
    );
  }

  private readonly onChosen = (event: Event): void => takeFiles(event, (files) => emit(this, 'ib-files', files));

  /** What is selected and still there. */
  private selectedOf(records: readonly AudioRecord[]): readonly AudioRecord[] {
    return this.chosen(records, this.selected);
  }
}

const rowKey = ({ file }: AudioRecord): string => file.audioId;
const rowLabel = ({ file }: AudioRecord): string => file.path;
