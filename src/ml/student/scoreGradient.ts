import { TARGET_COUNT, TARGETS } from '../../domain/hyperparameters.ts';
import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { PenaltyLimits } from '../../domain/playable.ts';
import { clamp } from '../objective/clamp.ts';
import { HIGH_PENALTY_FACTOR, sigmoid } from '../objective/decode.ts';
import { DISTANCE_UNIT, NORM_UNIT, TERM_WEIGHTS, type ProxyObjective } from '../objective/proxy.ts';

/** A low penalty that is less above the floor, or below it, is led up by a straight slope instead of a steep one. */
export const SMALLEST_MARGIN = 0.1;
export const MARGIN_SLOPE = 20;

/** How far answers are taken to be gone towards from values that stand [B2]: what is scored lies between both. */
export interface AnswerBlend {
  /** Part of the way from the knobs to the answer, above 0, at most 1. */
  readonly share: number;
  readonly knobs: ClusterHyperparameters;
}

/**
 * The proxy score in the relaxed form that learning follows (Q), where its clamps leave no slope: low_pen_loss is
 * 1/max(d, 0.1)² + 20·max(0, 0.1 − d) without its clamp, and the clamps of the other terms are lifted. Where none of
 * them acts it is the score of [O]. Answers are first decoded as the model's are [H1] or the plugin's [P9].
 *
 * @param raw five raw answers from `offset` on, in the order of `TARGETS`.
 * @param gradient receives the derivatives by the five raw answers from `offset` on; 0 where a limit holds an answer.
 * @param blend what of an answer plays; absent for all of it.
 * @returns the relaxed score, 0 … 1.
 */
export function relaxedScore(
  proxy: ProxyObjective,
  limits: PenaltyLimits,
  raw: Float64Array,
  gradient: Float64Array,
  offset: number,
  blend?: AnswerBlend,
): number {
  const share = blend?.share ?? 1;
  const played = (answer: number, knob: keyof ClusterHyperparameters) =>
    blend === undefined ? answer : blend.knobs[knob] + share * (answer - blend.knobs[knob]);
  const distance = played(clamp(raw[offset]!, TARGETS[0].low, TARGETS[0].high), 'distancePenalty');
  const norm = played(clamp(raw[offset + 1]!, TARGETS[1].low, TARGETS[1].high), 'normRate');
  const base = clamp(raw[offset + 2]!, TARGETS[2].low, TARGETS[2].high);
  const skew = clamp(raw[offset + 3]!, TARGETS[3].low, TARGETS[3].high);
  const answeredStrength = sigmoid(raw[offset + 4]!);
  const strength = played(answeredStrength, 'minimaxStrength');

  const distanceError = (distance - proxy.targetDistance) / DISTANCE_UNIT;
  const normGap = norm - proxy.targetNorm;
  const bell = Math.exp(-distanceError * distanceError);
  const sep = bell * (1 - 0.8 * Math.abs(normGap));
  const intra = distanceError * distanceError + 0.6 * (normGap / NORM_UNIT) ** 2;
  const jitter = proxy.jitterSlope * (0.45 + 2 * norm) + 0.2 * strength;
  const decay = Math.exp(-5 * norm);
  const flicker = proxy.flickerCeiling * (1 - decay);

  const tilt = Math.tanh(skew);
  const answeredLow = Math.min(Math.exp(base + tilt), limits.low);
  const answeredHigh = Math.min(HIGH_PENALTY_FACTOR * Math.exp(base - 0.5 * tilt), limits.high);
  const low = played(answeredLow, 'lowPenalty');
  const high = played(answeredHigh, 'highPenalty');
  const lowLoudness = low * proxy.lowLoudness;
  const highLoudness = high * proxy.highLoudness;
  const loudnessGap = Math.log(1 + lowLoudness) - Math.log(1 + highLoudness);
  const margin = low - proxy.lowFloor;
  const wideMargin = Math.max(margin, SMALLEST_MARGIN);
  const lowLoss = 1 / (wideMargin * wideMargin) + MARGIN_SLOPE * Math.max(0, SMALLEST_MARGIN - margin);
  const highExcess = Math.max(0, high - proxy.highCeiling);

  const score = sigmoid(
    TERM_WEIGHTS.sep * sep +
      TERM_WEIGHTS.intra * intra +
      TERM_WEIGHTS.jitter * jitter +
      TERM_WEIGHTS.loudErr * Math.abs(loudnessGap) +
      TERM_WEIGHTS.maskFlicker * flicker +
      TERM_WEIGHTS.lowPenLoss * lowLoss +
      TERM_WEIGHTS.highPenLoss * highExcess * highExcess,
  );

  const slope = score * (1 - score);
  const towards = Math.sign(loudnessGap) * TERM_WEIGHTS.loudErr;
  const byLogLow =
    answeredLow >= limits.low
      ? 0
      : (towards * proxy.lowLoudness * answeredLow) / (1 + lowLoudness) +
        TERM_WEIGHTS.lowPenLoss * answeredLow * (margin > SMALLEST_MARGIN ? -2 / margin ** 3 : -MARGIN_SLOPE);
  const byLogHigh =
    answeredHigh >= limits.high
      ? 0
      : (-towards * proxy.highLoudness * answeredHigh) / (1 + highLoudness) +
        TERM_WEIGHTS.highPenLoss * 2 * answeredHigh * highExcess;
  gradient[offset] = ((-2 * TERM_WEIGHTS.sep * sep + 2 * TERM_WEIGHTS.intra) * distanceError) / DISTANCE_UNIT;
  gradient[offset + 1] =
    -0.8 * TERM_WEIGHTS.sep * bell * Math.sign(normGap) +
    (1.2 * TERM_WEIGHTS.intra * normGap) / (NORM_UNIT * NORM_UNIT) +
    2 * TERM_WEIGHTS.jitter * proxy.jitterSlope +
    5 * TERM_WEIGHTS.maskFlicker * proxy.flickerCeiling * decay;
  gradient[offset + 2] = byLogLow + byLogHigh;
  gradient[offset + 3] = (byLogLow - 0.5 * byLogHigh) * (1 - tilt * tilt);
  gradient[offset + 4] = 0.2 * TERM_WEIGHTS.jitter * answeredStrength * (1 - answeredStrength);
  for (let i = 0; i < TARGET_COUNT; i++) {
    const { low: from, high: to, key } = TARGETS[i]!;
    const value = raw[offset + i]!;
    const held = key !== 'minimaxLogit' && (value < from || value > to);
    gradient[offset + i] = held ? 0 : gradient[offset + i]! * slope * share;
  }
  return score;
}
