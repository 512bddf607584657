import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { findChromium } from '../lib/chromium.mjs';
import { launchOptions } from '../lib/launchOptions.mjs';
import { root } from '../lib/run.mjs';
import { installHelpers } from './pageHelpers.mjs';
import { whyUnreadable } from './shards.mjs';

/** @typedef {import('./options.mjs').Shard} Shard */
/** @typedef {import('./shards.mjs').Sound} Sound */
/** @typedef {{ name: string, reason: string }} Failure */

const READY_WITHIN_MS = 300_000;
/** So many files are given to the app at a time. */
const FILES_AT_ONCE = 200;
const TELL_EVERY_ROWS = 500;

/** The production build in a headless browser, with a profile of its own that lasts as long as the worker. */
export class HeadlessApp {
  /** @readonly */
  #page;
  /** @readonly */
  #end;

  /** @param {import('playwright').Page} page @param {() => Promise<void>} end */
  constructor(page, end) {
    this.#page = page;
    this.#end = end;
  }

  /**
   * Opens the app at an address; without one it is built where it is not built, and served on localhost.
   *
   * @param {string | null} [url]
   */
  static async open(url = null) {
    const executablePath = await findChromium();
    const host = url === null ? await serve() : null;
    const profile = await mkdtemp(join(tmpdir(), 'inertiabands-batch-'));
    const serviceWorkers = /** @type {const} */ ('block');
    const options = { ...launchOptions, executablePath, acceptDownloads: true, serviceWorkers };
    const context = await chromium.launchPersistentContext(profile, options);
    const end = async () => {
      await context.close();
      await host?.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      await context.addInitScript(installHelpers);
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(url ?? host?.resolvedUrls?.local[0] ?? '');
      const isReady = () => document.documentElement.dataset['ready'] === 'true';
      // Not at every frame, as is the default: without a graphics card a page that asks for frames is slowed by it.
      await page.waitForFunction(isReady, null, { timeout: READY_WITHIN_MS, polling: 100 });
      // Sounds lie where they are: copies of them would only take room.
      await page.evaluate(() => {
        batch.workbench.settings.keepCopies.value = false;
      });
      return new HeadlessApp(page, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Ends the browser and removes what it kept. */
  async close() {
    await this.#end();
  }

  /**
   * Imports files with their descriptors.
   *
   * @param {readonly Sound[]} sounds
   * @param {(done: number) => void} onProgress
   * @returns {Promise<Failure[]>} what could not be read, with its reason
   */
  async describe(sounds, onProgress) {
    /** @type {Failure[]} */
    const failures = [];
    for (let at = 0; at < sounds.length; at += FILES_AT_ONCE) {
      const asked = sounds.slice(at, at + FILES_AT_ONCE);
      const reasons = await Promise.all(asked.map(whyUnreadable));
      failures.push(...asked.flatMap(({ name }, i) => (reasons[i] === null ? [] : [{ name, reason: reasons[i] }])));
      const some = asked.filter((_, i) => reasons[i] === null);
      const files = await this.#give(some.map(({ path }) => path));
      const names = some.map(({ name }) => name);
      failures.push(...(await this.#page.evaluate(async (given) => batch.addFiles(given), { files, names })));
      await files.dispose();
      onProgress(Math.min(at + FILES_AT_ONCE, sounds.length));
    }
    return failures;
  }

  /**
   * Imports a share of a public data set as Fetch Dataset does.
   *
   * @param {string} datasetId
   * @param {import('./options.mjs').HubChoice} choice
   * @param {Shard} share
   * @param {(what: string, figures?: Readonly<Record<string, number>>) => void} onProgress
   * @returns {Promise<{ failures: Failure[], said: string }>} what could not be read, and the app's last words
   */
  async importFromHub(datasetId, choice, share, onProgress) {
    await this.#page.exposeFunction('tellBatch', onProgress);
    const token = process.env['HF_TOKEN'] ?? null;
    const asked = { datasetId, ...choice, share, token, tellEveryRows: TELL_EVERY_ROWS };
    return this.#page.evaluate(async (given) => batch.importFromHub(given), asked);
  }

  /**
   * Searches by trials the best hyperparameters of all sounds that have none.
   *
   * @param {import('./options.mjs').BatchOptions['budget']} budget
   */
  async search(budget) {
    await this.#page.evaluate(async (wanted) => {
      const { optimisation, settings } = batch.workbench;
      await batch.expectDone(await optimisation.runAll({ ...settings.trialBudget.value, ...wanted }));
    }, budget);
  }

  /** Puts a database in the place of the data set. @param {string} path */
  async openDatabase(path) {
    await this.#withFile(path, async ([file]) =>
      batch.expectDone(await batch.workbench.exporting.importDatabase(file, { kind: 'replace' })),
    );
  }

  /** Takes in a model as the one that answers. @param {string} path */
  async openModel(path) {
    await this.#withFile(path, async ([file]) => batch.expectDone(await batch.workbench.models.importModel(file)));
  }

  /** Learns as Run All does. @param {'direct' | 'bayesian'} labels */
  async train(labels) {
    await this.#page.evaluate(async (way) => {
      batch.workbench.settings.labels.value = way;
      await batch.expectDone(await batch.workbench.runAll());
    }, labels);
  }

