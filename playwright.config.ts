import { defineConfig } from '@playwright/test';

/** Where the production build is served for the tests; `scripts/test.mjs` names a free port. */
const port = Number(process.env['E2E_PORT'] ?? 4183);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // Measured by command (`npm run memory`), not by every run: it fills the disk and the machine.
  testIgnore: process.env['MEMORY_FULL'] === undefined ? ['**/memory.spec.ts'] : [],
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  reporter: 'list',
  use: { baseURL: `http://localhost:${port}/` },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host localhost --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
