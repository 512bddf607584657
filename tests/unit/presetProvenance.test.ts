import { expect, it } from 'vitest';
import { learnedPreset, predictedPreset } from '../../src/stages/data/presets.ts';
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
  refined: { hyperparameters: refinedHyperparameters, score: 0.75, trials: 40, seed: 7 },
  chosen: 'refined',
};

it('[presets] a model’s answer says which model gave it, how good it is and how it was refined', () => {
  const preset = predictedPreset(filePrediction);
  expect(preset).toMatchObject({ audioPath: 'a.wav', modelPath: 'ridge-1.json', descriptors: SOME_DESCRIPTORS });
  expect(preset.hyperparameters).toBe(refinedHyperparameters);
  expect(Object.entries(preset.facts)).toEqual([
    ['model_id', 'ridge-1'],
    ['objective', 'measured'],
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
  const preset = predictedPreset({ ...filePrediction, chosen: 'predicted', note: null });
  expect(preset.hyperparameters).toBe(SOME_HYPERPARAMETERS);
  expect(Object.keys(preset.facts)).not.toContain('refine_seed');
  expect(preset.facts).toMatchObject({ refined: 'false', score: '0.5' });
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
