import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { processesOf } from '../../../scripts/lib/processes.mjs';
import { ownMegabytes } from '../../support/processMemory.ts';
import type { BrowserDriver, ElementReference, TabDriver } from './driver.ts';

/** A browser that Puppeteer has started. */
export async function puppeteerDriver(name: BrowserDriver['name'], browser: Browser): Promise<BrowserDriver> {
  const version = await browser.version();
  return {
    name,
    version: version.replace(/^.*\//u, ''),
    newTab: async () => new PuppeteerTab(await browser.newPage()),
    close: async () => browser.close(),
    kill: async () => killAll(browser),
    ...(process.platform === 'linux' && name === 'Firefox' ? { killTab: async () => killTabOfFirefox(browser) } : {}),
  };
}

/** Ends the content process of the app: that with the most memory. Without any of them Firefox opens no further tab for its driver. */
async function killTabOfFirefox(browser: Browser): Promise<void> {
  const parent = ` -parentPid ${browser.process()?.pid} `;
  const pids = await processesOf((line) => line.includes(parent) && line.trimEnd().endsWith(' tab'));
  const sizes = pids.map((pid) => ({ pid, megabytes: ownMegabytes(String(pid)) }));
  const [largest] = sizes.toSorted((a, b) => b.megabytes - a.megabytes);
  if (largest === undefined) throw new Error('Firefox has no content process.');
  process.kill(largest.pid, 'SIGKILL');
}

async function killAll(browser: Browser): Promise<void> {
  const child = browser.process();
  const ended = new Promise<void>((resolve) => {
    if (child === null) resolve();
    else child.once('exit', () => resolve());
  });
  child?.kill('SIGKILL');
  await ended;
}

class PuppeteerTab implements TabDriver {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    // The page asks before it leaves a job: these tests mean to leave.
    page.on('dialog', (dialog) => void dialog.accept());
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async reload(): Promise<void> {
    await this.#page.reload();
  }

  async evaluate(source: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.#page.evaluate(callOf(source, args));
  }

  async find(source: string, ...args: readonly unknown[]): Promise<ElementReference | null> {
    const handle = await this.#page.evaluateHandle(callOf(source, args));
    const element = handle.asElement();
    return element === null ? null : { element };
  }

  async click(target: ElementReference): Promise<void> {
    await handleOf(target).click();
  }

  async type(target: ElementReference, text: string): Promise<void> {
    await handleOf(target).type(text);
  }

  async setFiles(target: ElementReference, paths: readonly string[]): Promise<void> {
    await (handleOf(target) as ElementHandle<HTMLInputElement>).uploadFile(...paths);
  }

  async screenshot(path: `${string}.png`): Promise<void> {
    await this.#page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}

function handleOf({ element }: ElementReference): ElementHandle {
  return element as ElementHandle;
}

/** A call of a function by its source, as an expression. */
export function callOf(source: string, args: readonly unknown[]): string {
  return `(${source})(${args.map((value) => JSON.stringify(value)).join(', ')})`;
}
