import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { VerdictWords } from '../../domain/verdict.ts';
import { EVERYTHING, SMART_FILTERS, type LibraryFilter } from '../../stages/library/libraryFilter.ts';
import type { StoredAnswers } from '../../stages/prediction/predictionStage.ts';
import { arrived } from '../../stages/shell/arrived.ts';
import '../import/columnChooser.ts';
import { fileActions } from '../import/fileActions.ts';
import '../import/hub/hubPanel.ts';
import '../shared/dialogs/menu.ts';
import type { MenuAt, MenuItem } from '../shared/dialogs/menu.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { remembered } from '../shared/element/remembered.ts';
import { SelectionElement } from '../shared/element/selectionElement.ts';
import { renderSelect } from '../shared/fields/select.ts';
import '../shared/figure/saveButtons.ts';
import { renderSkipLink, skipLinkStyles } from '../shared/skipLink.ts';
import { movedTo } from '../shared/table/arranging.ts';
import { inOrder, type Column } from '../shared/table/columns.ts';
import '../shared/table/dataTable.ts';
import { pointedRow, type DataTable } from '../shared/table/dataTable.ts';
import type { GroupHead } from '../shared/table/groups.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import { icon } from '../theme/icons.ts';
import { layoutSwitchStyles, renderLayoutSwitch, type ListLayout } from '../map/layoutSwitch.ts';
import './inspector.ts';
import type { Inspector } from './inspector.ts';
import { emptyLibrary } from './emptyLibrary.ts';
import { libraryStyles } from './libraryStyles.ts';
import './sidebar.ts';
import './tagDialog.ts';
import { nameOf, soundColumns, worthShowing } from './soundColumns.ts';
import { GROUP_OF, GROUPINGS, UNGROUPED } from './soundGroups.ts';
import './workBar.ts';
import { BrowsingContext, SearchingContext } from '../contexts.ts';

/** The library: the sounds of the project as list or map, what narrows them beside it, and an inspector of what is selected. */
@customElement('ib-library-view')
export class LibraryView extends SelectionElement {
  static override styles = [layoutSwitchStyles, skipLinkStyles, libraryStyles];

  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  @state() private layout: ListLayout = 'list';
  @state() private menu: MenuAt | null = null;
  /** Whose tags are asked about. */
  @state() private tagged: readonly string[] | null = null;
  /** On a narrow page: whether the filters are unfolded, and whether the inspector lies over the list. */
  @state() private filtering = false;
  @state() private inspecting = false;
  @query('ib-data-table') private readonly table!: DataTable<AudioRecord> | null;
  @query('ib-data-table, ib-sound-map') private readonly soundsShown!: HTMLElement | null;
  @query('ib-inspector') private readonly inspector!: Inspector | null;

