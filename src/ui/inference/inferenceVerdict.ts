import { plural } from '../shared/text/format.ts';
import type { Verdict } from '../shared/verdictCard.ts';

/** What helps on: a model first, a choice of sounds, their answers, or to take these. */
export type InferenceStep = 'model' | 'choose' | 'predict' | 'export';

interface Standing {
  readonly hasModel: boolean;
  /** The paths of the chosen sounds. */
  readonly chosen: readonly string[];
  readonly isPredicting: boolean;
  /** How many of them were answered for, and how many of these have a preset: what is silent has none. */
  readonly answered: number;
  readonly presets: number;
}

/** How far the chosen sounds are on their way to presets. */
export function inferenceVerdict({
  hasModel,
  chosen,
  isPredicting,
  answered,
  presets,
}: Standing): Verdict<InferenceStep> {
  if (!hasModel) {
    return {
      heading: 'No model yet',
      words: [
        'A trained model answers with a preset for any sound at once. Run All on the tab Import + Descriptors trains one; ' +
          'the example sounds are enough.',
      ],
      step: 'model',
    };
  }
  const [only = ''] = chosen;
  const which = chosen.length === 1 ? only : plural(chosen.length, 'sound');
  if (isPredicting) return { heading: `The model answers for ${which}`, words: [], step: 'predict' };
  if (answered > 0 && presets === 0) {
    return {
      heading: `No preset for ${which}`,
      words: ['Silent sounds get none. Choose other sounds.'],
      step: 'choose',
    };
  }
  if (answered > 0) {
    return {
      heading: presets === 1 ? `A preset for ${which}` : plural(presets, 'preset'),
      words: ['The answers are below. Export Preset JSON saves them; under Hear you can listen first.'],
      step: 'export',
    };
  }
  if (chosen.length > 0) {
    return {
      heading: chosen.length === 1 ? `${only} is chosen` : `${which} are chosen`,
      words: ['Predict Hyperparams answers at once. They do not join the data set unless you add them.'],
      step: 'predict',
    };
  }
  return {
    heading: 'A preset for any sound',
    words: ['Choose sounds, pick them from the data set or drop them here, then press Predict Hyperparams.'],
    step: 'choose',
  };
}
