import { TARGET_COUNT, TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { playable } from '../../domain/playable.ts';
import { deriveHyperparameters, minimaxLogit, withBaseAndSkew } from '../objective/decode.ts';
import { BENT_KNOBS } from '../plugin/knobBend.ts';
import type { AnswerBlend } from '../student/scoreGradient.ts';

/** The answer that plays a preset where the knobs keep their part of it [B2]; the nearest that may be given [B4] where none does. */
export function answerPlaying(preset: Hyperparameters, { share, knobs }: AnswerBlend): Hyperparameters {
  const answer = { ...preset };
  for (const { key } of BENT_KNOBS) answer[key] = knobs[key] + (preset[key] - knobs[key]) / share;
  return withBaseAndSkew(playable(answer));
}

/** The same of many. @param targets rows × 5 in the order of `TARGETS`. */
export function targetsPlaying(targets: Float64Array, blend: AnswerBlend): Float64Array {
  const aimed = new Float64Array(targets.length);
  for (let at = 0; at < targets.length; at += TARGET_COUNT) {
    const preset = playable(deriveHyperparameters(targets.subarray(at, at + TARGET_COUNT)));
    const answer = answerPlaying(preset, blend);
    const values = { ...answer, minimaxLogit: minimaxLogit(answer.minimaxStrength) };
    aimed.set(
      TARGETS.map(({ key }) => values[key]),
      at,
    );
  }
  return aimed;
}
