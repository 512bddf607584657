import { expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { PlayableAnswer } from '../../src/ml/prediction/playableAnswer.ts';
import { learnedPreset, predictedPreset } from '../../src/stages/data/presets.ts';
import type { Selection } from '../../src/stages/judging/preselected.ts';
import type { FilePrediction } from '../../src/stages/prediction/predictionStage.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const refinedHyperparameters = { ...SOME_HYPERPARAMETERS, normRate: 0.07 };
const filePrediction: FilePrediction = {
  offered: { file: new File([], 'a.wav'), path: 'a.wav' },
  modelId: 'ridge-1',
  objective: 'measured',
  descriptors: SOME_DESCRIPTORS,
  note: 'cut short',
  predicted: {
    hyperparameters: SOME_HYPERPARAMETERS,
    score: 0.5,
    confidence: {
      value: 0.25,
      basis: 'calibrated',
      expectedRegret: 0.1,
      outOfRange: ['brightness_median', 'silence_ratio'],
      unusual: [{ column: 'peakiness_median', deviations: 4.26 }],
    },
  },
  refined: { hyperparameters: refinedHyperparameters, score: 0.75, search: { trials: 40, seed: 7 } },
  chosen: 'refined',
};

const gain = { share: 0.25, low: 0.1, high: 0.4, mixtures: 12 };

/** What is selected of the sound's two answers. */
function selection(id: 'predicted' | 'refined', verdict: Verdict | null = null): Selection {
  const { predicted, refined } = filePrediction;
  const of = (answer: PlayableAnswer, own: string) => ({ ...answer, id: own, label: own });
  const candidates = [of(predicted, 'predicted'), of(refined!, 'refined')];
  return { candidates, selected: candidates.find((candidate) => candidate.id === id)!, verdict };
}

it('[presets] a model’s answer says which model gave it, how good it is and how it was refined', () => {
  const preset = predictedPreset(filePrediction, selection('refined'));
  expect(preset).toMatchObject({ audioPath: 'a.wav', modelPath: 'ridge-1.json', descriptors: SOME_DESCRIPTORS });
  expect(preset.hyperparameters).toBe(refinedHyperparameters);
  expect(Object.entries(preset.facts)).toEqual([
    ['model_id', 'ridge-1'],
    ['objective', 'measured'],
    ['split', 'refined'],
    ['refined', 'true'],
    ['score', '0.75'],
    ['confidence', '0.25'],
    ['confidence_basis', 'calibrated'],
    ['expected_regret', '0.1'],
    ['out_of_range', 'brightness_median, silence_ratio'],
    ['unusual', 'peakiness_median 4.3 sd'],
    ['refine_trials', '40'],
    ['refine_seed', '7'],
    ['note', 'cut short'],
  ]);
});

it('[presets] an answer that the user left unrefined says nothing of the refinement', () => {
  const preset = predictedPreset({ ...filePrediction, note: null }, selection('predicted'));
  expect(preset.hyperparameters).toBe(SOME_HYPERPARAMETERS);
  expect(Object.keys(preset.facts)).not.toContain('refine_seed');
  expect(preset.facts).toMatchObject({ refined: 'false', score: '0.5' });
});

it('[J4] [J6] a preset says what it gains where the judge chose it, and an answer of direct search names no trials', () => {
  const verdict: Verdict = { kind: 'chosen', candidateId: 'refined', label: 'Refined', gain };
  const direct = { ...filePrediction, refined: { ...filePrediction.refined!, search: null } };
  const { facts } = predictedPreset(direct, selection('refined', verdict));
  expect(facts).toMatchObject({
    refined: 'true',
    gain: '0.25',
    gain_low: '0.1',
    gain_high: '0.4',
    gain_mixtures: '12',
  });
  expect(Object.keys(facts)).not.toContain('refine_trials');
  expect(Object.keys(predictedPreset(direct, selection('predicted', verdict)).facts)).not.toContain('gain');
});

it('[E3] a learned preset says that ears decided, and names no model', () => {
  const optimum = { audioId: 'a', hyperparameters: SOME_HYPERPARAMETERS, utility: 1.5, prior: null };
  const preset = learnedPreset({ path: 'a.wav', descriptors: SOME_DESCRIPTORS }, optimum, 12);
  expect(preset.modelPath).toBe('');
  expect(Object.entries(preset.facts)).toEqual([
    ['objective', 'listening'],
    ['answers', '12'],
    ['utility_above_defaults', '1.5'],
  ]);
});
