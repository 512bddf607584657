import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { arrived } from '../stages/shell/arrived.ts';
import { collectDroppedFiles, type ChosenFile } from '../stages/import/chosenFiles.ts';
import { onLaunchedFiles } from '../stages/shell/launchedFiles.ts';
import type { Workbench } from '../stages/workbench.ts';
import { absentView } from './absentView.ts';
import { appStyles } from './appStyles.ts';
import { provideWorkbench } from './contexts.ts';
import { appCommands } from './commands/appCommands.ts';
import { IS_MAC } from './commands/platform.ts';
import { isSingleKey, isTyping, matchesKeys } from './commands/shortcuts.ts';
import type { Overlay } from './appEvents.ts';
import { EMPTY_HUB_DIALOG, parseHubLink, type HubDialogInput, type TakesTables } from './import/hub/hubLink.ts';
import './import/importView.ts';
import { showJobSigns } from './jobs/jobSigns.ts';
import './lateOpening.ts';
import { isElsewhere } from './otherTab.ts';
import { LIBRARY, ROUTES, routeOf, TABS, type RouteId } from './routes.ts';
import './shared/jobs/alertList.ts';
import './shared/fields/dropTarget.ts';
import { renderSkipLink, skipLinkStyles } from './shared/skipLink.ts';
import './shared/jobs/logPanel.ts';
import { WatchingElement } from './shared/element/watch.ts';
import { mark } from './mark.ts';
import { projectPicker } from './projects/projectPicker.ts';
import './statusArea.ts';
import { addPlainFiles, takeFiles, type FileTaking } from './takeFiles.ts';
import { tabAfterKey } from './shared/element/tabKeys.ts';
import { focusedElement } from './shared/element/focusedElement.ts';
import { markedControl } from './tour/marks.ts';
import type { TourStep } from './tour/tourSteps.ts';
import { applyTheme, installTokens } from './theme/theme.ts';
import { nextTheme } from './theme/themes.ts';
import type { AppEvent } from './shared/element/events.ts';

/** Code that is loaded when its tab or panel is first shown, and beforehand when the page is at rest. */
const LOADERS = {
  about: async () => import('./about/aboutDialog.ts'),
  library: async () => import('./library/libraryView.ts'),
  optimise: async () => import('./optimise/optimiseView.ts'),
  model: async () => import('./model/modelView.ts'),
  inference: async () => import('./inference/inferenceView.ts'),
  data: async () => import('./data/dataView.ts'),
  palette: async () => import('./commands/commandPalette.ts'),
  shortcuts: async () => import('./commands/shortcutsDialog.ts'),
  jobs: async () => import('./jobs/jobsPanel.ts'),
  space: async () => import('./data/spaceDialog.ts'),
  reconnect: async () => import('./import/reconnectDialog.ts'),
  projects: async () => import('./projects/projectsDialog.ts'),
  tour: async () => import('./tour/tour.ts'),
  failed: async () => import('./failedOpening.ts'),
  database: async () => import('./data/databaseDialog.ts'),
  hub: async () => import('./import/hub/hubDialog.ts'),
  presets: async () => import('./data/presetDialog.ts'),
} as const;
const LOADED_AHEAD_MS = 3000;

/** @param hear the region Hear, where the view is its place */
const VIEWS: Record<RouteId, (hear: unknown) => TemplateResult> = {
  library: (hear) => html`<ib-library-view>${hear}</ib-library-view>`,
  import: () => html`<ib-import-view></ib-import-view>`,
  optimise: () => html`<ib-optimise-view></ib-optimise-view>`,
  model: () => html`<ib-model-view></ib-model-view>`,
  inference: (hear) => html`<ib-inference-view>${hear}</ib-inference-view>`,
  data: () => html`<ib-data-view></ib-data-view>`,
};

/** The shell: header, tabs, the five views, alerts and the log. */
@customElement('ib-app')
export class InertiaBandsApp extends WatchingElement {
  static override styles = [skipLinkStyles, appStyles];

  /** Set before the element is connected; without it nothing is shown. */
  @property({ attribute: false }) workbench: Workbench | undefined;

  /** Without its methods until its code has come. */
  @query('ib-hub-dialog') private readonly hubDialog!: Partial<TakesTables>;

  private readonly provide = provideWorkbench(this);

