import { expect, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

test('[E1] a sound is heard through the plugin’s clustering, candidates change while it plays, and it is exported', async ({
  app,
}) => {
  const { page } = app;
  const steps = new Steps(page);
  await steps.loadExamples();
  await steps.runAll();
  await steps.openTab('Inference');
  const section = page.getByRole('region', { name: 'Listen' });
  const sounds = section.getByRole('combobox', { name: 'Sound to hear' });
  await sounds.selectOption({ index: 3 });
  await steps.press('Open Sound');
  await steps.logSays(/Listening ready: examples\//u);
  await expect(section.getByRole('img', { name: /^Waveform of \d+\.\d s; heard is 0\.0 s to 6\.0 s/u })).toBeVisible();
  const candidates = section.getByRole('table', { name: 'Candidates' });
  await expect(candidates.getByRole('row')).toHaveCount(4);

  await section.getByRole('slider', { name: 'Excerpt length' }).fill('2');
  await steps.press('Play Preview');
  await expect(section.getByRole('img', { name: /Now cluster 1 carries \d+ %/u })).toBeVisible();
  await section.getByRole('radio', { name: 'Best of the trials' }).check();
  await section.getByRole('button', { name: 'Solo Cluster 2' }).click();
  await expect(section.getByRole('button', { name: 'Solo Cluster 2' })).toHaveAttribute('aria-pressed', 'true');
  await section.getByRole('slider', { name: 'Gain of cluster 2' }).press('ArrowLeft');
  await section.getByRole('slider', { name: 'High-pass of cluster 2' }).press('ArrowRight');
  await expect(section.getByRole('slider', { name: 'High-pass of cluster 2' })).toHaveAttribute(
    'aria-valuetext',
    '21 Hz',
  );
  await section.getByRole('spinbutton', { name: 'Clusters' }).fill('6');
  await expect(section.getByRole('group', { name: 'Cluster 6' })).toBeVisible();
  await steps.press('Pause Preview');

  const wav = await app.download(async () => steps.press('Export WAV'));
  expect(wav.name).toMatch(/_best\.wav$/u);
  expect(wav.bytes.toString('latin1', 0, 4)).toBe('RIFF');
  await steps.logSays(/WAV export finished: .*_best\.wav/u);
});
