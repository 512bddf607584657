import { comparedSounds, comparisonsOf } from '../../ml/preference/comparedSounds.ts';
import { fitPreferences } from '../../ml/preference/fitPreferences.ts';
import type { PreferencePosterior } from '../../ml/preference/preferencePosterior.ts';
import { learnedOptimum, nextPair, type ComparedSound } from '../../ml/preference/nextPair.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { PreferenceRequest } from '../contracts/preference.ts';

/** What blind comparisons teach (E3). */
export const preferenceCalls = {
  async proposePair(request) {
    const { posterior, sound } = learn(request);
    return nextPair(posterior, sound, request.seed);
  },

  async learnSetting(request) {
    const { posterior, sound } = learn(request);
    return learnedOptimum(posterior, sound, request.seed);
  },
} satisfies Partial<ComputeCalls>;

function learn({ preferences, descriptors, measured, audioId, known }: PreferenceRequest): {
  readonly posterior: PreferencePosterior;
  readonly sound: ComparedSound;
} {
  const sounds = comparedSounds(descriptors, new Map([[audioId, known]]), measured);
  const sound = sounds.get(audioId);
  if (sound === undefined) throw new RangeError(`the descriptors of ${audioId} are missing`);
  return { posterior: fitPreferences(comparisonsOf(preferences, sounds)), sound };
}
