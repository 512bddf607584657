import { rm } from 'node:fs/promises';
import { expect, test as base } from '@playwright/test';
import type { FirstMinutes } from './firstMinutes.ts';
import { newProfile } from './profiles.ts';
import { App } from './runningApp.ts';
import { WorkerBrowser, type Start } from './workerBrowser.ts';

export { expect } from '@playwright/test';
export type { App } from './runningApp.ts';

/** The accessible names of the five tabs, and the addresses that lead there. */
export const tabs = [
  { name: 'Import + Descriptors', hash: '#/import' },
  { name: 'Bayesian Opt', hash: '#/optimise' },
  { name: 'Model', hash: '#/model' },
  { name: 'Inference', hash: '#/inference' },
  { name: 'Data', hash: '#/data' },
] as const;

const PREPARING_TIMEOUT_MS = 240_000;

interface Fixtures {
  /** Opens the app in a browser of its own that has never seen it; closed, checked and cleaned up after the test. */
  open: (url?: string) => Promise<App>;
  /** The app, open and ready, visited before and empty. */
  app: App;
  /** The same in a browser that has never seen it. */
  newcomer: App;
  /** The app with the 24 example sounds and their descriptors. */
  examples: App;
  /** The same after Run All with what it does by default. */
  trained: App;
  /** What a newcomer saw who made what {@link trained} begins with. */
  firstMinutes: FirstMinutes;
}

/** Playwright's `test` with the app. A console error or a foreign request that was not allowed fails the test. */
export const test = base.extend<Fixtures, { workerBrowser: WorkerBrowser }>({
  workerBrowser: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use, { project }) => {
      const browser = new WorkerBrowser(project.use.baseURL ?? '');
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ baseURL }, use) => {
    const opened: App[] = [];
    await use(async (url = baseURL ?? '') => {
      const app = new App(url, await newProfile());
      opened.push(app);
      await app.open();
      return app;
    });
    for (const app of opened) {
      await app.close();
      await rm(app.profilePath, { recursive: true, force: true, maxRetries: 5 });
    }
    expect(opened.flatMap(({ problems }) => problems.unexpected())).toEqual([]);
  },
  newcomer: async ({ open }, use) => use(await open()),
  app: startedAs('visited'),
  examples: startedAs('examples'),
  trained: startedAs('trained'),
  firstMinutes: [
    async ({ workerBrowser }, use) => use(await workerBrowser.firstMinutes()),
    { scope: 'test', timeout: PREPARING_TIMEOUT_MS },
  ],
});

/** A fixture with a time limit of its own: the first test of a start also makes what it begins from, or waits for it. */
function startedAs(
  start: Start,
): [
  (fixtures: { workerBrowser: WorkerBrowser }, use: (app: App) => Promise<void>) => Promise<void>,
  { scope: 'test'; timeout: number },
] {
  return [
    async ({ workerBrowser }, use) => {
      const app = await workerBrowser.take(start);
      await use(app);
      await workerBrowser.giveBack(app);
      expect(app.problems.unexpected()).toEqual([]);
    },
    { scope: 'test', timeout: PREPARING_TIMEOUT_MS },
  ];
}

/**
 * One app for the tests of a group, which leave it as the next one can take it: for tests that neither begin with nor make
 * anything of their own.
 */
export function sharedApp(start: Start, prepare?: (app: App) => Promise<void>): () => App {
  // In one worker, one after the other; a failed test has the next begin with a new worker and a new app.
  test.describe.configure({ mode: 'default' });
  let taken: App | null = null;
  const get = (): App => {
    if (taken === null) throw new Error('the shared app is not open');
    return taken;
  };
  test.beforeAll(async ({ workerBrowser }) => {
    test.setTimeout(PREPARING_TIMEOUT_MS);
    taken = await workerBrowser.take(start);
    await prepare?.(taken);
  });
  test.afterAll(async ({ workerBrowser }) => {
    if (taken === null) return;
    const problems = taken.problems.unexpected();
    await workerBrowser.giveBack(taken);
    taken = null;
    expect(problems).toEqual([]);
  });
  return get;
}
