import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodeTrainingCsv } from '../tests/support/readTrainingCsv.ts';
import { expect, sharedApp, test } from './support/app.ts';
import { referenceAudioPaths } from './support/fixtures.ts';
import { Steps } from './support/steps.ts';

const FORMATS = join(import.meta.dirname, '../tests/fixtures/formats');

/** The same drum loop in every kind of container and codec. */
const SAME_SOUND = [
  'drums.mp3',
  'drums.m4a',
  'drums.ogg',
  'drums.opus',
  'drums.aiff',
  'drums-flac.ogg',
  'drums-flac.mp4',
];

const visited = sharedApp('visited');

test('every format goes the whole way, and lossless containers give the same descriptors', async () => {
  const app = visited();
  const steps = new Steps(app.page);
  await steps.addAudio(
    [...SAME_SOUND, 'plucks.aif', 'six.ogg', 'six.flac', 'f64.wav', 'speech-16k.mp3'].map((name) =>
      join(FORMATS, name),
    ),
  );
  await steps.logSays(/Import finished: 12 added, 0 already there, 0 refused/u);
  await steps.logSays(/Descriptors finished: 12 done, 0 failed/u);
  await steps.runTrials();
  await steps.openTab('Data');
  const csv = await app.download(async () => steps.press('Export Training CSV'));
  const rows = new Map(decodeTrainingCsv(csv.text, csv.name).map((row) => [basename(row.path), row]));
  const lossless = rows.get('drums-flac.ogg')?.descriptors;
  expect(lossless).toBeDefined();
  expect(rows.get('drums-flac.mp4')?.descriptors).toEqual(lossless);
  for (const { path, descriptors } of rows.values()) {
    expect(Object.values(descriptors).every(Number.isFinite), path).toBe(true);
    expect(descriptors.logEnergyMedian, path).toBeGreaterThan(-15);
  }
});

test('files may be dropped anywhere in the window', async () => {
  const app = visited();
  const path = referenceAudioPaths().find((name) => name.includes('tone-440')) ?? '';
  const base64 = readFileSync(path).toString('base64');
  await new Steps(app.page).openTab('Model');
  const transfer = await app.page.evaluateHandle((content) => {
    const bytes = Uint8Array.from(atob(content), (c) => c.codePointAt(0) ?? 0);
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'dropped tone.wav', { type: 'audio/wav' }));
    return data;
  }, base64);
  await app.page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await app.page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await app.page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  const steps = new Steps(app.page);
  await steps.logSays(/Import finished: 1 added/u);
  await expect(app.page.getByRole('row', { name: /dropped tone/u })).toBeVisible();
});
