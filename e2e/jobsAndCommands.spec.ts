import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { expect, sharedApp, tabs, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';
import { withMotion } from './support/workerBrowser.ts';

test.describe('with the example sounds', () => {
  const shared = sharedApp('examples', withMotion);

  test('jobs go on while tabs change: paused, resumed, stopped, tried again, by keyboard', async () => {
    const app = shared();
    const { page } = app;
    const { keyboard } = page;
    const steps = new Steps(page);
    await steps.openTab('Bayesian Opt');
    await steps.setNumber('Total', 1500);
    await page.getByRole('button', { name: 'Run BO for All', exact: true }).focus();
    await keyboard.press('Enter');
    await expect(page).toHaveTitle(/BO for all – InertiaBands Trainer$/u);

    await keyboard.press('Alt+5');
    await expect(page.getByRole('tab', { name: 'Data', exact: true })).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Alt+J');
    const panel = page.getByRole('region', { name: 'Jobs' });
    const job = panel.getByRole('listitem').filter({ hasText: 'BO for all' }).first();
    await expect(job).toContainText('running');
    await job.getByRole('button', { name: 'Pause: BO for all' }).focus();
    await keyboard.press('Enter');
    await expect(job).toContainText('paused');
    await expect(page).toHaveTitle(/^Paused: /u);
    await expectAccessible(panel);
    await job.getByRole('button', { name: 'Resume: BO for all' }).focus();
    await keyboard.press('Enter');
    await expect(job).toContainText('running');
    await job.getByRole('button', { name: 'Stop: BO for all' }).focus();
    await keyboard.press('Enter');
    await expect(job).toContainText('stopped');
    await expect(page).toHaveTitle('InertiaBands Trainer');

    await job.getByRole('button', { name: 'Retry: BO for all' }).focus();
    await keyboard.press('Enter');
    const again = panel.getByRole('listitem').filter({ hasText: 'BO for all' }).first();
    await expect(again).toContainText('running');
    await again.getByRole('link', { name: 'Open Bayesian Opt: BO for all' }).focus();
    await keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'Bayesian Opt' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('progressbar', { name: 'BO for all' }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Close jobs' }).focus();
    await keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await steps.press('Stop');
    await steps.logSays(/BO for all finished: .*stopped/u);
  });

  test('every command is found by name and run by keyboard; the cheat sheet tells the keys', async () => {
    const app = shared();
    const { page } = app;
    const { keyboard } = page;
    const steps = new Steps(page);
    await keyboard.press('ControlOrMeta+K');
    const input = page.getByRole('combobox', { name: 'Command', exact: true });
    await expect(input).toBeFocused();
    await keyboard.type('load ex');
    await expect(page.getByRole('listbox', { name: 'Commands' }).getByRole('option')).toHaveCount(1);
    await expectAccessible(page.getByRole('dialog', { name: 'Commands' }));
    await keyboard.press('Enter');
    await steps.logSays(/Import finished: 0 added, 24 already there/u);
    await expect(input).toHaveCount(0);

    await keyboard.press('ControlOrMeta+K');
    await keyboard.type('go to');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(page.getByRole('tab', { name: 'Model', exact: true })).toHaveAttribute('aria-selected', 'true');

    await keyboard.press('Shift+?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet).toContainText('Ctrl+K');
    await expect(sheet).toContainText('Ctrl or ⌘ + Z');
    await expectAccessible(sheet);
    await sheet.getByRole('checkbox', { name: /^Single keys/u }).uncheck();
    await keyboard.press('Escape');
    await keyboard.press('Shift+?');
    await expect(sheet).toBeHidden();
    await keyboard.press('Alt+/');
    await expect(sheet).toBeVisible();
    await keyboard.press('Escape');

    // A single key is typed, not taken, where text is written.
    await keyboard.press('Alt+1');
    await page.getByRole('searchbox', { name: 'Filter', exact: true }).focus();
    await keyboard.type('?');
    await expect(page.getByRole('searchbox', { name: 'Filter', exact: true })).toHaveValue('?');
  });
});

test('every button of every view is found in the palette by its name, and those of other views are pressed from anywhere', async ({
  trained: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  const input = page.getByRole('combobox', { name: 'Command', exact: true });
  const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
  for (const { name } of tabs) {
    await steps.openTab(name);
    const view = page.getByRole('tabpanel');
    // A view that is loaded late takes the place of a line of waiting.
    let unique = new Set<string>();
    await expect.poll(async () => (unique = await buttonNames(view)).size, { message: name }).toBeGreaterThan(3);
    await page.keyboard.press('ControlOrMeta+K');
    for (const button of unique) {
      await input.fill(button);
      await expect(options.filter({ hasText: button }), `${name}: ${button}`).not.toHaveCount(0);
    }
    await page.keyboard.press('Escape');
  }
  await steps.openTab('Model');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('reset');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Delete all data?' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test.describe('from nothing', () => {
  const visited = sharedApp('visited');

  test('two drops while an import runs both wait where that can be seen, and all their files arrive', async () => {
    const app = visited();
    const { page } = app;
    const steps = new Steps(page);
    const panel = page.getByRole('region', { name: 'Jobs' });
    await page.keyboard.press('Alt+J');
    await page.getByRole('button', { name: 'Load Example Sounds', exact: true }).first().click();
    await panel.getByRole('button', { name: 'Pause: Import of example sounds' }).click();
    await drop(page, 'first.wav');
    await drop(page, 'second.wav');
    const waiting = panel.getByRole('listitem').filter({ hasText: 'Waits for Import of example sounds' });
    await expect(waiting).toHaveCount(2);
    await expect(waiting.getByRole('button', { name: 'Stop: Import', exact: true })).toHaveCount(2);
    await panel.getByRole('button', { name: 'Resume: Import of example sounds' }).click();
    await expect(panel.getByRole('listitem').filter({ hasText: /Import finished: (?:24|1) added/u })).toHaveCount(3);
    await steps.expectAudioFiles(26);
    await page.getByRole('button', { name: 'Close jobs' }).click();
  });

  test('a long job that ends in the background is notified where that was asked for', async () => {
    const app = visited();
    const { page, context } = app;
    await context.grantPermissions(['notifications']);
    await page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      ServiceWorkerRegistration.prototype.showNotification = async (title, options) =>
        void told.push(`${title}: ${options?.body}`);
      Object.assign(window, {
        Notification: Object.assign(
          class {
            constructor(title: string, options: NotificationOptions) {
              told.push(`${title}: ${options.body}`);
            }
            addEventListener(): void {}
          },
          { permission: 'granted', requestPermission: async () => 'granted' },
        ),
      });
    });
    await page.keyboard.press('Alt+J');
    await page.getByRole('checkbox', { name: 'Notify me when a long job ends in the background' }).check();
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true });
      // The clock runs a thousand times as fast: what takes a moment counts as long.
      const now = performance.now.bind(performance);
      const begun = now();
      performance.now = () => begun + (now() - begun) * 1000;
    });
    await new Steps(page).addAudio(referenceAudioPaths().slice(0, 1));
    await expect
      .poll(async () => page.evaluate(() => (window as unknown as { told: string[] }).told))
      .toEqual([expect.stringMatching(/^Import: Import finished: 1 added/u)]);
    await expect(page).toHaveTitle('✓ Import – InertiaBands Trainer');
  });
});

async function buttonNames(view: Locator): Promise<Set<string>> {
  return new Set(Array.from((await view.ariaSnapshot()).matchAll(/- button "([^"]+)"/gu), ([, found = '']) => found));
}

/** Drops a tone of its own for each name. */
async function drop(page: Page, name: string): Promise<void> {
  await page.evaluate((path) => {
    const frameCount = 4_000 + path.length;
    const view = new DataView(new ArrayBuffer(44 + 2 * frameCount));
    const header = [0x52494646, 0, 0x57415645, 0x666d7420, 0, 0, 0, 0, 0, 0x64617461];
    for (const [i, word] of header.entries()) view.setUint32(4 * i, word);
    view.setUint32(4, 36 + 2 * frameCount, true);
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, 8_000, true);
    view.setUint32(28, 16_000, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    view.setUint32(40, 2 * frameCount, true);
    for (let i = 0; i < frameCount; i++) view.setInt16(44 + 2 * i, 8_000 * Math.sin(i / 5), true);
    const transfer = new DataTransfer();
    transfer.items.add(new File([view], path, { type: 'audio/wav' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, name);
}