  /** Stores what the model in use answers for every sound. */
  async predictAll() {
    await this.#page.evaluate(async () => batch.expectDone(await batch.workbench.prediction.predictAll()));
  }

  /** @param {string} path where the data set's database is written */
  async saveDatabase(path) {
    await this.#download(path, async () => batch.expectDone(await batch.workbench.exporting.exportDatabase()));
  }

  /** @param {string} path where a zip of the presets of all sounds is written */
  async savePresets(path) {
    await this.#download(path, async () => {
      const { exporting, dataSet } = batch.workbench;
      const audioIds = dataSet.described.value.map(({ file }) => file.audioId);
      await batch.expectDone(await exporting.exportSoundPresets(audioIds, null));
    });
  }

  /** @param {string} path where the model in use is written; rejects where there is none */
  async saveModel(path) {
    await this.#download(path, async () => {
      const { exporting, models } = batch.workbench;
      if (models.inUse.value === null)
        throw new Error('No model came of these sounds: there are too few, or all of them are alike.');
      await batch.expectDone(await exporting.exportModel(models.inUse.value));
    });
  }

  /** @param {string} path @param {(files: readonly File[]) => Promise<void>} work runs in the page, so it stands alone */
  async #withFile(path, work) {
    const files = await this.#give([path]);
    await this.#page.evaluate(work, files);
    await files.dispose();
  }

  /** The files of these paths, as the page has them. @param {readonly string[]} paths */
  async #give(paths) {
    const input = await this.#page.evaluateHandle(() =>
      Object.assign(document.createElement('input'), { type: 'file', multiple: true }),
    );
    await input.asElement()?.setInputFiles(paths);
    return input.evaluateHandle((element) => [...element.files]);
  }

  /** @param {string} path @param {() => Promise<void>} work runs in the page, so it stands alone */
  async #download(path, work) {
    const coming = this.#page.waitForEvent('download', { timeout: 0 });
    // Where the job fails nothing comes, and the browser's end is no news.
    coming.catch(() => undefined);
    await this.#page.evaluate(work);
    await (await coming).saveAs(path);
  }
}

async function serve() {
  await buildOnce();
  return preview({ root, logLevel: 'error', preview: { host: 'localhost', port: 4500, open: false } });
}

/** Several workers may begin at once where nothing is built yet: each builds for itself, and the first one's build stays. */
export async function buildOnce() {
  const built = join(root, 'dist');
  if (existsSync(join(built, 'index.html'))) return;
  const outDir = await mkdtemp(join(root, 'node_modules/.batch-build-'));
  try {
    await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
    await rename(outDir, built).catch((error) => {
      if (!existsSync(join(built, 'index.html'))) throw error;
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
