import { join } from 'node:path';
import { BenchApp } from './benchApp.mjs';
import { writeManyWavs } from './soundFiles.mjs';
import { writeTrainedDatabase } from './trainedDatabase.mjs';

/** As many as there are files, but no more than this. */
const SHORT_SOUNDS = { count: 10_000, durationSec: 0.5 };
/** So many files lack best parameters in the database, so that trials can be timed; half of them where there are few. */
const unsearchedOf = (/** @type {number} */ rows) => Math.min(2000, rows / 2);
const STORED_TRIALS_PER_FILE = 10;
const TRIALS_PER_FILE = 40;
const REMOVED_FILES = 1000;
const LONGEST_TASK_MS = 50;
/** A version may take minutes for what is seconds to another. */
const PATIENCE_MS = 300_000;
/** Compacting begins when nothing was written for half a minute. */
const COMPACTED_WITHIN_MS = 75_000;
const MAP_POINTER_MS = 2000;

/**
 * What is there for a step: `database` holds files with trials of which a few lack best parameters, `bare` as many of which all do.
 *
 * @typedef {{ app: BenchApp, page: import('playwright').Page, rows: number, sounds: readonly string[], database: string, bare: string,
 *   memory: { stop: () => { highest: number }, takeHighest: () => number }, directMs: number }} Tab
 * @typedef {{ atMost?: number, atLeast?: number }} Goal - at 100,000 files
 * @typedef {{ startMs: number, endMs: number }} Span
 * @typedef {[name: string, goal: Goal, work: (tab: Tab) => Promise<number | undefined>]} Step
 */

/**
 * In this order; each begins where the one before has ended. A name ends with the unit of what its work resolves with.
 *
 * @type {readonly Step[]}
 */
const STEPS = [
  ['up to 10,000 short sounds: first row in the list, % of their import', { atMost: 10 }, firstRowOfImport],
  ['import of the database, ms', {}, async ({ app, database }) => replaced(app, database)],
  ['second visit: list there, ms', { atMost: 1500 }, secondVisit],
  ['memory at rest, MB', { atMost: 600 }, async ({ app }) => (await app.watchMemory()).stop().first / 1e6],
  ...['Bayesian Opt', 'Model', 'Inference', 'Data', 'Import + Descriptors'].map(
    /** @returns {Step} */
    (tab) => [`opening ${tab}, ms`, {}, async ({ app, page }) => untilDrawn(page, async () => app.openTab(tab))],
  ),
  ['click on a row, ms', { atMost: 30 }, async ({ page }) => untilDrawn(page, async () => row(page).nth(3).click())],
  ['Ctrl+A, ms', { atMost: 30 }, async ({ page }) => untilDrawn(page, async () => page.keyboard.press('Control+a'))],
  ['opening the map, ms', {}, openMap],
  ['map: hover, frames/s', { atLeast: 58 }, async ({ page }) => mapFrames(page, false)],
  ['map: lasso, frames/s', { atLeast: 58 }, async ({ page }) => mapFrames(page, true)],
  ['removing 1,000 files, ms', { atMost: 500 }, async (tab) => removed(tab, Math.min(REMOVED_FILES, tab.rows / 2))],
  ['undoing that, ms', { atMost: 500 }, async ({ app }) => called(app, 'undoing.undo', [], /^Undo finished/u)],
  ['opening a run of as many trials as files, ms', { atMost: 1000 }, openLongRun],
  ['40 trials for each of up to 2,000 files, ms per file', { atMost: 2 }, trialsOfSome],
  ['Train Degree-3 Ridge, ms', {}, async ({ app }) => runs(app, 'Model', 'Train Degree-3 Ridge', /Model trained: /u)],
  [
    'Predict All, ms',
    { atMost: 8000 },
    async ({ app }) => runs(app, 'Inference', 'Predict All', /^Predictions finished/u),
  ],
  ['Export Parquet, ms', {}, async (tab) => exported(tab, 'exporting.exportParquet')],
  ['Export DuckDB, ms', {}, async (tab) => exported(tab, 'exporting.exportDatabase')],
  ['import of files that lack best parameters, ms', {}, async ({ app, bare }) => replaced(app, bare)],
  ['Stop while direct search searches, ms', { atMost: 200 }, async (tab) => stopOfDirectSearch(tab, 0.1)],
  ['Stop while it stores what it has found, ms', { atMost: 200 }, async (tab) => stopOfDirectSearch(tab, 1)],
  ['direct search of all, all of it, ms', { atMost: 12_000 }, restOfDirectSearch],
  ['removing 9 of 10 files, ms', {}, async (tab) => removed(tab, 0.9 * tab.rows)],
  ['files on the disk then, MB', {}, untilCompacted],
  ['highest memory of any job, MB', { atMost: 1300 }, async ({ memory }) => memory.stop().highest / 1e6],
];

