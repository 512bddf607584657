import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hasEnded, type Job } from '../domain/job.ts';
import type { DatabaseState } from '../stages/shell/environment.ts';
import { ROUTE_OF_STAGE, ROUTES, type RouteId } from './routes.ts';
import './shared/dialogs/menu.ts';
import type { MenuAt } from './shared/dialogs/menu.ts';
import { emit } from './shared/element/events.ts';
import { formatBytes, formatCount, plural } from './shared/text/format.ts';
import { WorkbenchElement } from './shared/element/workbenchElement.ts';
import { icon } from './theme/icons.ts';
import { nextTheme, THEMES } from './theme/themes.ts';
import type { Overlay } from './appEvents.ts';
import { DataContext } from './contexts.ts';

const DATABASE_WORDS: Record<Exclude<DatabaseState, 'open'>, { readonly words: string; readonly warns: boolean }> = {
  opening: { words: 'Opening the data set …', warns: false },
  'held-elsewhere': { words: 'Open in another tab', warns: true },
  'asked-for': { words: 'Asking the other tab …', warns: false },
  coming: { words: 'Coming from the other tab …', warns: false },
  going: { words: 'Going to another tab …', warns: false },
  failed: { words: 'Data set not open', warns: true },
};

/** What surrounds the work, at a glance: jobs of other tabs, network, storage, a waiting update; and the theme. */
@customElement('ib-status-area')
export class StatusArea extends WorkbenchElement {
  static override styles = css`
    .status {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: flex-end;
      gap: var(--space-2);
      font-size: var(--text-s);
      font-variant-numeric: tabular-nums;
    }

    .tag.warn {
      border-color: var(--warning);
      color: var(--warning);
    }

    a.tag {
      text-decoration: none;
    }

    a.tag:hover {
      border-color: var(--accent);
    }

    .count {
      min-width: 1.25rem;
      padding: 0 0.3rem;
      border-radius: 99rem;
      background: var(--accent);
      color: var(--on-accent);
      font-size: var(--text-xs);
    }

    .tags {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: flex-end;
      gap: var(--space-2);
      min-width: 0;
    }

    .tags .tag {
      max-width: 15rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }

    .narrow-only {
      display: none;
    }

    @media (max-width: 66rem) {
      .tags a.tag.on {
        max-width: 9rem;
      }
    }

    /* Beside the title in one line, whatever runs: the jobs give way, and the page does not move. */
    @media (min-width: 60rem) {
      .status,
      .tags {
        flex-wrap: nowrap;
      }

      .status > *,
      .tags > * {
        flex: none;
      }

      .status > .tags {
        flex: 0 1 auto;
        justify-content: safe flex-end;
        overflow-x: auto;
        scrollbar-width: none;
      }

      .tags > a.tag.on {
        flex: 0 1 auto;
        min-width: 2.5rem;
      }
    }

    /* What is said of the work goes below, in one line that can be pushed aside. */
    @media (max-width: 40rem) {
      .status {
        flex-wrap: wrap;
      }

      .tags {
        flex: 1 0 100%;
        order: 1;
        flex-wrap: nowrap;
        justify-content: flex-start;
        /* As high with a button as without, so that nothing below it moves. */
        height: 1.5rem;
        overflow-x: auto;
        scrollbar-width: none;
      }

      .tags > * {
        flex: none;
      }

      .tags > .button {
        min-height: 1.5rem;
      }

      .wide-only {
        display: none;
      }

      .narrow-only {
        display: inline-flex;
      }
    }

    .status .quiet {
      padding: 0 var(--space-2);
    }

    .status .icon-only {
      width: 2rem;
      padding: 0;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;

  /** The tab that is shown: its own jobs have their bars there. */
  @property() route: RouteId = 'import';

  @state() private asksToReload = false;
  @state() private menu: MenuAt | null = null;

  protected override render(): TemplateResult {
    const { environment, jobs, settings } = this.shell;
    const elsewhere = jobs.jobs.value.filter(
      (job) => job.state.kind === 'running' && ROUTE_OF_STAGE[job.stage] !== this.route,
    );
    const theme = THEMES[settings.theme.value];
    const active = jobs.jobs.value.filter(({ state }) => state.kind === 'running' || state.kind === 'waiting').length;
    const count =
      active === 0
        ? nothing
        : html`<span class="count">${active}<span class="visually-hidden"> running or waiting</span></span>`;
    return html`<div class="status">
      <div class="tags">
        ${elsewhere.map((job) => renderJob(job))}
        ${environment.online.value ? nothing : html`<span class="tag warn">Offline</span>`} ${this.renderStorage()}
        ${this.renderReminder()} ${this.renderUpdate()} ${this.renderInstall()}
      </div>
      <button
        class="button quiet small icon-only theme"
        aria-label="Theme: ${theme.label}"
        title="Theme: ${theme.label}"
        @click=${() => (settings.theme.value = nextTheme(settings.theme.value))}
      >
        ${icon(theme.icon)}
      </button>
      <button class="button quiet small wide-only" @click=${() => emit(this, 'ib-help')}>Help</button>
      ${this.show('jobs', html`Jobs${count}`, 'Everything that runs and ran (Alt+J)')}
      ${this.show('palette', 'Commands', 'Find a command (Ctrl or ⌘ + K)', 'wide-only')}
      ${this.show('about', 'About', undefined, 'wide-only')}
      <button
        class="button quiet small icon-only narrow-only"
        aria-label="More"
        aria-haspopup="menu"
        @click=${this.openMenu}
      >
        ${icon('more')}
      </button>
      <ib-menu .menu=${this.menu} @ib-close=${() => (this.menu = null)}></ib-menu>
    </div>`;
  }

  private show(overlay: Overlay, label: unknown, title?: string, look = ''): TemplateResult {
    return this.action(label, () => emit(this, 'ib-show', overlay), { look: `quiet small ${look}`, title });
  }

  /** What has no room of its own on a narrow page. */
  private readonly openMenu = ({ currentTarget }: Event): void => {
    const { right, bottom } = (currentTarget as HTMLElement).getBoundingClientRect();
    const show = (overlay: Overlay, label: string) => ({ label, run: () => emit(this, 'ib-show', overlay) });
    this.menu = {
      label: 'More',
      x: right,
      y: bottom + 4,
      items: [
        { label: 'Help', run: () => emit(this, 'ib-help') },
        show('palette', 'Commands'),
        show('projects', 'Projects'),
        show('about', 'About'),
      ],
    };
  };

  /** A newer version is taken on wish; a job that would be ended by that is named first. */
  private renderUpdate(): TemplateResult | typeof nothing {
    const { offlineCopy, jobs } = this.shell;
    if (!offlineCopy.updateReady.value) return nothing;
    const [job, ...others] = jobs.jobs.value.filter((one) => !hasEnded(one));
    const reload = () => this.attempt(async () => offlineCopy.takeUpdate());
    if (job === undefined || !this.asksToReload) {
      return html`<span class="tag on">Update ready</span>
        <button class="button small" @click=${() => (job === undefined ? reload() : (this.asksToReload = true))}>
          Reload
        </button>`;
    }
    const words =
      others.length === 0 ? `${job.title} is running` : `${job.title} and ${others.length} more are running`;
    return html`<span class="tag warn" role="alert">${words}</span>
      <button class="button small" title="Stops it; what is finished is kept" @click=${reload}>Reload anyway</button>
      <button class="button small" @click=${() => (this.asksToReload = false)}>Wait</button>`;
  }

  /** Offered once there is something of the user's own to come back to. */
  private renderInstall(): TemplateResult | typeof nothing {
    const { installation } = this.shell;
    const { dataSet } = this.data;
    if (installation.offer.value === null || dataSet.records.value.length === 0) return nothing;
    return this.action('Install', async () => installation.install(), {
      look: 'quiet small',
      title: 'Opens in a window of its own, and audio files open with it',
    });
  }

  private renderStorage(): TemplateResult | typeof nothing {
    const { database, storage } = this.shell.environment;
    if (database.value !== 'open') {
      const { warns } = DATABASE_WORDS[database.value];
      const words = this.databaseWords(database.value);
      return html`<span class="tag ${warns ? 'warn' : ''}">${words}</span>`;
    }
    if (storage.value === null) return nothing;
    if (storage.value.mode === 'memory') {
      return html`<a class="tag warn" href="#/data">Not stored: export before you leave</a>`;
    }
    const { steps, failure } = this.shell.environment.unkept.value ?? { steps: 0, failure: null };
    if (storage.value.mode === 'whole' && (steps > 0 || failure !== null)) {
      return html`<a class="tag warn" href="#/data" title="The data set is large, so it is kept every 30 seconds"
        >${plural(steps, 'step')} not kept yet</a
      >`;
    }
    if (storage.value.mode === 'read-only') return html`<span class="tag warn">Read only: no room left</span>`;
    return storage.value.persisted
      ? html`<span class="tag" title="The browser keeps this data until you delete it">Storage kept</span>`
      : html`<a class="tag" href="#/data" title="The browser may clear this data when the disk runs full"
          >Storage not guaranteed</a
        >`;
  }

  private databaseWords(database: Exclude<DatabaseState, 'open'>): string {
    const arriving = this.shell.environment.engineLoading.value;
    const isArriving = database === 'opening' && arriving !== null && arriving.loadedBytes < arriving.totalBytes;
    return isArriving
      ? `Loading the database engine: ${formatBytes(arriving.loadedBytes)} of ${formatBytes(arriving.totalBytes)}`
      : DATABASE_WORDS[database].words;
  }

  private renderReminder(): TemplateResult | typeof nothing {
    const urgent = this.data.backup.exportReminder.value?.urgent ?? null;
    if (urgent === null) return nothing;
    return html`<a class="tag warn" href="#/data" title="What came since lives in this browser only">${urgent}</a>`;
  }
}

function renderJob(job: Job): TemplateResult | typeof nothing {
  if (job.state.kind !== 'running') return nothing;
  const { done, total } = job.state;
  const route = ROUTES.find(({ id }) => id === ROUTE_OF_STAGE[job.stage]);
  const counts = total === null ? formatCount(done) : `${formatCount(done)}/${formatCount(total)}`;
  return html`<a class="tag on" href=${route?.hash ?? '#/import'}>${job.title} ${counts}</a>`;
}
