import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { launchOptions } from '../../scripts/lib/launchOptions.mjs';
import { installCommitProbe, installProbes } from './probes.mjs';

const MEMORY_EVERY_MS = 50;
/** By which the page's clock is told from that of the browser. */
const MARK = 'bench: traced until here';

/** The production build in a browser with a profile of its own, driven by what a person sees. */
export class BenchApp {
  #context;
  #profilePath;
  #url;
  page;

  /**
   * @param {string} url
   * @param {{ executablePath: string, oneWorker?: boolean }} options
   */
  static async open(url, { executablePath, oneWorker = false }) {
    const app = new BenchApp();
    app.#url = url;
    app.#profilePath = await mkdtemp(join(tmpdir(), 'inertiabands-bench-'));
    app.#context = await chromium.launchPersistentContext(app.#profilePath, {
      ...launchOptions,
      executablePath,
      viewport: { width: 1280, height: 900 },
    });
    await app.#context.addInitScript(installProbes, { oneWorker });
    app.page = app.#context.pages()[0] ?? (await app.#context.newPage());
    await app.page.goto(url);
    await app.ready();
    // The offline copy is fetched once the database is open: jobs are measured after that.
    await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    return app;
  }

  async close() {
    await this.#context.close();
    await rm(this.#profilePath, { recursive: true, force: true, maxRetries: 5 });
  }

  /** An empty page beside the app. */
  async emptyPage() {
    return this.#context.newPage();
  }

  /** Loads the page again, served by the service worker; the times are those since navigation began, in ms. */
  async revisit() {
    await this.beginVisit();
    await this.ready();
    return this.page.evaluate(() => ({
      firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      usableMs: window.probes.usableMs,
      readyMs: window.probes.readyMs,
    }));
  }

  /** A visit, not a reload: the page before it has let go of the database. Resolves when the page is loaded, not when it is ready. */
  async beginVisit() {
    await this.page.goto('about:blank');
    await this.page.waitForTimeout(1000);
    await this.page.goto(this.#url);
  }

  async openTab(name) {
    await this.page.getByRole('tab', { name, exact: true }).click();
  }

  /** Has Run All go the desktop's way: its trials, its ridge. */
  async goTheDesktopsWay() {
    await this.openTab('Bayesian Opt');
    await this.page.getByRole('combobox', { name: 'Labels' }).selectOption('bayesian');
    await this.openTab('Import + Descriptors');
  }

  /** Presses a button; resolves with the page's clock at that moment. */
  async press(name) {
    const button = this.page.getByRole('button', { name, exact: true });
    await button.waitFor();
    const atMs = await this.page.evaluate(() => Date.now());
    await button.click();
    return atMs;
  }

  /** Presses a button that asks for files and gives it these. */
  async chooseFiles(button, paths) {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(button);
    const { setFiles } = await chooser.then((event) => ({ setFiles: event.setFiles.bind(event) }));
    const atMs = await this.page.evaluate(() => Date.now());
    await setFiles(paths);
    return atMs;
  }

  /** Drops files on the page as a person does; resolves with the page's clock at that moment. */
  async dropFiles(paths) {
    const session = await this.#context.newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    const atMs = await this.page.evaluate(() => Date.now());
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await session.send('Input.dispatchDragEvent', { type, x: 640, y: 450, data });
    }
    await session.detach();
    return atMs;
  }

  /** Whether a job of a kind begins within some time, or has said its last line since `sinceMs`. */
  async beginsJob(kind, line, sinceMs, patienceMs) {
    return this.page
      .waitForFunction(
        ({ wanted, source, since }) => {
          const { jobs, log } = document.querySelector('ib-app').workbench;
          const isSaid = ({ atMs, message }) => atMs >= since && new RegExp(source, 'u').test(message);
          return jobs.jobs.value.some((job) => job.kind === wanted) || log.entries.value.some(isSaid);
        },
        { wanted: kind, source: line.source, since: sinceMs },
        { timeout: patienceMs, polling: 50 },
      )
      .then(
        () => true,
        () => false,
      );
  }

  /**
   * Waits until the log says a line after `sinceMs`; rejects when it says an error instead.
   *
   * @param {RegExp} line
   * @param {number} sinceMs
   * @returns {Promise<{ atMs: number, message: string }>}
   */
  async logSays(line, sinceMs, timeoutMs = 600_000) {
    const found = await this.page.waitForFunction(
      ({ source, since }) => {
        const { log } = document.querySelector('ib-app').workbench;
        const entry = log.entries.value.find(
          ({ atMs, level, message }) => atMs >= since && (level === 'error' || new RegExp(source, 'u').test(message)),
        );
        return entry && { atMs: entry.atMs, message: entry.message, level: entry.level };
      },
      { source: line.source, since: sinceMs },
      { timeout: timeoutMs, polling: 100 },
    );
    const entry = await found.jsonValue();
    if (entry.level === 'error') throw new Error(`The app says: ${entry.message}`);
    return entry;
  }

  /**
   * Presses a button and holds the page, by a dialog, at the moment at which the job that it starts ends, so that nothing of what
   * the app does then runs while `look` does; rejects where the job is not done.
   *
   * @template T
   * @param {string} button
   * @param {string} kind - of the job
   * @param {() => Promise<T>} look
   * @returns {Promise<{ tookMs: number, seen: T }>} from the press, and what `look` has answered
   */
  async pressAndHold(button, kind, look) {
    const looked = new Promise((resolve, reject) => {
      this.page.once('dialog', (dialog) => {
        look()
          .finally(() => dialog.accept())
          .then(resolve, reject);
      });
    });
    await this.page.evaluate((wanted) => {
      const { jobs } = document.querySelector('ib-app').workbench;
      window.heldAt = new Promise((resolve, reject) => {
        let hasEnded = false;
        jobs.jobs.subscribe((all) => {
          const ended = all.find(({ kind, state }) => kind === wanted && !['running', 'waiting'].includes(state.kind));
          if (hasEnded || ended === undefined) return;
          hasEnded = true;
          if (ended.state.kind === 'done') resolve(Date.now());
          else reject(new Error(`The job is ${ended.state.kind}.`));
          // oxlint-disable-next-line no-alert -- nothing else holds a page that goes on at once
          alert(wanted);
        });
      });
    }, kind);
    const atMs = await this.press(button);
    const endMs = await this.page.evaluate(async () => window.heldAt);
    return { tookMs: endMs - atMs, seen: await looked };
  }

  /** Imports a database in place of what is there. */
  async replaceDatabase(path) {
    await this.openTab('Data');
    const atMs = await this.chooseFiles('Import DuckDB', [path]);
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Replace', exact: true }).click();
    return { atMs, end: await this.logSays(/Database import finished/u, atMs) };
  }

  /** What the probes have seen since the last time. */
  async takeProbes() {
    return this.page.evaluate(() => {
      const { longTasks, scripts, storeCalls, computeCalls, readsMs } = window.probes;
      return {
        longTasks: longTasks.splice(0),
        scripts: scripts.splice(0),
        storeCalls: storeCalls.splice(0),
        computeCalls: computeCalls.splice(0),
        readsMs: readsMs.splice(0),
      };
    });
  }

  /** Times every COMMIT from now on; `stop` resolves with them in ms. */
  async timeCommits() {
    const store = this.page.workers().find((worker) => worker.url().includes('store.worker'));
    if (store === undefined) throw new Error('the store has no worker');
    await store.evaluate(installCommitProbe);
    return { stop: async () => store.evaluate(() => self.commitsMs) };
  }

  /**
   * Watches the memory of the page with its workers; `stop` gives first and highest, `takeHighest` the highest since the last time,
   * in bytes; NaN where unknown.
   */
  async watchMemory() {
    const processId = await this.#rendererId();
    const first = await ownBytes(processId);
    let highest = first;
    let highestSince = first;
    const look = async () => {
      const bytes = await ownBytes(processId);
      highest = Math.max(highest, bytes);
      highestSince = Math.max(highestSince, bytes);
    };
    const timer = setInterval(() => {
      void look();
    }, MEMORY_EVERY_MS);
    return {
      takeHighest: () => {
        const taken = highestSince;
        highestSince = 0;
        return taken;
      },
      stop: () => {
        clearInterval(timer);
        return { first, highest };
      },
    };
  }

  /**
   * Follows the collections of garbage on the page's thread. `stop` resolves with when they were, in ms by the page's `performance`,
   * in order and joined where one lies within another.
   *
   * @returns {Promise<{ stop: () => Promise<{ startMs: number, endMs: number }[]> }>}
   */
  async watchCollections() {
    const session = await this.#context.browser().newBrowserCDPSession();
    const events = [];
    session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    const traceConfig = { includedCategories: ['v8', 'blink.user_timing'], excludedCategories: ['*'] };
    await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
    return {
      stop: async () => {
        const markedMs = await this.page.evaluate((name) => performance.mark(name).startTime, MARK);
        const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
        await session.send('Tracing.end');
        await complete;
        await session.detach();
        return collectionsIn(events, markedMs);
      },
    };
  }

  /** Seconds of CPU time that the browser's processes have taken together: what else the machine does is none of them. */
  async cpuSeconds() {
    return (await this.#processes()).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  async #processes() {
    const session = await this.#context.browser()?.newBrowserCDPSession();
    return (await session?.send('SystemInfo.getProcessInfo'))?.processInfo ?? [];
  }

  async #rendererId() {
    const processInfo = await this.#processes();
    const sizes = await Promise.all(
      processInfo.filter(({ type }) => type === 'renderer').map(async ({ id }) => ({ id, bytes: await ownBytes(id) })),
    );
    return sizes.sort((a, b) => b.bytes - a.bytes)[0]?.id ?? 0;
  }

  /** Until the database is open. */
  async ready() {
    // Not at every frame, as is the default: without a graphics card a page that asks for frames is slowed by it.
    await this.page.waitForFunction(() => document.documentElement.dataset.ready === 'true', null, {
      timeout: 60_000,
      polling: 100,
    });
  }
}

/** @param {number} markedMs - when the page has set its mark, by its own clock */
function collectionsIn(events, markedMs) {
  const mark = events.findLast(({ name }) => name === MARK);
  if (mark === undefined) return [];
  const spans = events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && pid === mark.pid && tid === mark.tid && /GC/u.test(name))
    .map(({ ts, dur }) => ({
      startMs: markedMs + (ts - mark.ts) / 1000,
      endMs: markedMs + (ts + dur - mark.ts) / 1000,
    }))
    .sort((a, b) => a.startMs - b.startMs);
  /** @type {typeof spans} */
  const joined = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs);
    else joined.push(span);
  }
  return joined;
}

/** What a process has for itself: its memory without the program's files (Linux only). */
async function ownBytes(processId) {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? Number.NaN);
  return 1024 * (kilobytes('RssAnon') + kilobytes('RssShmem'));
}
