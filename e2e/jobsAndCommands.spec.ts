import { expectAccessible } from './support/accessibility.ts';
import { expect, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

test('jobs go on while tabs change: paused, resumed, stopped, tried again, by keyboard', async ({ described: app }) => {
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
  await expectAccessible(page);
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

test('a long job that ends in the background is notified where that was asked for', async ({ app }) => {
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
    const begun = performance.now();
    const now = Date.now.bind(Date);
    Date.now = () => now() + Math.round((performance.now() - begun) * 1000);
  });
  await new Steps(page).addAudio(referenceAudioPaths().slice(0, 1));
  await expect
    .poll(async () => page.evaluate(() => (window as unknown as { told: string[] }).told))
    .toEqual([expect.stringMatching(/^Import: Import finished: 1 added/u)]);
  await expect(page).toHaveTitle('✓ Import – InertiaBands Trainer');
});

test('every command is found by name and run by keyboard; the cheat sheet tells the keys', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const steps = new Steps(page);
  await keyboard.press('ControlOrMeta+K');
  const input = page.getByRole('combobox', { name: 'Command', exact: true });
  await expect(input).toBeFocused();
  await keyboard.type('load ex');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expectAccessible(page);
  await keyboard.press('Enter');
  await steps.logSays(/Import finished: 24 added/u);
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
  await expectAccessible(page);
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
