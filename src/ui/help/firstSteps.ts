import type { RouteId } from '../routes.ts';

/** The way from an empty page to a preset, and the tab where each step is taken. */
export const FIRST_STEPS: readonly { readonly route: RouteId; readonly words: string }[] = [
  {
    route: 'import',
    words:
      'Import + Descriptors: drop audio files or a folder anywhere, or press Load Example Sounds. Each is described as it comes in.',
  },
  {
    route: 'import',
    words: 'Press Run All: it finds the best parameters of each file, trains models and keeps the best one in use.',
  },
  {
    route: 'library',
    words: 'Library: one of your sounds is open under Hear. Press Export .vstpreset and load the file in InertiaBands.',
  },
  {
    route: 'inference',
    words:
      'For a sound that the model has never heard: drop it on Inference, press Predict Hyperparams, then Export Preset JSON.',
  },
];
