import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import { descriptorsToVector } from '../../src/domain/descriptors.ts';
import { MEASURE } from '../../src/domain/measured.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { isPlayable } from '../../src/domain/playable.ts';
import { encodeCollectionOutcome } from '../../src/formats/collectionOutcome.ts';
import { playableBest } from '../../src/ml/objective/globalSearch.ts';
import type { Availability } from '../../src/stages/import/audioSources.ts';
import { comparisonOf, preselected } from '../../src/stages/judging/preselected.ts';
import { splitCandidates } from '../../src/stages/listening/choices/splitCandidates.ts';
import { SILENCE, SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';

const IN_DATA_SET = { kind: 'data-set', audioId: 'a', path: 'a.wav' } as const;
const NEW = { kind: 'offered', path: 'a.wav' } as const;
const BEST = { ...SOME_HYPERPARAMETERS, lowPenalty: 7 };

function candidatesOf(
  source: typeof IN_DATA_SET | typeof NEW,
  descriptors: typeof SOME_DESCRIPTORS | null,
  {
    refinedScore = 0.5,
    collections = [],
    best = BEST,
    presence = 'here',
  }: {
    refinedScore?: number;
    collections?: readonly unknown[];
    best?: Hyperparameters;
    presence?: Availability;
  } = {},
) {
  const known = {
    get: () => ({ best: { hyperparameters: best } }),
    collections: signal(collections),
    builtInModelId: signal(null),
  };
  const deps = {
    dataSet: known,
    sources: { presenceOf: () => presence },
    models: { answering: signal(null) },
    prediction: {
      filePredictions: signal([
        {
          offered: { path: 'a.wav' },
          predicted: { hyperparameters: SOME_HYPERPARAMETERS, score: 0.4 },
          refined: { hyperparameters: BEST, score: refinedScore, search: { trials: 12, seed: 1337 } },
        },
      ]),
    },
    preferences: { optima: signal(new Map()) },
    settings: pluginSettings(),
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

it('the best of the trials is offered only where there were trials: not where direct search alone found it', () => {
  const best = playableBest(descriptorsToVector(SOME_DESCRIPTORS)).hyperparameters;
  const ids = candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS, { best }).map(({ id }) => id);
  expect(ids).toContain('direct');
  expect(ids).not.toContain('best');
});

it('[J7] of a silent sound nothing is split: it has no candidate but the plugin’s defaults', () => {
  const candidates = candidatesOf(IN_DATA_SET, SILENCE);
  expect(candidates.map(({ id }) => id)).toEqual(['defaults']);
});

it('[J6] [B4] without a judge a sound of the data set is split by the general preset, a new one by the answer refined, where that is better', () => {
  const chosen = (...args: Parameters<typeof candidatesOf>) => preselected(candidatesOf(...args), null).id;
  expect(chosen(IN_DATA_SET, SOME_DESCRIPTORS)).toBe('general');
  expect(chosen(NEW, SOME_DESCRIPTORS)).toBe('refined');
  expect(chosen(NEW, SOME_DESCRIPTORS, { refinedScore: 0.3 })).toBe('predicted');
  expect(chosen(IN_DATA_SET, null)).toBe('defaults');
});

it('[J6] [B4] without a judge a sound of the data set that is not at hand is split by its own optimum, unless its collection has a preset', () => {
  const own = playableBest(descriptorsToVector(SOME_DESCRIPTORS)).hyperparameters;
  for (const presence of ['gone', 'ask'] as const) {
    expect(preselected(candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS, { presence }), null).hyperparameters).toEqual(own);
  }
});

it('[J6] the judge’s choice is preselected while it is among the candidates', () => {
  const candidates = candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS);
  const chose = (candidateId: string) => ({ kind: 'chosen', candidateId, label: '', gain: null }) as const;
  expect(preselected(candidates, chose('defaults')).id).toBe('defaults');
  expect(preselected(candidates, chose('learned')).id).toBe('general');
  expect(preselected(candidates, { kind: 'not-judged', reason: 'gone' }).id).toBe('general');
});

it('[J1] [J3] [J6] [X8a] the preset of a file’s own collection can be heard and judged, and is preselected without a judge, else that of the newest is compared; the safest is the collection’s, and without one none is', () => {
  const collection = (collectionId: string, audioIds: readonly string[], distancePenalty: number) => ({
    collectionId,
    name: collectionId,
    audioIds,
    measure: MEASURE,
    resultJson: encodeCollectionOutcome({
      result: {
        hyperparameters: { ...SOME_HYPERPARAMETERS, distancePenalty },
        terms: { score: 0, purity: 0, maskChange: 0, spread: 0 },
        defaultsScore: 0,
        leaveOneOutScore: null,
        leaveOneOutError: null,
        fileCount: 2,
        trialCount: 3,
      },
      report: null,
    }),
  });
  const collections = [collection('newest', ['b'], 1.5), collection('own', ['a'], 0.5)];
  const ids = (source: typeof IN_DATA_SET | typeof NEW) =>
    candidatesOf(source, SOME_DESCRIPTORS, { collections }).flatMap(({ id }) =>
      id.startsWith('collection-') ? [id] : [],
    );
  expect(ids(IN_DATA_SET)).toEqual(['collection-own']);
  expect(ids(NEW)).toEqual(['collection-newest']);
  const all = candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS, { collections });
  const { candidates, safest } = comparisonOf(all, 'measure');
  expect(candidates[safest ?? -1]?.id).toBe('collection-own');
  expect(preselected(all, null).id).toBe('collection-own');
  const ofOthers = candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS, { collections: collections.slice(0, 1) });
  expect(preselected(ofOthers, null).id).toBe('general');
  // The best of the trials is found on the formula as the optimum is, and comes below it.
  expect(candidates.map(({ id }) => id)).toEqual(['defaults', 'direct', 'collection-own']);
  const without = comparisonOf(candidatesOf(IN_DATA_SET, SOME_DESCRIPTORS), 'measure');
  expect(without.safest).toBeNull();
  expect(without.candidates.map(({ id }) => id)).toEqual(['defaults', 'direct', 'general']);
});
