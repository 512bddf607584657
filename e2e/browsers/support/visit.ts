import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { preview } from 'vite';
import type { BrowserDriver } from './driver.ts';
import { Person } from './person.ts';

const LOOK_EVERY_MS = 200;

/** The built app, served, in a browser with a profile of its own. */
export interface Visit {
  readonly url: string;
  readonly person: Person;
  /** How long the page took from its address to being ready; the start of the browser is not the app's. */
  readonly readyMs: number;
  /** The bytes of the download of a name that ends so that comes while `work` runs, once they are whole. */
  download(ending: string, work: () => Promise<void>): Promise<Buffer>;
  /** Opens the app in a further tab, which may have to wait for the data set. */
  openTab(): Promise<Person>;
  /** Ends the browser as a person does or all at once, and starts it again on its profile. */
  reopen(how: 'close' | 'kill'): Promise<void>;
  /** Ends the process of the app's tab at once, and opens the app in another one. */
  reopenAfterCrash(): Promise<void>;
  /** Has the host answer no more. */
  stopHost(): Promise<void>;
  end(): Promise<void>;
}

/** Where a browser keeps what it keeps. */
interface Folders {
  readonly profile: string;
  readonly downloads: string;
}

/** Serves `dist/`, starts a browser and opens the app. Needs a build. */
export async function visit(start: (folders: Folders) => Promise<BrowserDriver>): Promise<Visit> {
  const inPage = await finders();
  const root = await mkdtemp(join(tmpdir(), 'inertiabands-browsers-'));
  const folders = { profile: join(root, 'profile'), downloads: join(root, 'downloads') };
  const host = await preview({
    preview: { host: 'localhost', port: Number(process.env['E2E_PORT'] ?? 4183), strictPort: true },
  });
  const url = host.resolvedUrls?.local[0] ?? '';
  const openIn = async (browser: BrowserDriver) => {
    const person = new Person(await browser.newTab(), inPage);
    const openedMs = performance.now();
    await person.open(url);
    await person.ready();
    return { browser, person, readyMs: performance.now() - openedMs };
  };
  const open = async () => {
    const browser = await start(folders);
    try {
      return await openIn(browser);
    } catch (error) {
      await browser.kill();
      throw error;
    }
  };
  let now = await open();
  let isServed = true;
  const stopHost = async () => {
    if (isServed) await host.close();
    isServed = false;
  };
  return {
    url,
    get person() {
      return now.person;
    },
    get readyMs() {
      return now.readyMs;
    },
    async download(ending, work) {
      await rm(folders.downloads, { recursive: true, force: true });
      await mkdir(folders.downloads, { recursive: true });
      await work();
      const bytes = await arrived(folders.downloads, ending);
      if (bytes === null) throw new Error(`${ending} has not been downloaded. The log: ${await now.person.log()}`);
      return bytes;
    },
    async openTab() {
      const person = new Person(await now.browser.newTab(), inPage);
      await person.open(url);
      return person;
    },
    async reopen(how) {
      await now.browser[how]();
      now = await open();
    },
    async reopenAfterCrash() {
      if (now.browser.killTab === undefined) throw new Error(`The tab of ${now.browser.name} cannot be ended here.`);
      await now.browser.killTab();
      now = await openIn(now.browser);
    },
    stopHost,
    async end() {
      await now.browser.close();
      await stopHost();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The script that finds elements in the page. */
async function finders(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'inPage.ts') });
  const { output } = await bundle.generate({ format: 'iife', name: 'inPage' });
  return output[0].code;
}

async function arrived(folder: string, ending: string): Promise<Buffer | null> {
  const endMs = performance.now() + 60_000;
  while (performance.now() < endMs) {
    const names = await readdir(folder).catch((): string[] => []);
    const name = names.find((other) => other.endsWith(ending) && !names.includes(`${other}.part`));
    const bytes = name === undefined ? null : await readFile(join(folder, name));
    if (bytes !== null && bytes.length > 0) return bytes;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return null;
}
