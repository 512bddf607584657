import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

/** Where the production build is served for the tests; `scripts/test.mjs` names a free port. */
const port = Number(process.env['E2E_PORT'] ?? 4183);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  projects: [
    { name: 'app', testIgnore: ['**/endurance/**'], grepInvert: /@every/ },
    // The rest by `npm run test:endurance`: every other member of a kind of which `app` tries one or a few …
    { name: 'every', testIgnore: ['**/endurance/**'], grep: /@every/, timeout: 360_000 },
    // … and many rounds, files and hours.
    { name: 'endurance', testMatch: ['**/endurance/**/*.spec.ts'], workers: 1 },
  ],
  globalSetup: './e2e/support/globalSetup.ts',
  outputDir: 'test-results',
  // A machine that does other work besides must not fail a test.
  timeout: 180_000,
  expect: { timeout: 40_000 },
  fullyParallel: true,
  // More than cores: a test waits for much of its time.
  workers: Math.max(3, availableParallelism()),
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  reporter: 'list',
  // What waits for ever is named when the test ends.
  use: { baseURL: `http://localhost:${port}/`, actionTimeout: 60_000 },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host localhost --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
