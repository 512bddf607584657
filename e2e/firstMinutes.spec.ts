import { expect, test } from './support/app.ts';
import { parametersOf } from './support/presetReader.ts';
import { Steps } from './support/steps.ts';

test('from the first page to a preset of an example sound in four presses, by keyboard alone, with the network gone since the first page; the models beat one preset for all', async ({
  firstMinutes,
}) => {
  const { log, advised, layoutShift, moved, preset } = firstMinutes;
  expect(advised).toEqual([['Load Example Sounds'], ['Run All'], ['Open the Library']]);
  expect(log).toMatch(/Direct search for all finished: 24 of 24 files/u);
  expect(log).toMatch(/Network trained: 24 rows, held-out regret 0\.\d+, network-[\w-]+/u);
  expect(log).toMatch(/Plugin model trained: \d+ windows of 2\d recordings, .*plugin-\d{8}-\d{6}-[0-9a-f]{6}/u);
  const [, own, constant] =
    /Run All finished: 24 files, model network-[\w-]+, held-out regret (0\.\d+), that of one preset for all (0\.\d+)/u.exec(
      log,
    ) ?? [];
  expect(Number(own)).toBeLessThan(0.5 * Number(constant));
  expect(preset.name).toMatch(/^[a-z0-9-]+ [A-Z][a-z ]+\.vstpreset$/u);
  expect(parametersOf(Buffer.from(preset.base64, 'base64')).size).toBe(67);
  expect(layoutShift, moved).toBeLessThan(0.05);
});

test('after a reload with the network gone a sound is heard, and its preset made, as before', async ({
  trained: app,
}) => {
  const steps = new Steps(app.page);
  await app.offlineReady();
  await app.setOffline(true);
  await app.reload();
  await steps.hear('examples/percussive-01-kick-and-snare.wav');
  const { name, bytes } = await app.download(async () => steps.press('Export .vstpreset'));
  expect(name).toMatch(/^percussive-01-kick-and-snare [A-Z][a-z ]+\.vstpreset$/u);
  expect(parametersOf(bytes).size).toBe(67);
});
