import { afterEach, expect, it } from 'vitest';
import {
  forgetVerdicts,
  saveVerdict,
  storedVerdicts,
  type StoredVerdict,
} from '../../src/store/files/storedVerdicts.ts';

afterEach(async () => forgetVerdicts());

const gain = { share: 0.27, low: 0.18, high: 0.35, mixtures: 12 };
const verdict = { kind: 'chosen', candidateId: 'direct', label: 'Direct search', gain } as const;
const stored: StoredVerdict = { key: '[2,4,0.5,1337][]', modelId: 'model-1', verdict };

it('[J8] [S10] verdicts are there in a later visit, the latest of each sound; what is no verdict counts as none', async () => {
  await saveVerdict('a', stored);
  await saveVerdict('b', { ...stored, modelId: null });
  await saveVerdict('b', { ...stored, verdict: { ...verdict, gain: null } });
  await saveVerdict('odd', { ...stored, verdict: { ...verdict, gain: { ...gain, low: Number.NaN } } });
  await saveVerdict('other', { ...stored, key: 7 as unknown as string });
  expect(await storedVerdicts()).toEqual(
    new Map([
      ['a', stored],
      ['b', { ...stored, verdict: { ...verdict, gain: null } }],
    ]),
  );
  await forgetVerdicts();
  expect(await storedVerdicts()).toEqual(new Map());
});
