import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { HOP_SAMPLES } from '../dsp/spectrum.ts';
import { DEFAULT_HYPERPARAMETERS } from '../measured/pluginDefaults.ts';
import { bendKnobs } from '../plugin/knobBend.ts';
import { MIN_HISTORY_FRAMES } from '../plugin/runtimeHistory.ts';
import { regretsOfPresets } from '../quality/regret.ts';

/** How long is played. */
const PLAYED_SEC = 30;
const SAMPLE_RATE_HZ = 44_100;

/**
 * The regret of what the plugin plays, window by window [B4]: over 30 s of sound that stays like the window, from a fresh state
 * with the knobs at their defaults. Until the first prediction the knobs play, and then what they are bent to: with the
 * descriptors as they are, smoothing has nothing to follow [B1], and the bend is that of the answer's confidence [B2].
 *
 * @param scored windows × 12 descriptors of the trainer, row-major.
 * @param best the best score that each can reach.
 * @param answers of the model that is built in, as the plugin limits them [P9], and how sure it is of each.
 */
export function playedRegrets(
  scored: Float64Array,
  best: Float64Array,
  answers: readonly Hyperparameters[],
  confidences: Float64Array,
): Float64Array {
  const frames = Math.floor((PLAYED_SEC * SAMPLE_RATE_HZ) / HOP_SAMPLES);
  const knobShare = MIN_HISTORY_FRAMES / frames;
  const ofKnobs = regretsOfPresets(scored, best, () => DEFAULT_HYPERPARAMETERS);
  const ofBent = regretsOfPresets(scored, best, (row) => ({
    ...DEFAULT_HYPERPARAMETERS,
    ...bendKnobs(DEFAULT_HYPERPARAMETERS, { inferred: answers[row]!, share: confidences[row]! ** 2 }),
  }));
  return ofBent.map((regret, row) => knobShare * ofKnobs[row]! + (1 - knobShare) * regret);
}
