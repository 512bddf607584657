import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { bundledTestWorkers } from './scripts/lib/bundledTestWorkers.mjs';
import { COMPILE_LATER, launchOptions } from './scripts/lib/launchOptions.mjs';
import { leanEngine } from './scripts/lib/leanEngine.mjs';

/** Two also on two cores, where Vitest would take one: a test waits for its workers for much of its time. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/**
 * Test files in a real browser, as many side by side as there are contexts, each with a storage of its own. The files of a
 * context share its page: compiling DuckDB anew for each of them took a third of the whole.
 */
function inBrowser(name: string, folder: string) {
  return {
    plugins: [leanEngine(), bundledTestWorkers()],
    optimizeDeps: { exclude: ['@duckdb/duckdb-wasm'] },
    test: {
      name,
      maxWorkers,
      include: [`${folder}/**/*.test.ts`],
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { ...launchOptions, args: [...launchOptions.args, COMPILE_LATER] } }),
        instances: [{ browser: 'chromium' as const }],
        isolate: false,
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          maxWorkers,
          environment: 'node',
          include: ['tests/{unit,golden,property}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      inBrowser('browser', 'tests/browser'),
      // Much data or many rounds: by `npm run test:endurance`.
      inBrowser('endurance', 'tests/endurance'),
    ],
  },
});
