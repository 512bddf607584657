import { rm } from 'node:fs/promises';
import { expect, test as base } from '@playwright/test';
import { profileFor, type Start } from './profiles.ts';
import { App } from './runningApp.ts';

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

interface OpenedApp {
  readonly app: App;
  readonly profilePath: string;
}

async function openApp(url: string, start: Start): Promise<OpenedApp> {
  const profilePath = await profileFor(start, url);
  const opened = { app: new App(url, profilePath), profilePath };
  try {
    await opened.app.open();
    return opened;
  } catch (error) {
    await closeApp(opened);
    throw error;
  }
}

async function closeApp({ app, profilePath }: OpenedApp): Promise<void> {
  await app.close();
  await rm(profilePath, { recursive: true, force: true, maxRetries: 5 });
}

type Open = (start: Start, url?: string) => Promise<App>;

interface Fixtures {
  /** Opens the app in a browser of its own; closed, checked and cleaned up after the test. */
  open: Open;
  /** The app, open and ready, visited before and empty. */
  app: App;
  /** The same in a browser that has never seen it. */
  newcomer: App;
  /** The app with the 24 example sounds and their descriptors. */
  examples: App;
  /** The same after Run All with what it does by default. */
  trained: App;
}

/** Playwright's `test` with the app. A console error or a foreign request that was not allowed fails the test. */
export const test = base.extend<Fixtures>({
  open: async ({ baseURL }, use) => {
    const opened: OpenedApp[] = [];
    await use(async (start, url = baseURL ?? '') => {
      const one = await openApp(url, start);
      opened.push(one);
      return one.app;
    });
    for (const one of opened) await closeApp(one);
    expect(opened.flatMap(({ app }) => app.problems.unexpected())).toEqual([]);
  },
  app: openedAs('visited'),
  newcomer: openedAs('new'),
  examples: openedAs('examples'),
  trained: openedAs('trained'),
});

/** A fixture with a time limit of its own: the first test of a state also makes its profile, or waits for it. */
function openedAs(
  start: Start,
): [(fixtures: { open: Open }, use: (app: App) => Promise<void>) => Promise<void>, { scope: 'test'; timeout: number }] {
  return [async ({ open }, use) => use(await open(start)), { scope: 'test', timeout: PREPARING_TIMEOUT_MS }];
}

/**
 * One app for the tests of a group, which leave it as the next one can take it: for tests that neither begin with nor make
 * anything of their own.
 */
export function sharedApp(start: Start, prepare?: (app: App) => Promise<void>): () => App {
  // In one worker, one after the other; a failed test has the next begin with a new worker and a new app.
  test.describe.configure({ mode: 'default' });
  let opened: OpenedApp | null = null;
  const get = (): App => {
    if (opened === null) throw new Error('the shared app is not open');
    return opened.app;
  };
  test.beforeAll(async ({ baseURL }) => {
    opened = await openApp(baseURL ?? '', start);
    await prepare?.(opened.app);
  });
  test.afterAll(async () => {
    if (opened === null) return;
    const problems = opened.app.problems.unexpected();
    await closeApp(opened);
    opened = null;
    expect(problems).toEqual([]);
  });
  return get;
}