  @state() private route: RouteId = 'import';
  /** Hear is in the page once: in the view that showed it last. */
  @state() private hearPlace: RouteId = 'inference';
  /** A view is built when its tab is first shown, and then stays as the user left it. */
  @state() private visited: ReadonlySet<RouteId> = new Set();
  /** Tabs whose code has not come. */
  @state() private absent: ReadonlySet<string> = new Set();
  @state() private overlay: Overlay | null = null;
  private readonly closeOverlay = () => (this.overlay = null);
  private releases: readonly (() => void)[] = [];
  @state() private helpOpen = false;
  @state() private tourOpen = false;
  /** Where the tour began: the tab, and what had the focus. */
  private tourFrom: { readonly route: RouteId; readonly focused: HTMLElement | null } | null = null;
  /** Database files that wait for an answer, the first being asked about. */
  @state() private databases: readonly File[] = [];
  /** Public data sets that wait for an answer, the first being asked about. */
  @state() private hubAsks: readonly HubDialogInput[] = [];

  /** Sounds of the data set whose presets are asked about. */
  @state() private presetsOf: readonly string[] | null = null;

  constructor() {
    super();
    this.onWindow('hashchange', this.onHashChange);
    this.onWindow('keydown', this.onShortcut);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    installTokens();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.releases) release();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.workbench === undefined) return;
    if (changed.has('workbench')) {
      this.provide(this.workbench);
      setTimeout(() => {
        for (const part of Object.keys(LOADERS) as (keyof typeof LOADERS)[]) this.load(part);
      }, LOADED_AHEAD_MS);
      this.releases = [showJobSigns(this.workbench), this.addCommands(this.workbench)];
      this.show(routeOf(location.hash) ?? routeOf(this.workbench.settings.route.peek()));
      this.askForHub(parseHubLink(location.hash));
      const { log } = this.workbench;
      onLaunchedFiles(
        (files) => this.take(files),
        (error, name) => log.thrown(error, 'import', name),
      );
    }
    if (this.workbench.environment.database.value === 'failed') this.load('failed');
    if (this.databases.length > 0) this.load('database');
    if (this.hubAsks.length > 0) this.load('hub');
    applyTheme(this.workbench.settings.theme.value);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.workbench === undefined) return nothing;
    const { log, environment } = this.workbench;
    const database = environment.database.value;
    const elsewhere = isElsewhere(database) || database === 'failed';
    return html`
      <header>
        ${elsewhere ? nothing : renderSkipLink('Skip to content', () => this.focusPanel())}
        <div class="bar">
          <div>
            <h1>${mark()}<span>InertiaBands Trainer</span></h1>
            ${projectPicker(this.workbench, () => this.toggle('projects'))}
          </div>
          <ib-status-area
            .route=${this.route}
            @ib-show=${(event: AppEvent<'ib-show'>) => this.toggle(event.detail)}
            @ib-help=${this.openHelp}
          ></ib-status-area>
        </div>
        <div class="tabs">
          <a class="tab" href=${LIBRARY.hash} aria-current=${this.route === 'library' ? 'page' : nothing}
            >${LIBRARY.name}</a
          >
          <div role="tablist" aria-label="Steps" @keydown=${this.onTabKey}>
            ${TABS.map(({ id, name, hash }, index) => {
              const selected = id === this.route;
              return html`<button
                class="tab"
                role="tab"
                id="tab-${id}"
                aria-controls="panel-${id}"
                aria-selected=${selected}
                tabindex=${selected || (index === 0 && this.route === 'library') ? 0 : -1}
                @click=${() => (location.hash = hash)}
              >
                ${name}
              </button>`;
            })}
          </div>
        </div>
        ${database === 'opening' ? html`<ib-late-opening></ib-late-opening>` : nothing}
      </header>
      <main
        @ib-show=${(event: AppEvent<'ib-show'>) => this.toggle(event.detail)}
        @ib-import-database=${(event: AppEvent<'ib-import-database'>) => (this.databases = [...this.databases, event.detail])}
        @ib-tour=${this.startTour}
        @ib-export-presets=${(event: AppEvent<'ib-export-presets'>) => this.askForPresets(event.detail)}
        @ib-open-hub-dialog=${(event: AppEvent<'ib-open-hub-dialog'>) => this.askForHub(event.detail)}
        @ib-files=${(event: AppEvent<'ib-files'>) => this.take(event.detail)}
      >
        ${elsewhere ? (database === 'failed' ? (this.absent.has('failed') ? absentView() : html`<ib-failed-opening></ib-failed-opening>`) : html`<ib-other-tab></ib-other-tab>`) : nothing}
        ${ROUTES.map(
          ({ id }) =>
            html`<div
              role="tabpanel"
              id="panel-${id}"
              aria-label=${id === 'library' ? LIBRARY.name : nothing}
              aria-labelledby=${id === 'library' ? nothing : `tab-${id}`}
              tabindex="-1"
              ?hidden=${elsewhere || id !== this.route}
            >
              <div class="page ${id}">
                ${this.absent.has(id) ? absentView() : this.visited.has(id) ? VIEWS[id](this.renderHear(id)) : nothing}
              </div>
            </div>`,
        )}
      </main>
      <footer>
        <ib-alert-list .alerts=${log.alerts.value} @ib-dismiss=${this.onDismiss}></ib-alert-list>
        <ib-log .entries=${log.entries.value}></ib-log>
      </footer>
      <ib-about-dialog ?open=${this.overlay === 'about'} @ib-close=${this.closeOverlay}></ib-about-dialog>
      <ib-space-dialog ?open=${this.overlay === 'space'} @ib-close=${this.closeOverlay}></ib-space-dialog>
      <ib-reconnect-dialog ?open=${this.overlay === 'reconnect'} @ib-close=${this.closeOverlay}></ib-reconnect-dialog>
      <ib-projects-dialog ?open=${this.overlay === 'projects'} @ib-close=${this.closeOverlay}></ib-projects-dialog>
      <ib-jobs-panel ?open=${this.overlay === 'jobs'} @ib-close=${this.closeOverlay}></ib-jobs-panel>
      <ib-command-palette ?open=${this.overlay === 'palette'} @ib-close=${this.closeOverlay}></ib-command-palette>
      <ib-shortcuts-dialog ?open=${this.overlay === 'shortcuts'} @ib-close=${this.closeOverlay}></ib-shortcuts-dialog>
      <ib-help-dialog
        ?open=${this.helpOpen}
        @ib-close=${() => (this.helpOpen = false)}
        @ib-tour=${this.startTour}
      ></ib-help-dialog>
      <ib-tour
        ?open=${this.tourOpen}
        .find=${this.findMark}
        @ib-step=${({ detail }: AppEvent<'ib-step'>) => this.goTo(detail.route)}
        @ib-close=${this.endTour}
      ></ib-tour>
      <ib-database-dialog
        @ib-show=${(event: AppEvent<'ib-show'>) => this.toggle(event.detail)}
        .file=${this.databases[0] ?? null}
        @ib-answered=${() => (this.databases = this.databases.slice(1))}
      ></ib-database-dialog>
      <ib-hub-dialog
        .ask=${this.hubAsks[0] ?? null}
        @ib-close=${() => (this.hubAsks = this.hubAsks.slice(1))}
        @ib-plain-files=${(event: AppEvent<'ib-plain-files'>) => this.addPlain(event.detail)}
      ></ib-hub-dialog>
      <ib-preset-dialog .audioIds=${this.presetsOf} @ib-close=${() => (this.presetsOf = null)}></ib-preset-dialog>
      <ib-drop-target @ib-drop=${this.onDrop}></ib-drop-target>
    `;
  }

  private renderHear(view: RouteId): TemplateResult | typeof nothing {
    return view === this.hearPlace ? html`<ib-listen slot="hear" ?beside=${view === 'library'}></ib-listen>` : nothing;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('route')) {
      this.renderRoot
        .querySelector(`#tab-${this.route}`)
        ?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const left = this.shadowRoot?.activeElement?.closest('[role="tabpanel"]');
      if (left?.hasAttribute('hidden') === true) this.focusPanel();
    }
  }

  /** Loads the code of a tab or panel; a second call finds it there. */
  private load(part: keyof typeof LOADERS | 'import'): void {
    if (part === 'import') return;
    const arrives = async () => {
      // A script that came empty is no failure to the browser.
      if (Object.keys(await LOADERS[part]()).length === 0) throw new SyntaxError('The script is empty.');
      if (this.absent.has(part)) this.absent = new Set([...this.absent].filter((other) => other !== part));
    };
    arrived(arrives()).catch((error: unknown) => {
      if (!this.absent.has(part)) this.absent = new Set([...this.absent, part]);
      this.workbench?.log.thrown(error, 'import', 'a part of the app');
    });
  }

  private toggle(overlay: Overlay): void {
    this.load(overlay);
    this.overlay = this.overlay === overlay ? null : overlay;
  }

  private addCommands(workbench: Workbench): () => void {
    const { commands, settings } = workbench;
    return commands.add(
      appCommands(workbench, {
        show: (overlay) => this.toggle(overlay),
        openHelp: this.openHelp,
        startTour: this.startTour,
        take: (files) => this.take(files),
        exportPresets: (audioIds) => this.askForPresets(audioIds),
        openHubDialog: () => this.askForHub(EMPTY_HUB_DIALOG),
        nextTheme: () => (settings.theme.value = nextTheme(settings.theme.value)),
      }),
    );
  }

  /** Runs the command whose keys were pressed, unless a dialog is open or somebody types. */
  private readonly onShortcut = (event: KeyboardEvent): void => {
    const { workbench } = this;
    if (workbench === undefined || event.defaultPrevented || event.isComposing) return;
    const { commands, settings, log } = workbench;
    const isModal = this.overlay !== null && this.overlay !== 'jobs';
    const command = commands.all
      .peek()
      .find(({ keys = [] }) =>
        keys.some(
          (shortcut) =>
            matchesKeys(event, shortcut, IS_MAC) &&
            (!isSingleKey(shortcut) || (settings.singleKeys.peek() && !isTyping(event))),
        ),
      );
    if (command === undefined || (isModal && command.id !== this.overlay)) return;
    event.preventDefault();
    if (command.isEnabled?.() === false) return;
    Promise.resolve(command.run()).catch((error: unknown) => log.thrown(error, 'import'));
  };

  private show(route: RouteId | null): void {
    this.route = route ?? 'import';
    if (this.route === 'library' || this.route === 'inference') this.hearPlace = this.route;
    this.load(this.route);
    if (!this.visited.has(this.route)) this.visited = new Set([...this.visited, this.route]);
    if (this.workbench !== undefined) this.workbench.settings.route.value = `#/${this.route}`;
  }

  private readonly onHashChange = (): void => {
    const route = routeOf(location.hash);
    if (route !== null) this.show(route);
    this.askForHub(parseHubLink(location.hash));
  };

  private focusPanel(): void {
    this.renderRoot.querySelector<HTMLElement>(`#panel-${this.route}`)?.focus();
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const chosen = TABS.findIndex(({ id }) => id === this.route);
    const target = TABS[tabAfterKey(event.key, chosen, TABS.length) ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    location.hash = target.hash;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${target.id}`)?.focus();
  };

  private readonly openHelp = (): void => {
    this.helpOpen = true;
    arrived(import('./help/helpDialog.ts')).catch((error: unknown) =>
      this.workbench?.log.thrown(error, 'import', 'Help'),
    );
  };

  /** Closes what lies over the page, so that it gives the focus back, and begins. */
  private readonly startTour = (): void => {
    this.helpOpen = false;
    this.overlay = null;
    this.load('tour');
    setTimeout(() => {
      this.tourFrom = { route: this.route, focused: focusedElement() };
      this.tourOpen = true;
    });
  };

  private readonly endTour = (): void => {
    const { tourFrom, workbench } = this;
    this.tourOpen = false;
    if (workbench !== undefined) workbench.settings.tourSeen.value = true;
    if (tourFrom === null) return;
    this.goTo(tourFrom.route);
    this.updateComplete
      .then(() => (tourFrom.focused ?? this.renderRoot.querySelector<HTMLElement>(`#panel-${this.route}`))?.focus())
      .catch((error: unknown) => workbench?.log.thrown(error, 'import', 'the tour'));
  };

  private readonly findMark = ({ route, mark }: TourStep): HTMLElement | null => {
    const panel = this.renderRoot.querySelector(`#panel-${route}`);
    return panel === null ? null : markedControl(panel, mark);
  };

  /** Shows a tab as its hash does. */
  private goTo(route: RouteId): void {
    this.show(route);
    location.hash = ROUTES.find(({ id }) => id === route)?.hash ?? '';
  }

  private readonly onDismiss = ({ detail }: AppEvent<'ib-dismiss'>): void => {
    if (detail === null) this.workbench?.log.dismissAll();
    else this.workbench?.log.dismiss(detail);
  };

  private readonly taking: FileTaking = {
    route: () => this.route,
    hubDialog: () => this.hubDialog,
    askForHub: (ask) => this.askForHub(ask),
    askForDatabases: (files) => (this.databases = [...this.databases, ...files]),
    showProjects: () => {
      if (this.overlay === null) this.toggle('projects');
    },
  };

  private readonly onDrop = ({ detail }: AppEvent<'ib-drop'>): void => {
    collectDroppedFiles(detail)
      .then((files) => this.take(files))
      .catch((error: unknown) => this.workbench?.log.thrown(error, 'import', 'what was dropped'));
  };

  private take(files: readonly ChosenFile[]): void {
    const { workbench } = this;
    if (workbench === undefined) return;
    takeFiles(workbench, files, this.taking).catch((error: unknown) =>
      workbench.log.thrown(error, 'import', 'what was dropped'),
    );
  }

  private addPlain(files: readonly ChosenFile[]): void {
    const { workbench } = this;
    if (workbench === undefined) return;
    addPlainFiles(workbench, files).catch((error: unknown) =>
      workbench.log.thrown(error, 'import', 'what was dropped'),
    );
  }

  private askForPresets(audioIds: readonly string[]): void {
    this.load('presets');
    this.presetsOf = audioIds;
  }

  /** Asks about a public data set, after those that are not answered yet. */
  private askForHub(ask: HubDialogInput | null): void {
    if (ask !== null) this.hubAsks = [...this.hubAsks, ask];
  }
}
