import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import { descriptorsToVector } from '../../src/domain/descriptors.ts';
import { isPlayable } from '../../src/domain/playable.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import { preferredCandidate, splitCandidates } from '../../src/stages/listening/splitCandidates.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const IN_DATA_SET = { kind: 'data-set', audioId: 'a', path: 'a.wav' } as const;
const NEW = { kind: 'offered', path: 'a.wav' } as const;
const BEST = { ...SOME_HYPERPARAMETERS, lowPenalty: 7 };

function candidatesOf(source: typeof IN_DATA_SET | typeof NEW, descriptors: typeof SOME_DESCRIPTORS | null) {
  const known = { get: () => ({ best: { hyperparameters: BEST } }), collections: signal([]) };
  const deps = {
    dataSet: known,
    models: { answering: signal(null) },
    prediction: { filePredictions: signal([{ offered: { path: 'a.wav' }, refined: { hyperparameters: BEST } }]) },
    preferences: { optima: signal(new Map()) },
  } as unknown as Parameters<typeof splitCandidates>[0];
  return splitCandidates(deps, source, descriptors, null);
}

it('[Q] [B4] the sound’s playable optimum by direct search is a way to split it, beside the best of the trials', () => {
  const candidates = candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS);
  const direct = candidates.find(({ label }) => label === 'Direct search');
  expect(direct?.hyperparameters).toEqual(playableBest(descriptorsToVector(SOME_DESCRIPTORS)).hyperparameters);
  expect(isPlayable(direct!.hyperparameters)).toBe(true);
  expect(candidates.find(({ id }) => id === 'best')?.hyperparameters).toBe(BEST);
  expect(candidatesOf(IN_DATA_SET, null).map(({ id }) => id)).not.toContain('direct');
});

it('[B4] a sound of the data set is split by its own playable optimum until someone says otherwise, a new one by the refined answer', () => {
  const chosen = (source: typeof IN_DATA_SET | typeof NEW) =>
    preferredCandidate(candidatesOf(source, SOME_DESCRIPTORS), source).id;
  expect(chosen(IN_DATA_SET)).toBe('direct');
  expect(chosen(NEW)).toBe('refined');
});
