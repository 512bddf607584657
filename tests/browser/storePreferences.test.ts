import { describe, expect, it } from 'vitest';
import type { BlindComparisonAnswer, PriorKind } from '../../src/domain/blindComparison.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { audioFile, sharedStore, TAKE_THEIRS } from './storeHarness.ts';

const openedStore = sharedStore();

function answer(n: number, change: Partial<BlindComparisonAnswer> = {}): BlindComparisonAnswer {
  const option = (shift: number) => ({
    hyperparameters: deriveHyperparameters([0.5 + shift, 0.1, -1, 0.2, 0.7 + shift]),
    origin: 'proposed',
    gainDb: -1.25 - shift,
    loudnessLkfs: shift === 0 ? null : -21.5,
    maskChange: 0.01 + shift / 10,
    maskContrast: 0.6,
  });
  return {
    answerId: `answer-${n}`,
    sessionId: 'session',
    audioId: audioFile(1).audioId,
    path: 'drums.wav',
    excerpt: { startSec: 1.5, endSec: 4.25 },
    soloCluster: n % 2 === 0 ? null : 2,
    clusterCount: 4,
    question: 'better',
    options: [option(0), option(0.25)],
    picked: n % 3 === 0 ? null : 1,
    repeats: n === 2 ? 'answer-1' : null,
    takenMs: 4321.5,
    answeredAt: new Date(1_700_000_000_000 + n),
    ...change,
  };
}

describe('answers of blind comparisons', () => {
  it('[E2] come back exactly as they were given, in that order, and stay when their file goes', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    for (const n of [1, 2, 3]) await store.saveBlindComparisonAnswer(answer(n));
    expect(await store.listBlindComparisonAnswers()).toEqual([answer(1), answer(2), answer(3)]);
    await store.saveBlindComparisonAnswer(answer(1, { picked: 0 }));
    expect(await store.listBlindComparisonAnswers()).toEqual([answer(1), answer(2), answer(3)]);
    await store.removeAudio([audioFile(1).audioId]);
    expect(await store.listBlindComparisonAnswers()).toHaveLength(3);
  });

  it('[E2] are merged from another database, each once', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1)]);
    await store.saveBlindComparisonAnswer(answer(1));
    const file = await store.exportDatabase();
    await store.saveBlindComparisonAnswer(answer(2));
    await store.mergeDatabase(file, TAKE_THEIRS);
    expect(await store.listBlindComparisonAnswers()).toEqual([answer(1), answer(2)]);
    await store.replaceDatabase(file);
    expect(await store.listBlindComparisonAnswers()).toEqual([answer(1)]);
  });

  it('[E3] what they teach is kept by file and goes with it', async () => {
    const store = await openedStore();
    await store.addAudioFiles([audioFile(1), audioFile(2)]);
    const optimum = (n: number, utility: number, prior: PriorKind | null = null) => ({
      audioId: audioFile(n).audioId,
      hyperparameters: deriveHyperparameters([1, 0.1, -1, 0.2, 0.7]),
      utility,
      prior,
    });
    await store.savePreferredOptima([optimum(1, 0.5), optimum(2, 0.25, 'pooled'), optimum(3, 1)]);
    await store.savePreferredOptima([optimum(1, 0.75, 'measured')]);
    const byId = (a: { audioId: string }, b: { audioId: string }) => (a.audioId < b.audioId ? -1 : 1);
    expect(await store.listPreferredOptima()).toEqual(
      [optimum(1, 0.75, 'measured'), optimum(2, 0.25, 'pooled')].toSorted(byId),
    );
    await store.removeAudio([audioFile(1).audioId]);
    expect(await store.listPreferredOptima()).toEqual([optimum(2, 0.25, 'pooled')]);
    // As an earlier version kept it, which did not say what it had expected.
    await store.savePreferredOptima([optimum(2, 0.5)]);
    expect(await store.listPreferredOptima()).toEqual([optimum(2, 0.5)]);
  });
});
