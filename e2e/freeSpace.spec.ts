import { expect, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

test('Free Space gives up the kept copies of audio that are ticked and nothing else, after a reload as well', async ({
  examples: app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await page.getByRole('row', { name: /tonal-01/u }).click();
  await steps.press('Keep a copy');
  await steps.logSays(/Copies of audio finished: 1 kept, 0 not at hand/u);
  await steps.openTab('Data');
  await steps.press('Back Up Now');
  await steps.logSays(/Backup finished: /u);
  const bytesOf = (kind: string) => page.locator(`dt:text-is("${kind}") + dd`);
  await expect(bytesOf('Kept copies of audio')).toHaveText(/^[\d.]+ [kM]B$/u);
  const others = ['Data set', 'Backup'];
  for (const kind of others) await expect(bytesOf(kind)).toHaveText(/^[\d.]+ [kM]B$/u);

  await steps.press('Free Space');
  const dialog = page.getByRole('dialog', { name: 'Free Space' });
  await expect(dialog.getByRole('button', { name: 'Free', exact: true })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /^Kept copies of audio, / }).check();
  await dialog.getByRole('button', { name: 'Free', exact: true }).click();
  await steps.logSays(/Freed [\d.]+ [kM]B: Kept copies of audio/u);
  await expect(dialog).toBeHidden();
  await expect(bytesOf('Kept copies of audio')).toHaveText('0 B');

  for (const visit of ['this one', 'the next']) {
    await test.step(visit, async () => {
      if (visit === 'the next') await app.reload();
      await steps.openTab('Data');
      await expect(bytesOf('Kept copies of audio')).toHaveText('0 B');
      for (const kind of others) await expect(bytesOf(kind)).toHaveText(/^[\d.]+ [kM]B$/u);
      await steps.expectAudioFiles(24);
      await page.getByRole('row', { name: /tonal-01/u }).click();
      await expect(page.getByText('copy kept in this browser')).toHaveCount(0);
      await expect(page.getByRole('button', { name: /^Undo: /u })).toBeVisible();
    });
  }
});
