import { expect, it } from 'vitest';
import { audioFile, doneOutcome, isolateStoreTests, openStore, packedTrials, runOf } from '../browser/storeHarness.ts';

isolateStoreTests();

/** The shortest and the median time of some calls, for the log; nothing depends on it. */
async function timed(label: string, repeats: number, work: (repeat: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const start = performance.now();
    await work(repeat);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.info(`store: ${label}: ${times[0]!.toFixed(1)} / ${times[Math.floor(repeats / 2)]!.toFixed(1)} ms`);
}

it('holds 10,000 files, and jobs of one and of hundreds come back whole', { timeout: 180_000 }, async () => {
  const store = await openStore({ backupPolicy: { everyWrites: Infinity, minAgeMs: 0, maxAgeMs: Infinity } });
  const one = packedTrials(40, 1);
  await store.addAudioFiles(Array.from({ length: 300 }, (_, n) => audioFile(20_000 + n)));
  await timed('descriptors of one file', 15, async (n) => store.saveDescriptors([doneOutcome(20_000 + n)]));
  await timed('a run of 40 trials', 15, async (n) => store.saveRuns([runOf(20_000 + n, `r${n}`, { trials: one })]));
  await timed('descriptors of 200 files', 5, async () =>
    store.saveDescriptors(Array.from({ length: 200 }, (_, n) => doneOutcome(20_000 + n))),
  );
  await timed('200 runs of 40 trials', 3, async (k) =>
    store.saveRuns(Array.from({ length: 200 }, (_, n) => runOf(20_000 + n, `k${k}-${n}`, { trials: one }))),
  );
  await timed('9,700 files', 1, async () => store.addAudioFiles(Array.from({ length: 9_700 }, (_, n) => audioFile(n))));
  await timed('descriptors of 9,700 files', 1, async () =>
    store.saveDescriptors(Array.from({ length: 9_700 }, (_, n) => doneOutcome(n))),
  );
  await timed('listAudio of 10,000 files', 5, async () => store.listAudio());
  await timed('descriptors of one file, among 10,000', 15, async (n) => store.saveDescriptors([doneOutcome(n)]));
  await timed('a run of 40 trials, among 10,000 files', 15, async (n) =>
    store.saveRuns([runOf(n, `s${n}`, { trials: one })]),
  );
  const records = await store.listAudio();
  expect(records).toHaveLength(10_000);
  expect(records.at(-1)!.file.audioId).toBe(audioFile(9_699).audioId);
  expect(records.filter(({ best }) => best !== null)).toHaveLength(215);
  expect(await store.runTrials('k2-199')).toEqual(one);
  expect(await store.listRuns(audioFile(20_001).audioId)).toHaveLength(4);
});
