import type { RouteId } from '../routes.ts';

/** One stop of the tour: a control of a tab, by its `data-tour` mark, and what it is for. */
export interface TourStep {
  readonly route: RouteId;
  readonly mark: string;
  readonly heading: string;
  readonly words: string;
}

/** The way from sounds to presets, along the controls that are pressed on it. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    route: 'library',
    mark: 'library',
    heading: 'Live in the library',
    words:
      'Here all sounds stand as a list or a map, with what narrows them and an inspector of the selected one. The five tabs are its depth; the tour follows them.',
  },
  {
    route: 'import',
    mark: 'sounds',
    heading: 'Bring sounds',
    words: 'Drop audio files or folders anywhere, or press Load Example Sounds to try everything with 24 short sounds.',
  },
  {
    route: 'import',
    mark: 'run-all',
    heading: 'Let it work',
    words:
      'Run All finds the best parameters of each sound, trains models and keeps the best one in use. Stop it any time.',
  },
  {
    route: 'optimise',
    mark: 'trials',
    heading: 'See what was tried',
    words:
      'Choose a sound to see its trials. Run BO searches this sound again, and the plots say which values mattered.',
  },
  {
    route: 'model',
    mark: 'train',
    heading: 'Judge the models',
    words:
      'Each model is judged on sounds that it has not seen, beside the best single constant. The best one answers, unless you choose another by Use.',
  },
  {
    route: 'inference',
    mark: 'choose',
    heading: 'Get a preset',
    words: 'Choose any sound, press Predict Hyperparams, then Export Preset JSON and load the file in InertiaBands.',
  },
  {
    route: 'data',
    mark: 'export',
    heading: 'Take it with you',
    words: 'The data set lives in this browser only. Export DuckDB writes a copy that nobody can take away.',
  },
];

/** What the tour is called wherever it is offered. */
export const TOUR_NAME = 'Take a Tour';
