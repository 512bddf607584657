import { expect, type Locator, type Page } from '@playwright/test';

/** Playwright's own assertions look only once a second after a while; most of the suite is spent waiting for the log. */
const LOOK_EVERY_MS = 100;

/** What a person does, in the words of the interface. */
export class Steps {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a tab and waits until it is shown: until then a button that both tabs have would be found in the one that goes. */
  async openTab(name: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name, exact: true });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name, exact: typeof name === 'string' }).click();
  }

  /** Presses a button that asks for files, and gives it these. */
  async chooseFiles(button: string, paths: readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(button);
    await (await chooser).setFiles([...paths]);
  }

  /** What the log says. */
  async log(): Promise<string> {
    const text = await this.page.getByRole('log', { name: 'Log' }).textContent();
    return (text ?? '').replaceAll(/\s+/gu, ' ');
  }

  /** Waits until the log says a line: within the page, as most of the suite is spent so. */
  async logSays(line: RegExp, timeoutMs = 60_000): Promise<void> {
    const looks = { source: line.source, flags: line.flags, times: timeoutMs / LOOK_EVERY_MS, everyMs: LOOK_EVERY_MS };
    const isSaid = await this.page
      .getByRole('log', { name: 'Log' })
      .evaluate(lookAtText, looks)
      .catch(() => null);
    if (isSaid === true) return;
    if (isSaid === false) expect(await this.log()).toMatch(line);
    // The page has gone on to another.
    await expect.poll(async () => this.log(), { intervals: [LOOK_EVERY_MS], timeout: timeoutMs }).toMatch(line);
  }

  async setNumber(name: string, value: number): Promise<void> {
    await this.page.getByRole('spinbutton', { name, exact: true }).fill(String(value));
  }

  async addAudio(paths: readonly string[]): Promise<void> {
    await this.openTab('Import + Descriptors');
    await this.chooseFiles('Add Audio Files', paths);
    await this.logSays(/Import finished: .*Descriptors finished: /su);
  }

  async loadExamples(): Promise<void> {
    await this.openTab('Import + Descriptors');
    await this.page.getByRole('button', { name: 'Load Example Sounds', exact: true }).first().click();
    await this.logSays(/Descriptors finished: 24 done/u);
  }

  async extractAll(): Promise<void> {
    await this.openTab('Import + Descriptors');
    await this.press('Extract All');
    await this.logSays(/Descriptors finished: /u);
  }

  async runAll(): Promise<void> {
    await this.openTab('Import + Descriptors');
    await this.press('Run All');
    await this.logSays(/Run All finished: /u, 200_000);
  }

  /** The fewest trials that learn something, for every file without any. */
  async runTrials(): Promise<void> {
    await this.openTab('Bayesian Opt');
    await this.setNumber('Total', 13);
    await this.press('Run BO for All');
    await this.logSays(/BO for all finished: /u);
  }

  /** The same and the desktop's model of them, for tests that want some model: Run All trains a network as well. */
  async trainRidge(): Promise<void> {
    await this.runTrials();
    await this.openTab('Model');
    await this.press('Train Degree-3 Ridge');
    await this.logSays(/Model trained: .*, ridge-/u);
  }

  /** The rows of the table of audio files; the table counts its header as a row. */
  async expectAudioFiles(count: number): Promise<void> {
    await this.openTab('Import + Descriptors');
    await expect(this.page.getByRole('table', { name: 'Audio files' })).toHaveAttribute(
      'aria-rowcount',
      String(count + 1),
    );
  }

  /** Finds a sound by its name in a picker, and picks it. */
  async pick(picker: Locator, name: string): Promise<void> {
    await picker.fill(name);
    await picker.press('Enter');
  }

  /** Opens a sound of the data set in Hear, and answers the region. */
  async hear(path: string): Promise<Locator> {
    await this.openTab('Inference');
    const hear = this.page.getByRole('region', { name: 'Hear' });
    const sounds = hear.getByRole('combobox', { name: 'Sound to hear' });
    const timesReady = async () => (await this.log()).split(`Listening ready: ${path}`).length - 1;
    const before = await timesReady();
    if (before > 0 && (await sounds.inputValue()) === path) return hear;
    await this.pick(sounds, path);
    await expect.poll(timesReady, { intervals: [LOOK_EVERY_MS], timeout: 60_000 }).toBeGreaterThan(before);
    return hear;
  }

  async deleteAllData(): Promise<void> {
    await this.openTab('Data');
    await this.press('Delete All Data');
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('delete');
    await dialog.getByRole('button', { name: /^Delete/u }).click();
    await this.logSays(/Deletion finished/u);
  }

  async importDatabase(path: string, mode: 'Merge' | 'Replace'): Promise<void> {
    await this.openTab('Data');
    await this.chooseFiles('Import DuckDB', [path]);
    await this.page.getByRole('dialog').getByRole('button', { name: mode, exact: true }).click();
    await this.logSays(/Database import finished: /u);
  }
}

/** In the page: whether the text matches within so many looks. By no clock, which tests may set. */
async function lookAtText(
  element: Element,
  looks: { readonly source: string; readonly flags: string; readonly times: number; readonly everyMs: number },
): Promise<boolean> {
  const line = new RegExp(looks.source, looks.flags);
  for (let i = 0; i < looks.times; i++) {
    if (line.test((element.textContent ?? '').replaceAll(/\s+/gu, ' '))) return true;
    await new Promise((resolve) => setTimeout(resolve, looks.everyMs));
  }
  return false;
}