/** What each figure must reach at 100,000 files, where something is asked of it. */
export function goalOf(name) {
  if (name.startsWith(LONGEST)) return { atMost: LONGEST_TASK_MS };
  return STEPS.find(([step]) => step === name)?.[1] ?? {};
}

/** Without the collections of garbage that fell into a task, which are listed apart. */
const LONGEST = 'longest task, ms: ';
const COLLECTED = 'most collection of garbage in a task, ms: ';
const HIGHEST = 'highest memory, MB: ';

/**
 * Writes what is imported.
 *
 * @param {string} folder - is made
 * @param {number} rows
 */
export async function grownFiles(folder, rows) {
  const { count, ...sound } = SHORT_SOUNDS;
  const sounds = await writeManyWavs(join(folder, 'sounds'), Math.min(count, rows), sound);
  const [database, bare] = [join(folder, 'searched.duckdb'), join(folder, 'bare.duckdb')];
  const options = { trialsPerFile: STORED_TRIALS_PER_FILE, unsearched: unsearchedOf(rows), trialsOfFirst: rows };
  await writeTrainedDatabase(database, rows, options);
  await writeTrainedDatabase(bare, rows, { unsearched: rows });
  return { sounds, database, bare };
}

/**
 * What a data set of many files costs in one tab, as far as every version of the app can tell. A step that a version cannot take
 * is left out.
 *
 * @param {{ url: string, executablePath: string, database: string, bare: string, sounds: readonly string[], rows: number, say: (line: string) => void }} where
 * @returns {Promise<Record<string, number>>}
 */
export async function grown({ url, executablePath, say, ...files }) {
  /** @type {Record<string, number>} */
  const figures = {};
  const app = await BenchApp.open(url, { executablePath });
  app.page.setDefaultTimeout(PATIENCE_MS);
  try {
    /** @type {Tab} */
    const tab = { app, page: app.page, memory: await app.watchMemory(), directMs: 0, ...files };
    for (const [name, , work] of STEPS) {
      try {
        await app.takeProbes();
        const collections = await app.watchCollections();
        let figure;
        let spans;
        try {
          figure = await work(tab);
          await settle(app.page);
        } finally {
          spans = await collections.stop();
        }
        const { longTasks, scripts } = await app.takeProbes();
        const collectedMs = longTasks.map((task) => collectedIn(task, spans));
        const longest = Math.round(Math.max(0, ...longTasks.map(({ duration }, i) => duration - collectedMs[i])));
        const collected = Math.round(Math.max(0, ...collectedMs));
        if (figure !== undefined) figures[name] = figure;
        const step = name.replace(/, [^,]*$/u, '');
        figures[LONGEST + step] = longest;
        if (collected > 0) figures[COLLECTED + step] = collected;
        const megabytes = Math.round(tab.memory.takeHighest() / 1e6);
        if (megabytes > 0) figures[HIGHEST + step] = megabytes;
        const [script] = scripts.toSorted((a, b) => b.duration - a.duration);
        const own = script === undefined ? '' : ` (longest script ${Math.round(script.duration)} ms ${script.name})`;
        say(
          `  ${files.rows} ${name}: ${figure?.toPrecision(4)}; longest task ${longest} ms${own} beside ${collected} ms of garbage; ${megabytes} MB at the highest`,
        );
      } catch (error) {
        say(
          `  ${files.rows} ${name}: ${error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)}`,
        );
      }
    }
    return figures;
  } finally {
    await app.close();
  }
}

/** How long a task was held up by collections of garbage. */
function collectedIn({ startTime, duration }, /** @type {readonly Span[]} */ spans) {
  const within = ({ startMs, endMs }) => Math.min(endMs, startTime + duration) - Math.max(startMs, startTime);
  return spans.reduce((sum, span) => sum + Math.max(0, within(span)), 0);
}

const row = (page) => page.locator('[aria-label="Audio files"] [role="row"][data-key]');

/** Presses a button of a tab and waits for the line with which its job ends. */
async function runs(app, tab, button, line) {
  await app.openTab(tab);
  const atMs = await app.press(button);
  const end = await app.logSays(line, atMs);
  return end.atMs - atMs;
}

