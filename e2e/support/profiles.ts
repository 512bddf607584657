import { constants, existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from './runningApp.ts';

const FOLDER_VARIABLE = 'E2E_PREPARED';
const LOOK_AGAIN_MS = 50;

/** Makes the folder of what the tests of a run begin from. Returns what removes it. */
export async function setUpProfiles(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-prepared-'));
  process.env[FOLDER_VARIABLE] = folder;
  return async () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** An empty profile, in a temporary folder that the caller removes. */
export async function newProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'inertiabands-e2e-'));
}

/** A profile of a browser that has visited the app, so that the page comes from its offline copy; the caller removes it. */
export async function visitedProfile(url: string): Promise<string> {
  const visited = await preparedOnce('visited', async (draft) => {
    const app = new App(url, draft);
    try {
      await app.open();
      await app.offlineReady();
    } finally {
      await app.close();
    }
    const problems = app.problems.unexpected();
    if (problems.length > 0) throw new Error(`The first visit had problems: ${problems.join('; ')}`);
    // What is in it is in the offline copy too, and need not be copied for every test.
    await rm(join(draft, 'Default', 'Cache'), { recursive: true, force: true });
  });
  const own = await newProfile();
  await cp(visited, own, { recursive: true, mode: constants.COPYFILE_FICLONE, verbatimSymlinks: true });
  return own;
}

/** What the first test of the run that asks for it has made under that name, in values that JSON keeps. */
export async function prepared<T>(name: string, make: () => Promise<T>): Promise<T> {
  const folder = await preparedOnce(name, async (draft) => {
    await writeFile(join(draft, 'made.json'), JSON.stringify(await make()));
  });
  return JSON.parse(await readFile(join(folder, 'made.json'), 'utf8')) as T;
}

/** A folder of the run, which gets its name only when it is whole; other workers wait for it. */
async function preparedOnce(name: string, fill: (draft: string) => Promise<void>): Promise<string> {
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined) throw new Error('The run has no folder for what is prepared; is globalSetup configured?');
  const prepared = join(folder, name);
  const turn = `${prepared}.turn`;
  while (!existsSync(prepared)) {
    if (!(await takes(turn))) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      continue;
    }
    try {
      if (!existsSync(prepared)) {
        const draft = await mkdtemp(join(folder, 'draft-'));
        await fill(draft);
        await rename(draft, prepared);
      }
    } finally {
      await rmdir(turn);
    }
  }
  return prepared;
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
