import { BenchApp } from './benchApp.mjs';

/** How long a job may take to begin by itself once the import is through. */
const BEGINS_BY_ITSELF_MS = 1500;

/**
 * Measurements that every version of the app can take: they use what a user sees and does. Each gives figures by name; less
 * is better for all.
 *
 * @typedef {{ url: string, executablePath: string, paths: readonly string[] }} Surroundings
 * @type {Readonly<Record<string, (where: Surroundings) => Promise<Record<string, number>>>>}
 */
export const COMPARED = {
  drop: async ({ url, executablePath, paths }) => {
    const app = await BenchApp.open(url, { executablePath });
    try {
      const memory = await app.watchMemory();
      const { importSec, describedSec } = await dropAndDescribe(app, paths);
      return {
        'drop until the import is through, s': importSec,
        'drop until the last descriptor row, s': describedSec,
        'memory of the page meanwhile, MB': memory.stop().highest / 1e6,
      };
    } finally {
      await app.close();
    }
  },

  visit: async ({ url, executablePath, paths }) => {
    const app = await BenchApp.open(url, { executablePath });
    try {
      await dropAndDescribe(app, paths);
      const memory = await app.watchMemory();
      const { firstPaintMs, usableMs, readyMs } = await app.revisit();
      await app.openTab('Import + Descriptors');
      const atMs = await app.dropFiles(paths);
      const { message, atMs: endMs } = await app.logSays(/Import finished: /u, atMs);
      if (!message.includes(`${paths.length} already there`)) throw new Error(`The second visit says: ${message}`);
      return {
        'second visit, first paint, ms': firstPaintMs,
        'second visit, usable, ms': usableMs,
        'second visit, database ready, ms': readyMs,
        'second visit, the same files dropped again, s': (endMs - atMs) / 1000,
        'second visit, memory of the page, MB': memory.stop().highest / 1e6,
      };
    } finally {
      await app.close();
    }
  },

  'run-all': async ({ url, executablePath, paths }) => {
    const app = await BenchApp.open(url, { executablePath });
    try {
      await dropAndDescribe(app, paths);
      // What a drop leaves to do beside is no part of what follows.
      const copied = /Copies of audio finished: /u;
      if (await app.beginsJob('keep-audio', copied, 0, BEGINS_BY_ITSELF_MS)) await app.logSays(copied, 0);
      await app.goTheDesktopsWay();
      await app.page.waitForTimeout(BEGINS_BY_ITSELF_MS);
      const cpuSec = await app.cpuSeconds();
      // What follows, a sound that is opened, is no part of it.
      const { tookMs, seen } = await app.pressAndHold('Run All', 'run-all', async () => app.cpuSeconds());
      return {
        'Run All, the desktop’s way, of described files, s': tookMs / 1000,
        'the same, CPU time of the browser, s': seen - cpuSec,
      };
    } finally {
      await app.close();
    }
  },
};

/**
 * Drops files and has them described: by the app itself, or by Extract All where it waits for that. The time until somebody
 * would have pressed the button does not count.
 *
 * @param {BenchApp} app
 * @param {readonly string[]} paths
 */
async function dropAndDescribe(app, paths) {
  const described = /Descriptors finished: /u;
  const droppedMs = await app.dropFiles(paths);
  const imported = await app.logSays(/Import finished: /u, droppedMs);
  const importSec = (imported.atMs - droppedMs) / 1000;
  const fromMs = (await app.beginsJob('descriptors', described, droppedMs, BEGINS_BY_ITSELF_MS))
    ? imported.atMs
    : await app.press('Extract All');
  const end = await app.logSays(described, droppedMs);
  if (!end.message.includes('0 failed')) throw new Error(`The app says: ${end.message}`);
  return { importSec, describedSec: importSec + (end.atMs - fromMs) / 1000 };
}
