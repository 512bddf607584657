import type { ElementReference, TabDriver } from './driver.ts';

const LOOK_EVERY_MS = 150;
const STILL_FOR_MS = 50;
/** Nothing waits for so long but on a machine with very much else to do. */
const SEEN_WITHIN_MS = 120_000;
const DONE_WITHIN_MS = 300_000;

/** Someone who uses the app in a tab, by what stands on the page. */
export class Person {
  readonly #tab: TabDriver;
  readonly #inPage: string;

  /** `inPage` is the script that finds elements: `inPage.ts`, bundled as the global `inPage`. */
  constructor(tab: TabDriver, inPage: string) {
    this.#tab = tab;
    this.#inPage = inPage;
  }

  async open(url: string): Promise<void> {
    await this.#tab.goto(url);
  }

  async close(): Promise<void> {
    await this.#tab.close();
  }

  async reload(): Promise<void> {
    await this.#tab.reload();
  }

  /** Waits until the app accepts work. */
  async ready(timeoutMs = DONE_WITHIN_MS): Promise<void> {
    const isReady = '() => document.documentElement.dataset.ready === "true" || null';
    await this.#until('page that is ready', timeoutMs, async () => this.run(isReady));
  }

  /** Presses what has that role and name, once it is there, can be pressed and stays where it is: drivers press a place. */
  async press(name: string, role = 'button', timeoutMs = SEEN_WITHIN_MS): Promise<void> {
    const source = `async (role, name) => {
      const element = inPage.byRole(role, name);
      const place = () => JSON.stringify(element?.getBoundingClientRect() ?? null);
      const before = place();
      await new Promise((resolve) => setTimeout(resolve, ${STILL_FOR_MS}));
      return before !== 'null' && before === place() || null;
    }`;
    await this.#until(`${role} "${name}" that stays where it is`, timeoutMs, async () => this.run(source, role, name));
    await this.#tab.click(await this.seen(role, name, timeoutMs));
  }

  /** Waits for an element by role and name that is not disabled. */
  async seen(role: string, name: string, timeoutMs = SEEN_WITHIN_MS): Promise<ElementReference> {
    const source = `(role, name) => { const found = inPage.byRole(role, name); return found?.disabled || found?.ariaDisabled === 'true' ? null : found; }`;
    return this.#until(`${role} "${name}"`, timeoutMs, async () => this.#find(source, role, name));
  }

  async has(role: string, name: string): Promise<boolean> {
    return (await this.#find('(role, name) => inPage.byRole(role, name)', role, name)) !== null;
  }

  /** Waits until the app would open without its host. */
  async offlineCopyKept(): Promise<void> {
    await this.#until('offline copy', DONE_WITHIN_MS, async () =>
      this.run('() => navigator.serviceWorker.controller?.state ?? null'),
    );
  }

  /** The rows of the table of audio files, without its header. */
  async audioFiles(): Promise<number> {
    await this.openTab('Import + Descriptors');
    await this.seen('table', 'Audio files');
    return Number(await this.run(`() => inPage.byRole('table', 'Audio files').ariaRowCount - 1`));
  }

  /** Opens a tab and waits until it is shown: until then what both tabs have would be found in the one that goes. */
  async openTab(name: string): Promise<void> {
    await this.press(name, 'tab');
    await this.#until(`tab "${name}" selected`, SEEN_WITHIN_MS, async () =>
      this.run(`(name) => inPage.byRole('tab', name)?.ariaSelected === 'true' || null`, name),
    );
  }

  /** Gives a file input, which stays hidden behind a button, its files. */
  async give(selector: string, paths: readonly string[]): Promise<void> {
    const input = await this.#until(selector, SEEN_WITHIN_MS, async () =>
      this.#find('(css) => inPage.bySelector(css)', selector),
    );
    await this.#tab.setFiles(input, paths);
  }

  async setNumber(name: string, value: number): Promise<void> {
    await this.seen('spinbutton', name);
    await this.run(
      `(name, text) => {
        const field = inPage.byRole('spinbutton', name);
        field.focus();
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        field.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
      }`,
      name,
      String(value),
    );
  }

  /** Finds a sound by its name in a picker, and picks it. */
  async pick(name: string, sound: string): Promise<void> {
    await this.seen('combobox', name);
    await this.run(
      `async (name, sound) => {
        const field = inPage.byRole('combobox', name);
        field.value = sound;
        field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        await new Promise((resolve) => setTimeout(resolve));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
      }`,
      name,
      sound,
    );
  }

  async text(role: string, name: string, timeoutMs = SEEN_WITHIN_MS): Promise<string> {
    await this.seen(role, name, timeoutMs);
    return String(
      await this.run('(role, name) => inPage.byRole(role, name).textContent.replace(/\\s+/gu, " ").trim()', role, name),
    );
  }

  async log(): Promise<string> {
    return String(await this.run('() => inPage.logText()'));
  }

  async logSays(line: RegExp, timeoutMs = DONE_WITHIN_MS): Promise<string> {
    return this.#until(`a line ${line.source} of the log`, timeoutMs, async () => {
      const text = await this.log();
      return line.test(text) ? text : null;
    });
  }

  /** A function of the page, by its source. */
  async run(source: string, ...args: readonly unknown[]): Promise<unknown> {
    await this.#installed();
    return this.#tab.evaluate(source, ...args);
  }

  async screenshot(path: `${string}.png`): Promise<void> {
    await this.#tab.screenshot(path);
  }

  async #find(source: string, ...args: readonly unknown[]): Promise<ElementReference | null> {
    await this.#installed();
    return this.#tab.find(source, ...args);
  }

  async #installed(): Promise<void> {
    const there = await this.#tab.evaluate('() => typeof window.inPage === "object"');
    if (there !== true) await this.#tab.evaluate(`() => { ${this.#inPage}; window.inPage = inPage; }`);
  }

  /** What the page says of itself, for whoever reads why it was waited for in vain. */
  async #state(): Promise<string> {
    const locks = await this.run(`async () => JSON.stringify(await navigator.locks.query())`);
    const said = await this.run(`() => inPage.shownText()`);
    return `The log: ${await this.log()}\nThe page: ${String(said)}\nIts locks: ${String(locks)}`;
  }

  async #until<T>(what: string, timeoutMs: number, look: () => Promise<T | null>): Promise<T> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > endMs) throw new Error(`No ${what} after ${timeoutMs / 1000} s. ${await this.#state()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