  private releaseCommands: () => void = () => undefined;
  /** The sound in Hear that was looked at last. */
  private followed: string | null = null;
  private readonly allColumns = remembered(
    (
      verdicts: ReadonlyMap<string, VerdictWords>,
      answers: StoredAnswers['ofFiles'],
      playingId: string | null,
      _absent: unknown,
    ) => soundColumns({ verdicts, answers, playingId, presenceOf: ({ file }) => this.sounds.sources.presenceOf(file) }),
  );
  private readonly worthwhile = remembered(worthShowing);
  private readonly shownColumns = remembered(
    (columns: readonly Column<AudioRecord>[], hidden: readonly string[], order: readonly string[]) =>
      inOrder(
        columns.filter(({ key }) => !hidden.includes(key)),
        order,
      ),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.attempt(async () => arrived(import('../listen/listenSection.ts')));
    this.releaseCommands = this.shell.commands.add([
      {
        id: 'library-find',
        title: 'Find a sound in the library',
        group: 'Library',
        keys: ['Mod+Alt+F'],
        run: () => this.focusFind(),
      },
    ]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseCommands();
    this.browsing.listPlayer.stop();
  }

  /** A sound that was opened in Hear from elsewhere, by Run All or on Inference, is the selected one. */
  protected override willUpdate(): void {
    const { library } = this.browsing;
    const { hearing } = this.listening;
    const { jobs } = this.shell;
    const source = hearing.value?.listening.sound.value?.source;
    const audioId = source?.kind === 'data-set' ? source.audioId : null;
    if (audioId === this.followed || jobs.active('listening') !== null) return;
    this.followed = audioId;
    const isOther = audioId !== null && audioId !== this.inspector?.opened;
    if (isOther && library.selected.peek().size < 2) queueMicrotask(() => library.select([audioId]));
  }

  protected override render(): TemplateResult {
    const records = this.data.dataSet.records.value;
    return html`<h2 class="visually-hidden">Library</h2>
      ${records.length === 0 ? nothing : renderSkipLink('Skip to the sounds', () => this.soundsShown?.focus())}
      <div class="library ${this.filtering ? 'filtering' : ''}">
        <ib-work-bar></ib-work-bar>
        <ib-library-sidebar class=${this.filtering ? 'open' : ''}></ib-library-sidebar>
        <div class="middle">
          ${this.sounds.hubImport.current.value === null ? nothing : html`<ib-hub-panel></ib-hub-panel>`}
          ${records.length === 0 ? this.renderEmpty() : this.renderSounds(records)}
        </div>
        <div class="side ${this.inspecting ? 'open' : ''}">
          <ib-inspector
            .records=${this.browsing.library.selectedRecords.value}
            @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.inspecting && this.closeInspector()}
            @ib-tag=${({ detail }: AppEvent<'ib-tag'>) => (this.tagged = detail)}
            @ib-close=${() => this.closeInspector()}
            ><slot name="hear"></slot
          ></ib-inspector>
        </div>
      </div>
      <ib-tag-dialog .audioIds=${this.tagged} @ib-close=${() => (this.tagged = null)}></ib-tag-dialog>
      <ib-menu .menu=${this.menu} @ib-close=${() => (this.menu = null)}></ib-menu>`;
  }

  private renderEmpty(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const examples = html`<button
      class="button primary"
      ?disabled=${!this.accepts('import', 'run-all')}
      @click=${() => this.attempt(this.sounds.loadExamples)}
    >
      ${icon('sparkle')} Load Example Sounds
    </button>`;
    return emptyLibrary(examples);
  }

  private renderSounds(records: readonly AudioRecord[]): TemplateResult {
    const { judge } = this.listening;
    const { prediction } = this.learning;
    const { sources } = this.sounds;
    const { listPlayer, library } = this.browsing;
    const state = listPlayer.state.value;
    const playingId = listPlayer.playing.value && state.kind === 'ready' ? state.audioId : null;
    const all = this.worthwhile(
      this.allColumns(judge.ofFiles.value, prediction.ofFiles.value, playingId, sources.absent.value),
      records,
      this.data.dataSet.values.value,
    );
    const shown = library.shown.value;
    return html`${this.renderBar(all, shown, records.length)} ${this.renderActs()}
    ${
      this.layout === 'map'
        ? html`<ib-sound-map
            fits
            .selected=${library.selected.value}
            @ib-select=${({ detail }: AppEvent<'ib-select'>) => library.select(detail)}
          ></ib-sound-map>`
        : this.renderTable(all, shown)
    }
    ${this.renderPlayer()}`;
  }

  private renderBar(all: readonly Column<AudioRecord>[], shown: readonly AudioRecord[], total: number): TemplateResult {
    const { library } = this.browsing;
    const { settings } = this.shell;
    const table = settings.soundsTable;
    const filter = library.filter.value;
    return html`<div class="bar">
      <button
        class="button small narrow-only"
        aria-expanded=${this.filtering}
        @click=${() => (this.filtering = !this.filtering)}
      >
        ${filterWords(filter)}
      </button>
      <div class="find">
        <label class="visually-hidden" for="find">Find</label>
        <input
          id="find"
          type="search"
          placeholder="Name, folder, tag …"
          autocomplete="off"
          .value=${filter.text}
          @input=${({ target }: Event) => library.narrow({ text: (target as HTMLInputElement).value })}
        />
      </div>
      <div class="view">
        ${renderSelect(
          GROUPINGS,
          table.value.groupBy,
          ({ value }) => (table.value = { ...table.value, groupBy: value }),
          {
            name: 'Group by',
            look: 'group',
          },
        )}
        ${renderLayoutSwitch('Show sounds as', this.layout, (layout) => this.show(layout))}
        <ib-column-chooser
          .columns=${inOrder(all, table.value.order)}
          .hiddenKeys=${table.value.hidden}
          @ib-columns=${({ detail }: AppEvent<'ib-columns'>) => (table.value = { ...table.value, hidden: detail })}
        ></ib-column-chooser>
        <ib-save-buttons
          name="Sounds"
          .table=${() => ({ columns: this.shownColumns(all, table.value.hidden, table.value.order), rows: shown })}
        ></ib-save-buttons>
      </div>
      <p class="hint count" role="status">${shownWords(total, shown.length, library.selectedRecords.value.length)}</p>
      ${
        isSame(filter)
          ? nothing
          : html`<button class="button small everything" @click=${() => (library.filter.value = EVERYTHING)}>
              Show All
            </button>`
      }
    </div>`;
  }

  /** What can be done with the selected sounds; the menu of a row has the same. */
  private renderActs(): TemplateResult {
    const { library } = this.browsing;
    const isNone = library.selectedRecords.value.length === 0;
    return html`<div class="acts" role="group" aria-label="Selected sounds">
      ${this.selectionItems().map(
        ({ label, disabled = false, run }) =>
          html`<button
            class="button small ${SELDOM.has(label) ? 'seldom' : ''}"
            ?disabled=${isNone || disabled}
            @click=${run}
          >
            ${label}
          </button>`,
      )}
      <button
        class="button small"
        aria-haspopup="menu"
        ?disabled=${isNone}
        @click=${({ currentTarget }: Event) => {
          const { left, bottom } = (currentTarget as HTMLElement).getBoundingClientRect();
          this.openMenu(left, bottom + 4);
        }}
      >
        Actions
      </button>
    </div>`;
  }

  private renderTable(all: readonly Column<AudioRecord>[], shown: readonly AudioRecord[]): TemplateResult {
    const { library } = this.browsing;
    const { settings } = this.shell;
    const table = settings.soundsTable;
    const { hidden, order, widthsRem, groupBy } = table.value;
    return html`<ib-data-table
      label="Sounds"
      selectable
      sounds
      arrangeable
      .columns=${this.shownColumns(all, hidden, order)}
      .rows=${shown}
      .rowKey=${rowKey}
      .rowLabel=${nameOf}
      .widthsRem=${widthsRem}
      .groupOf=${GROUP_OF[groupBy]}
      .groupHead=${GROUP_HEADS[groupBy]}
      .selectedKeys=${library.selected.value}
      @ib-select=${({ detail }: AppEvent<'ib-select'>) => library.select(detail)}
      @ib-reach=${({ detail }: AppEvent<'ib-reach'>) => settings.arrowsPlay.peek() && this.play(detail)}
      @ib-play=${({ detail }: AppEvent<'ib-play'>) => this.attempt(async () => this.browsing.listPlayer.toggle(detail))}
      @ib-open=${({ detail }: AppEvent<'ib-open'>) => this.open(detail)}
      @ib-arrange=${({ detail }: AppEvent<'ib-arrange'>) => {
        const before = table.peek();
        table.value =
          detail.kind === 'width'
            ? { ...before, widthsRem: { ...before.widthsRem, [detail.key]: detail.widthRem } }
            : {
                ...before,
                order: movedTo(
                  inOrder(all, before.order).map(({ key }) => key),
                  detail.key,
                  detail.at,
                ),
              };
      }}
      @contextmenu=${this.onContextMenu}
      >No sound is left by what the list is narrowed to.</ib-data-table
    >`;
  }

  /** On a narrow page: what is selected, heard and opened from the bottom of it. */
  private renderPlayer(): TemplateResult | typeof nothing {
    const [only, second] = this.browsing.library.selectedRecords.value;
    if (only === undefined || second !== undefined) return nothing;
    const { audioId } = only.file;
    const { listPlayer } = this.browsing;
    const state = listPlayer.state.value;
    const plays = listPlayer.playing.value && state.kind === 'ready' && state.audioId === audioId;
    return html`<div class="player" role="group" aria-label="Selected sound">
      <button class="button" @click=${() => this.attempt(async () => this.browsing.listPlayer.toggle(audioId))}>
        ${icon(plays ? 'pause' : 'play')} ${plays ? 'Pause' : 'Play'}
      </button>
      <span class="name">${nameOf(only)}</span>
      <button class="button primary" @click=${() => this.open(audioId)}>Open</button>
    </div>`;
  }

  /** The actions that stand beside each other, most wanted first. */
  private selectionItems(): readonly MenuItem[] {
    const records = this.browsing.library.selectedRecords.value;
    const { optimisation } = this.searching;
    const { settings } = this.shell;
    const { exportPresets, remove } = this.commonActions(records);
    const only = records.length === 1 ? records[0] : undefined;
    const isOne = only !== undefined;
    const isDescribed = ({ descriptors }: AudioRecord) => descriptors.kind === 'done';
    return [
      { label: 'Hear', disabled: !isOne, run: () => only !== undefined && this.open(only.file.audioId) },
      exportPresets,
      { label: 'Tag', run: () => (this.tagged = records.map(({ file }) => file.audioId)) },
      { label: 'Compare Blind', disabled: !isOne, run: () => only !== undefined && this.compareBlind(only) },
      {
        label: 'Search Again',
        disabled: !records.some(isDescribed) || !this.accepts('trials', 'trials-all', 'run-all'),
        run: () => {
          const ids = records.filter(isDescribed).map(({ file }) => file.audioId);
          this.attempt(async () => optimisation.searchAgain(ids, settings.trialBudget.peek()));
        },
      },
      { label: 'Show in Map', disabled: this.layout === 'map', run: () => this.show('map') },
      { ...remove, label: 'Remove' },
    ];
  }

  private commonActions(records: readonly AudioRecord[]): ReturnType<typeof fileActions> {
    return fileActions(
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
  }

  private openMenu(x: number, y: number): void {
    const records = this.browsing.library.selectedRecords.peek();
    const { extract, keep, copyPaths, copyIds, predict } = this.commonActions(records);
    this.menu = {
      label: `Actions for ${plural(records.length, 'sound')}`,
      x,
      y,
      items: [...this.selectionItems(), extract, keep, predict, copyPaths, copyIds],
    };
  }

  private readonly onContextMenu = (event: MouseEvent): void => {
    const pointed = pointedRow(event);
    if (pointed === null) return;
    event.preventDefault();
    if (!this.browsing.library.selected.peek().has(pointed.key)) this.browsing.library.select([pointed.key]);
    this.openMenu(pointed.x, pointed.y);
  };

  private play(audioId: string): void {
    this.attempt(async () => this.browsing.listPlayer.play(audioId));
  }

  /** Shows Hear with a sound. */
  private open(audioId: string): void {
    this.browsing.library.select([audioId]);
    this.inspecting = true;
    this.attempt(async () => this.inspector?.showHear());
  }

  private compareBlind(record: AudioRecord): void {
    this.open(record.file.audioId);
    this.attempt(async () => {
      const { audioId, path } = record.file;
      const { listening, blindComparison } = await this.listening.openHearing();
      const source = listening.sound.peek()?.source;
      const isOpen = source?.kind === 'data-set' && source.audioId === audioId;
      if (!isOpen && (await listening.open({ kind: 'data-set', audioId, path })) !== 'done') return;
      await blindComparison.start({ question: 'better', total: 10, soloCluster: 0 });
    });
  }

  private closeInspector(): void {
    this.inspecting = false;
    const [selected] = this.browsing.library.selected.peek();
    if (selected !== undefined) void this.table?.reach(selected);
  }

  private show(layout: ListLayout): void {
    this.layout = layout;
    if (layout === 'map') this.attempt(async () => arrived(import('../map/soundMap.ts')));
  }

  private focusFind(): void {
    location.hash = '#/library';
    setTimeout(() => this.renderRoot.querySelector<HTMLInputElement>('#find')?.focus());
  }
}

/** Actions that a narrower page has in the menu alone. */
const SELDOM: ReadonlySet<string> = new Set(['Compare Blind', 'Search Again', 'Show in Map']);

const rowKey = ({ file }: AudioRecord): string => file.audioId;

/** What stands over each group, by what is grouped. */
const GROUP_HEADS = Object.fromEntries(
  GROUPINGS.map(({ value }) => [value, ({ label }: GroupHead) => (label === '' ? UNGROUPED[value] : label)]),
);

function isSame(filter: LibraryFilter): boolean {
  return (Object.keys(EVERYTHING) as (keyof LibraryFilter)[]).every((key) => filter[key] === EVERYTHING[key]);
}

/** What the list is narrowed to, but for the words that stand beside it. */
function filterWords({ smart, folder, tag }: LibraryFilter): string {
  const label = SMART_FILTERS.find(({ id }) => id === smart)?.label ?? '';
  return ['Show:', [label, folder, tag].filter((part) => part !== null).join(', ')].join(' ');
}

function shownWords(total: number, shown: number, selected: number): string {
  const sounds = shown === total ? plural(total, 'sound') : `${formatCount(shown)} of ${plural(total, 'sound')}`;
  return selected === 0 ? sounds : `${sounds}, ${formatCount(selected)} selected`;
}