/** Calls a method of the app, as a button does, and waits for the line with which its job ends. */
async function called(app, path, args, line) {
  const atMs = await app.page.evaluate(
    ({ names: [stage, method], given }) => {
      const { workbench } = document.querySelector('ib-app');
      void workbench[stage][method](...given);
      return Date.now();
    },
    { names: path.split('.'), given: args },
  );
  const end = await app.logSays(line, atMs);
  return end.atMs - atMs;
}

async function replaced(app, database) {
  const { atMs, end } = await app.replaceDatabase(database);
  return end.atMs - atMs;
}

async function firstRowOfImport({ app, page, sounds }) {
  const atMs = await app.chooseFiles('Add Audio Files', sounds);
  await row(page).first().waitFor();
  const firstMs = (await page.evaluate(() => Date.now())) - atMs;
  const end = await app.logSays(/^Descriptors finished|^Import finished/u, atMs);
  return (100 * firstMs) / (end.atMs - atMs);
}

async function secondVisit({ app, page, rows }) {
  await app.beginVisit();
  await app.openTab('Import + Descriptors');
  const counts = (/** @type {string} */ label) => `[aria-label="Audio files"]${label}[aria-rowcount="${rows + 1}"]`;
  await page
    .locator(`${counts('')}, ${counts(' ')}`)
    .first()
    .waitFor();
  const listMs = await page.evaluate(() => performance.now());
  await app.ready();
  return listMs;
}

async function removed({ app, page }, count) {
  // Each has ten trials; the one file whose run is as long as the data set stays.
  const audioIds = await page.evaluate((most) => {
    const { dataSet } = document.querySelector('ib-app').workbench;
    return dataSet.records.value
      .filter(({ best, file: { path } }) => best !== null && !path.endsWith('/take 0.wav'))
      .slice(-most)
      .map(({ file }) => file.audioId);
  }, count);
  return called(app, 'importing.remove', [audioIds], /^Removal finished/u);
}

/** From the choice of its file until the page is quiet with the plots drawn. */
async function openLongRun({ app, page, rows }) {
  await app.openTab('Bayesian Opt');
  const fromMs = await page.locator('ib-optimise-view').evaluate((view) => {
    const { dataSet } = document.querySelector('ib-app').workbench;
    const take = dataSet.records.value.find(({ file: { path } }) => path.endsWith('/take 0.wav'));
    view.select(take?.file.audioId);
    return performance.now();
  });
  const isShown = (trials) =>
    (document.querySelector('ib-app').workbench.optimisation.openRun.value?.trials.length ?? 0) >= trials;
  await page.waitForFunction(isShown, rows, { polling: 20 });
  await page.getByRole('region', { name: 'What the trials tell' }).waitFor();
  return (await settle(page)) - fromMs;
}

async function trialsOfSome({ app, page, rows }) {
  await app.openTab('Bayesian Opt');
  await page.getByRole('combobox', { name: 'Labels' }).selectOption('bayesian');
  await page.getByRole('spinbutton', { name: 'Total' }).fill(String(TRIALS_PER_FILE));
  const tookMs = await runs(app, 'Bayesian Opt', 'Run BO for All', /^BO for all finished/u);
  return tookMs / unsearchedOf(rows);
}

async function exported({ app, page }, method) {
  const download = page.waitForEvent('download', { timeout: 600_000 });
  const tookMs = await called(app, method, [], / export finished/u);
  await (await download).delete();
  return tookMs;
}

/** Begins direct search of all, or goes on with it, and stops it when a share of what it goes through is done. */
async function stopOfDirectSearch(tab, share) {
  await tab.app.openTab('Bayesian Opt');
  const { tookMs, stopMs } = await tab.page.evaluate(async (wanted) => {
    const { jobs, optimisation, settings } = document.querySelector('ib-app').workbench;
    settings.labels.value = 'direct';
    const beganMs = performance.now();
    let stoppedMs = Number.NaN;
    const follow = () => {
      const job = jobs.jobs.value.find(({ kind, state }) => kind === 'trials-all' && state.kind === 'running');
      if (job?.state.kind !== 'running') return;
      const { done, total } = job.state;
      if (total !== null && total > 0 && done >= wanted * total) {
        clearInterval(timer);
        stoppedMs = performance.now();
        jobs.stop(job.id);
      }
    };
    const timer = setInterval(follow, 5);
    await (optimisation.searchAllDirectly?.() ?? optimisation.runAll(settings.trialBudget.value));
    clearInterval(timer);
    return { tookMs: performance.now() - beganMs, stopMs: performance.now() - stoppedMs };
  }, share);
  tab.directMs += tookMs;
  return stopMs;
}

