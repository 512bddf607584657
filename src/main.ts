import { effect, signal } from '@preact/signals-core';
import { dataSetLock } from './stages/tabs/tabTurn.ts';
import { DataSet } from './stages/data/dataSet.ts';
import { LogBook } from './stages/shell/logBook.ts';
import { examplesWanted, FIRST_PROJECT, openFirstProject, openProject } from './store/appScope.ts';
import { loadSettings } from './stages/shell/settings.ts';
import { createWorkbench, type Workbench } from './stages/workbench.ts';
import { InertiaBandsApp } from './ui/app.ts';
import './ui/theme/typeface.css';
import { ComputePool } from './workers/pool/computePool.ts';
import { shareKernel } from './workers/pool/sharedKernel.ts';
import { shareTensors } from './workers/pool/sharedTensors.ts';
import { SqlConsoleClient } from './workers/console/consoleClient.ts';
import type { EngineProgress, OpeningStep, Unkept } from './domain/storage.ts';
import type { TrainingStore } from './workers/contracts/store.ts';
import { HubClient } from './workers/hub/hubClient.ts';
import { connectStore } from './workers/store/storeClient.ts';

/** Builds everything, hands it down and opens the database; the page is usable before it is open. */
async function main(): Promise<void> {
  const log = new LogBook();
  // Where it does not come each worker compiles its own.
  shareKernel().catch(() => undefined);
  shareTensors().catch(() => undefined);
  await settleProject(log);
  const engineLoading = signal<EngineProgress | null>(null);
  const openingStep = signal<OpeningStep | null>(null);
  const unkept = signal<Unkept | null>(null);
  const store: TrainingStore = connectStore({
    follow: (message) => dataSet.follow(message),
    whenCurrent: async () => dataSet.whenCurrent(),
    engineLoading: (progress) => (engineLoading.value = progress),
    openingStep: (step) => (openingStep.value = step),
    unkept: (one) => (unkept.value = one),
  });
  const dataSet = new DataSet(store, log);
  void prepareIfFree(store);
  const settings = await loadSettings((error) => log.thrown(error, 'import', 'settings'));
  const workbench = createWorkbench({
    log,
    settings,
    store,
    engineLoading,
    openingStep,
    unkept,
    dataSet,
    hub: new HubClient(),
    sqlConsole: new SqlConsoleClient(),
    pool: new ComputePool(Math.max(2, navigator.hardwareConcurrency || 0)),
  });
  const { environment, offlineCopy } = workbench;

  const app = new InertiaBandsApp();
  app.workbench = workbench;
  document.body.replaceChildren(app);

  addEventListener('error', (event) => log.thrown(event.error ?? event.message, 'import'));
  addEventListener('unhandledrejection', (event) => log.thrown(event.reason, 'import'));

  // A page that comes back from the browser's cache of pages goes on.
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) store.end();
  });

  effect(() => {
    if (environment.database.value === 'open') document.documentElement.dataset['ready'] = 'true';
    else delete document.documentElement.dataset['ready'];
  });
  const disposeOpening = effect(() => {
    if (environment.database.value === 'opening') return;
    queueMicrotask(() => disposeOpening());
    // On a first visit the offline copy and the opening would fetch at once.
    if (import.meta.env.PROD) void offlineCopy.keep();
  });
  await openDataSet(workbench, log);
}

/** Opens the database, then lists the projects; a project that is to begin with the examples gets them. */
async function openDataSet(workbench: Workbench, log: LogBook): Promise<void> {
  try {
    await workbench.start();
    await workbench.startProjects();
    if (wantsExamples()) await workbench.importing.loadExamples();
  } catch (error) {
    log.thrown(error, 'import', 'training.duckdb');
  }
}

/** Whether the open project was made for the examples, asked once; not where the browser keeps nothing of this site. */
function wantsExamples(): boolean {
  try {
    if (sessionStorage.getItem(examplesWanted()) !== openProject()) return false;
    sessionStorage.removeItem(examplesWanted());
    return true;
  } catch {
    return false;
  }
}

/** Longer than a browser that works takes to list the projects. */
const LIST_SILENT_MS = 3000;

/** Whether the open project is there; where the browser does not say, the address is taken at its word. */
async function isOpenThere(): Promise<boolean> {
  const silence = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(true), LIST_SILENT_MS);
  });
  const asking = async () => (await import('./store/projects.ts')).isThere(openProject());
  return Promise.race([asking(), silence]).catch(() => true);
}

/** An address of a project that there is not opens the first one, and says so. */
async function settleProject(log: LogBook): Promise<void> {
  const address = new URL(location.href);
  if ([null, FIRST_PROJECT].includes(address.searchParams.get('project'))) return;
  // An address that no id is in names the first one already.
  if (openProject() !== FIRST_PROJECT && (await isOpenThere())) return;
  address.searchParams.delete('project');
  history.replaceState(null, '', address);
  openFirstProject();
  log.warn(
    'import',
    'There is no project at this address, or it was removed: the first one is open. Projects lists them all.',
  );
}

/** The database's engine starts while the page is put together, unless another tab has the database. */
async function prepareIfFree(store: TrainingStore): Promise<void> {
  try {
    const { held = [] } = await navigator.locks.query();
    if (!held.some(({ name }) => name === dataSetLock())) await store.prepare();
  } catch {
    // Opening meets the same failure and tells of it; over plain HTTP there are no locks.
  }
}

// In a frame of another page the lines of `index.html` say so, and nothing else happens.
if (window.top === window) void main();
