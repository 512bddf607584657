import { expectAccessible } from './support/accessibility.ts';
import { expect, test, type App } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const dialogOf = (app: App) => app.page.getByRole('dialog', { name: 'Projects' });

/** The button bears the name of the open project. */
async function openProjects(app: App, name: string): Promise<void> {
  await app.page.getByRole('button', { name, exact: true }).click();
  await expect(dialogOf(app).getByRole('list', { name: 'Projects', exact: true })).toBeVisible();
}

test('projects lie side by side: made, switched, renamed, copied, removed, brought back, and carried to another browser as one file', async ({
  app,
  open,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  const dialog = dialogOf(app);
  const sounds = referenceAudioPaths().filter((path) => /tone-440|drums-mono/u.test(path));
  await steps.addAudio(sounds);
  await steps.runTrials();

  await openProjects(app, 'First project');
  await expectAccessible(dialog);
  await dialog.getByLabel('Name of the new project').fill('Voices');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Voices', exact: true })).toBeVisible();
  await app.ready();
  await expect(page.getByRole('table', { name: 'Audio files' })).toHaveCount(0);
  await steps.addAudio(referenceAudioPaths().filter((path) => /speech/u.test(path)));
  await steps.expectAudioFiles(1);
  await app.reload();
  await steps.expectAudioFiles(1);

  await openProjects(app, 'Voices');
  await dialog.getByRole('link', { name: 'Open First project' }).click();
  await expect(page.getByRole('button', { name: 'First project', exact: true })).toBeVisible();
  await steps.expectAudioFiles(sounds.length);

  await openProjects(app, 'First project');
  await dialog.getByRole('button', { name: 'Rename First project' }).click();
  await dialog.getByLabel('New name of First project').fill('Drums: 1/2');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Drums: 1/2', exact: true })).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Duplicate This Project' }).click();
  await expect(dialog.getByRole('link', { name: 'Open Drums: 1/2 (copy)' })).toBeVisible();

  await dialog.getByRole('button', { name: 'Remove Voices' }).click();
  await expect(dialog.getByRole('link', { name: 'Open Voices' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Bring Back Voices' }).click();
  await expect(dialog.getByRole('link', { name: 'Open Voices' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove Drums: 1/2 (copy)' }).click();
  await dialog.getByRole('button', { name: 'Erase Drums: 1/2 (copy)' }).click();
  await dialog.getByRole('button', { name: 'Erase for good Drums: 1/2 (copy)' }).click();
  await expect(dialog.getByRole('list', { name: 'Removed projects' })).toHaveCount(0);

  const exported = await app.download(async () => dialog.getByRole('button', { name: 'Export This Project' }).click());
  expect(exported.name).toBe('Drums_ 1_2.ibproject');

  const other = await open();
  const carried = dialogOf(other);
  await openProjects(other, 'First project');
  const chooser = other.page.waitForEvent('filechooser');
  await carried.getByRole('button', { name: 'Import Project' }).click();
  await (await chooser).setFiles({ name: exported.name, mimeType: '', buffer: exported.bytes });
  await carried.getByRole('link', { name: 'Open Drums: 1/2' }).click();
  await expect(other.page.getByRole('button', { name: 'Drums: 1/2', exact: true })).toBeVisible();
  const there = new Steps(other.page);
  await there.expectAudioFiles(sounds.length);
  await expect(other.page.getByText('no sound at hand')).toHaveCount(0);
});
