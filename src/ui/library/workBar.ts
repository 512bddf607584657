import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { AudioCounts } from '../../stages/data/audioTally.ts';
import { ACCEPTED_AUDIO } from '../../stages/import/chosenFiles.ts';
import { isAllSearched } from '../import/fileCounts.ts';
import { FILE_JOBS } from '../import/fileJobs.ts';
import { EMPTY_HUB_DIALOG } from '../import/hub/hubLink.ts';
import '../shared/dialogs/menu.ts';
import type { MenuAt, MenuItem } from '../shared/dialogs/menu.ts';
import { emit } from '../shared/element/events.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { takeFiles } from '../shared/fields/takeFiles.ts';
import '../shared/jobs/jobArea.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import { visuallyHidden } from '../theme/base.ts';
import { icon } from '../theme/icons.ts';
import { WORKING, workStateWords } from './workState.ts';
import { DataContext, SoundsContext, LearningContext, BrowsingContext } from '../contexts.ts';

const JOBS_SHOWN = [...FILE_JOBS, 'predict-all'] as const;

/** One line that says how far the work is, with what begins it, what brings sounds in, and the one place for exports. */
@customElement('ib-work-bar')
export class WorkBar extends WorkbenchElement {
  static override styles = css`
    .work {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2) var(--space-3);
      align-items: center;
    }

    .state {
      font-size: var(--text-l);
      font-weight: 600;
      font-variant-numeric: tabular-nums;
    }

    /* Two lines of words at most, so that the buttons stay beside them. */
    @media (max-width: 76rem) {
      .state {
        flex: 1 1 12rem;
        font-size: var(--text-m);
      }
    }

    ib-job-area {
      --job-height: 2.5rem;
      --job-wrap: nowrap;
      flex: 1 1 16rem;
      min-height: 2.5rem;
      white-space: nowrap;
    }

    ib-menu {
      position: absolute;
    }

    /* One line: the jobs have a panel of their own, and words have no room. */
    @media (max-width: 40rem) {
      .work {
        flex-wrap: nowrap;
      }

      .state {
        flex: 1;
        min-width: 0;
        font-size: var(--text-m);
      }

      ib-job-area,
      .absence {
        display: none;
      }

      .work > .button {
        justify-content: center;
        width: 2.5rem;
        min-height: max(2.25rem, var(--small-control-height));
        padding: 0;
      }

      .word {
        ${visuallyHidden}
      }
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: LearningContext }) private readonly learning!: LearningContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  @state() private menu: MenuAt | null = null;
  @query('#files') private readonly filesInput!: HTMLInputElement;
  @query('#folder') private readonly folderInput!: HTMLInputElement;

  protected override render(): TemplateResult {
    const counts = this.data.dataSet.counts.value;
    return html`<div class="work">
        <p class="state" role="status">${this.isOpen ? this.stateWords(counts) : 'Opening the data set …'}</p>
        <ib-job-area .kinds=${JOBS_SHOWN} .most=${1}></ib-job-area>
        ${this.renderAbsence()}
        <button
          class="button ${counts.files === 0 || isAllSearched(counts) ? '' : 'primary'}"
          title="Run All"
          ?disabled=${!this.accepts('run-all', 'descriptors', 'trials-all', 'training') || counts.files === 0}
          @click=${() => this.attempt(this.learning.runAll)}
        >
          ${icon('play')} <span class="word">Run All</span>
        </button>
        ${this.renderMenuButton('Add Sounds', 'add', () => this.addItems())}
        ${this.renderMenuButton('Export', 'download', () => this.exportItems(), counts.files === 0)}
      </div>
      <ib-menu .menu=${this.menu} @ib-close=${() => (this.menu = null)}></ib-menu>
      <input id="files" type="file" multiple accept=${ACCEPTED_AUDIO} hidden @change=${this.onChosen} />
      <input id="folder" type="file" multiple webkitdirectory hidden @change=${this.onChosen} />`;
  }

  private stateWords(counts: AudioCounts): string {
    return workStateWords(counts, this.shell.jobs.running(...WORKING) !== null);
  }

  private renderAbsence(): TemplateResult | typeof nothing {
    const absent = this.sounds.sources.absent.value.length;
    if (absent === 0) return nothing;
    return html`<span class="caution absence">${formatCount(absent)} without sound at hand</span>
      ${this.action('Reconnect', () => emit(this, 'ib-show', 'reconnect'), { look: 'small absence' })}`;
  }

  private renderMenuButton(
    label: string,
    name: 'add' | 'download',
    items: () => readonly MenuItem[],
    disabled = false,
  ): TemplateResult {
    return html`<button
      class="button"
      data-tour=${name === 'add' ? 'library' : nothing}
      title=${label}
      aria-haspopup="menu"
      ?disabled=${disabled || !this.isOpen}
      @click=${({ currentTarget }: Event) => {
        const { left, bottom } = (currentTarget as HTMLElement).getBoundingClientRect();
        this.menu = { label, x: left, y: bottom + 4, items: items() };
      }}
    >
      ${icon(name)} <span class="word">${label}</span>
    </button>`;
  }

  private addItems(): readonly MenuItem[] {
    const disabled = !this.accepts('import', 'run-all');
    return [
      { label: 'Add Audio Files', disabled, run: () => this.filesInput.click() },
      { label: 'Add Folder', disabled, run: () => this.folderInput.click() },
      {
        label: 'Fetch Dataset',
        disabled: !this.accepts('hub-import', 'hub-inspection'),
        run: () => emit(this, 'ib-open-hub-dialog', EMPTY_HUB_DIALOG),
      },
      { label: 'Load Example Sounds', disabled, run: () => this.attempt(this.sounds.loadExamples) },
    ];
  }

  /** Presets, plugin model, data. */
  private exportItems(): readonly MenuItem[] {
    const { exporting, dataSet } = this.data;
    const { pluginModels } = this.learning;
    const { library } = this.browsing;
    const selected = library.selectedRecords.peek();
    const ids = (selected.length === 0 ? dataSet.records.peek() : selected).map(({ file }) => file.audioId);
    const which = selected.length === 0 ? 'of all sounds' : `of ${plural(ids.length, 'selected sound')}`;
    return [
      {
        label: `Presets ${which}`,
        disabled: !this.accepts('preset-export'),
        run: () => emit(this, 'ib-export-presets', ids),
      },
      {
        label: 'Plugin model (AutoHyperModelData.h)',
        disabled: !this.accepts('plugin-training'),
        run: () => this.attempt(async () => pluginModels.exportHeader()),
      },
      {
        label: 'Data (DuckDB)',
        disabled: !this.accepts('export'),
        run: () => this.attempt(async () => exporting.exportDatabase()),
      },
    ];
  }

  private readonly onChosen = (event: Event): void => takeFiles(event, (files) => emit(this, 'ib-files', files));
}
