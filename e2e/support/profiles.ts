import { constants, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from './runningApp.ts';
import { Steps } from './steps.ts';

/**
 * What a browser has behind it when a test gets it, each state made of the one before: nothing; a visit, so that the page
 * comes from its offline copy; the 24 example sounds imported and described; Run All with what it does by default.
 */
export type Start = 'new' | 'visited' | 'examples' | 'trained';

const FOLDER_VARIABLE = 'E2E_PROFILES';
const LOOK_AGAIN_MS = 50;

const BEFORE: Readonly<Record<Exclude<Start, 'new'>, Start>> = {
  visited: 'new',
  examples: 'visited',
  trained: 'examples',
};

const PREPARE: Readonly<Record<Exclude<Start, 'new'>, (app: App) => Promise<void>>> = {
  visited: async (app) => app.offlineReady(),
  examples: async (app) => new Steps(app.page).loadExamples(),
  trained: async (app) => new Steps(app.page).runAll(),
};

/** Makes the folder of the prepared profiles for a run. Returns what removes it. */
export async function setUpProfiles(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-profiles-'));
  process.env[FOLDER_VARIABLE] = folder;
  return async () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A profile of a test's own, in a temporary folder that the caller removes. */
export async function profileFor(start: Start, url: string): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), 'inertiabands-e2e-'));
  if (start !== 'new') await copyProfile(await prepared(start, url), own);
  return own;
}

/** The profile in that state, made by the first test of the run that asks for it; other workers wait for it. */
async function prepared(start: Exclude<Start, 'new'>, url: string): Promise<string> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) throw new Error('The run has no folder for prepared profiles; is globalSetup configured?');
  const profile = join(folder, start);
  const turn = `${profile}.turn`;
  while (!existsSync(profile)) {
    if (await takes(turn)) {
      try {
        if (!existsSync(profile)) await prepare(start, url, profile);
      } finally {
        await rmdir(turn);
      }
    } else {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
  return profile;
}

async function takes(turn: string): Promise<boolean> {
  try {
    await mkdir(turn);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The profile gets its name only when the browser has closed in an orderly way, so that it is whole. */
async function prepare(start: Exclude<Start, 'new'>, url: string, profile: string): Promise<void> {
  const unfinished = await profileFor(BEFORE[start], url);
  const app = new App(url, unfinished);
  try {
    await app.open();
    await PREPARE[start](app);
    await app.close();
    const problems = app.problems.unexpected();
    if (problems.length > 0) throw new Error(`The profile "${start}" had problems: ${problems.join('; ')}`);
    // What is in it is in the offline copy too, and need not be copied for every test.
    await rm(join(unfinished, 'Default', 'Cache'), { recursive: true, force: true });
    await rename(unfinished, profile);
  } catch (error) {
    await app.close();
    await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

async function copyProfile(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
}