/** The whole time, the parts that were stopped included. */
async function restOfDirectSearch(tab) {
  await stopOfDirectSearch(tab, Infinity);
  return tab.directMs;
}

/** What all files of the app take on the disk when they have become small, or as long as that is waited for. */
async function untilCompacted({ page }) {
  const sizes = async () =>
    page.evaluate(async () => {
      const sizeOf = async (folder) => {
        let bytes = 0;
        for await (const entry of folder.values()) {
          bytes +=
            entry.kind === 'directory'
              ? await sizeOf(entry)
              : await entry.getFile().then(
                  ({ size }) => size,
                  () => 0,
                );
        }
        return bytes;
      };
      return sizeOf(await navigator.storage.getDirectory());
    });
  const beganMs = Date.now();
  let megabytes = (await sizes()) / 1e6;
  const first = megabytes;
  while (megabytes > 0.5 * first && Date.now() - beganMs < COMPACTED_WITHIN_MS) {
    await page.waitForTimeout(1000);
    megabytes = (await sizes()) / 1e6;
  }
  return megabytes;
}

async function openMap({ app, page }) {
  await app.openTab('Import + Descriptors');
  const group = page.getByRole('group', { name: 'Show files as' });
  const fromMs = await page.evaluate(() => performance.now());
  await group.getByText('Map', { exact: true }).click();
  await page.locator('ib-sound-map canvas').first().waitFor();
  return (await settle(page)) - fromMs;
}

/** Frames a second while a pointer goes about the map, 60 moves a second; with its button pressed it draws a line. */
async function mapFrames(page, isPressed) {
  const canvas = page.locator('ib-sound-map canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('There is no map.');
  const session = await page.context().newCDPSession(page);
  const at = (/** @type {number} */ move) => ({
    x: box.x + box.width / 2 + 0.3 * box.width * Math.cos(move / 25),
    y: box.y + Math.min(box.height / 2, 200) + 60 * Math.sin(move / 25),
  });
  const pointer = async (/** @type {string} */ type, /** @type {number} */ move) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      ...at(move),
      ...(isPressed ? { button: 'left', buttons: 1, clickCount: 1 } : {}),
    });
  if (isPressed) await pointer('mousePressed', 0);
  const frames = page.evaluate(
    async (forMs) =>
      new Promise((resolve) => {
        const beganMs = performance.now();
        let count = 0;
        const tick = () => {
          count += 1;
          const tookMs = performance.now() - beganMs;
          if (tookMs < forMs) requestAnimationFrame(tick);
          else resolve((1000 * count) / tookMs);
        };
        requestAnimationFrame(tick);
      }),
    MAP_POINTER_MS,
  );
  const beganMs = performance.now();
  for (let move = 1; performance.now() - beganMs < MAP_POINTER_MS; move++) {
    // Not awaited: a pointer does not wait for the page.
    void pointer('mouseMoved', move).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, beganMs + (1000 * move) / 60 - performance.now())));
  }
  const perSecond = await frames;
  if (isPressed) await pointer('mouseReleased', 0);
  await session.detach();
  return perSecond;
}

/** From just before an input until the frame after the page has answered it. */
async function untilDrawn(page, input) {
  await page.evaluate(() => {
    window.drawn = new Promise((resolve) => {
      const begin = (event) => {
        const fromMs = event.timeStamp;
        // After the frame that shows the answer.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - fromMs), 0));
      };
      for (const type of ['pointerup', 'keydown']) addEventListener(type, begin, { capture: true, once: true });
    });
  });
  await input();
  return page.evaluate(async () => window.drawn);
}

/** Until the page has had nothing long to do for half a second; resolves with its clock when that began. */
async function settle(page) {
  return page.evaluate(
    async () =>
      new Promise((resolve) => {
        let quietSinceMs = performance.now();
        let lastMs = quietSinceMs;
        const look = () => {
          const nowMs = performance.now();
          if (nowMs - lastMs > 100) quietSinceMs = nowMs;
          lastMs = nowMs;
          if (nowMs - quietSinceMs > 500) resolve(quietSinceMs);
          else setTimeout(look, 20);
        };
        look();
      }),
  );
}
