import { availableParallelism } from 'node:os';
import { profileOnDisk } from './scripts/lib/profileOnDisk.mjs';
import { defineConfig } from 'vitest/config';
import { bundledTestWorkers } from './scripts/lib/bundledTestWorkers.mjs';
import { COMPILE_LATER, launchOptions } from './scripts/lib/launchOptions.mjs';
import { leanEngine } from './scripts/lib/leanEngine.mjs';

/** A machine that does other work besides must not fail a test. */
const PATIENT = { poll: { timeout: 20_000 } };
/** Two also on two cores, where Vitest would take one. */
const maxWorkers = Math.max(2, availableParallelism() - 1);
/** More than cores: a test waits for its workers for much of its time. */
const browserContexts = Math.max(3, maxWorkers);

/**
 * Test files in a real browser, as many side by side as there are contexts, each with a storage of its own. The files of a
 * context share its page: compiling DuckDB anew for each of them took a third of the whole.
 */
function inBrowser(name: string, folder: string) {
  return {
    plugins: [leanEngine(), bundledTestWorkers()],
    // What only a worker imports would be found in the middle of a run, and the page loaded anew with what it holds.
    optimizeDeps: { exclude: ['@duckdb/duckdb-wasm'], include: ['apache-arrow', 'fflate', 'hyparquet-writer'] },
    test: {
      name,
      maxWorkers: browserContexts,
      include: [`${folder}/**/*.test.ts`],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: PATIENT,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: profileOnDisk({ ...launchOptions, args: [...launchOptions.args, COMPILE_LATER] }),
        instances: [{ browser: 'chromium' as const }],
        isolate: false,
      },
    },
  };
}

/** These look at the memory of their process, or put something in the place of a module: others must not share either. */
const ALONE = [
  'dataSet',
  'handedOver',
  'hubGiantPage',
  'hubImportStage',
  'importedPresets',
  'judgeStage',
  'repeatedImport',
  'soundChoices',
  'steadyCopies',
].map((name) => `tests/unit/${name}.test.ts`);

/** Test files in Node. The files of a process share what they import: reading it anew for each took a quarter of the whole. */
function inNode(name: string, options: { include?: string[]; exclude?: string[]; isolate?: boolean }) {
  const include = ['tests/{unit,golden,property}/**/*.test.ts'];
  return {
    test: {
      name,
      maxWorkers,
      environment: 'node' as const,
      include,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: PATIENT,
      ...options,
    },
  };
}

export default defineConfig({
  test: {
    tags: [{ name: 'every', description: 'Another member of a kind of which `npm test` tries one or a few.' }],
    projects: [
      inNode('node', { exclude: ALONE, isolate: false }),
      inNode('node-alone', { include: ALONE }),
      inBrowser('browser', 'tests/browser'),
      // Firefox and WebKit, driven from Node: by `npm run test:browsers`.
      {
        test: {
          name: 'browsers',
          environment: 'node' as const,
          include: ['e2e/browsers/**/*.test.ts'],
          testTimeout: 900_000,
          // A page is waited for for five minutes, and then says what stands on it.
          hookTimeout: 400_000,
          fileParallelism: false,
        },
      },
      // How fast they are: by `npm run bench -- --browsers`.
      {
        test: {
          name: 'browser-speed',
          environment: 'node' as const,
          include: ['e2e/browsers/*.bench.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
      // Much data or many rounds: by `npm run test:endurance`.
      inBrowser('endurance', 'tests/endurance'),
    ],
  },
});
