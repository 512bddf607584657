import * as tf from '@tensorflow/tfjs-core';
import type { PenaltyLimits } from '../../domain/playable.ts';
import { HIGH_PENALTY_FACTOR } from '../objective/decode.ts';
import { DISTANCE_UNIT, NORM_UNIT, TERM_WEIGHTS, type ProxyObjective } from '../objective/proxy.ts';
import { MARGIN_SLOPE, SMALLEST_MARGIN } from '../student/scoreGradient.ts';

/** The prepared figures of the objective that {@link relaxedScoreTensors} needs of each row, in this order. */
export const PREPARED_FIGURES = [
  'targetDistance',
  'targetNorm',
  'jitterSlope',
  'flickerCeiling',
  'lowLoudness',
  'highLoudness',
  'lowFloor',
  'highCeiling',
] as const satisfies readonly (keyof ProxyObjective)[];

export const PREPARED_FIGURE_COUNT = PREPARED_FIGURES.length;

/**
 * The relaxed score (Q) of many answers and its derivatives, written out: the same formula as `relaxedScore`, on tensors.
 *
 * @param answers any shape × 5, in the order of `TARGETS`, within their ranges.
 * @param figures the same shape × 8, in the order of {@link PREPARED_FIGURES}.
 * @param limits of the penalties. Beyond one the score is that at the limit, and so is the slope where it leads back.
 * @returns the scores (shape × 1) and their derivatives by the answers (shape × 5).
 */
export function relaxedScoreTensors(
  answers: tf.Tensor3D,
  figures: tf.Tensor3D,
  limits: PenaltyLimits,
): { score: tf.Tensor; gradient: tf.Tensor } {
  const [distance, norm, base, skew, logit] = columns(answers, 5);
  const [targetDistance, targetNorm, jitterSlope, flickerCeiling, lowScale, highScale, lowFloor, highCeiling] = columns(
    figures,
    PREPARED_FIGURE_COUNT,
  );
  const w = TERM_WEIGHTS;

  const distanceError = tf.div(tf.sub(distance!, targetDistance!), DISTANCE_UNIT);
  const bell = tf.exp(tf.neg(tf.square(distanceError)));
  const normGap = tf.sub(norm!, targetNorm!);
  const sep = tf.mul(bell, tf.sub(1, tf.mul(tf.abs(normGap), 0.8)));
  const intra = tf.add(tf.square(distanceError), tf.mul(tf.square(normGap), 0.6 / NORM_UNIT ** 2));
  const strength = tf.sigmoid(logit!);
  const jitter = tf.add(tf.mul(jitterSlope!, tf.add(tf.mul(norm!, 2), 0.45)), tf.mul(strength, 0.2));
  const decay = tf.exp(tf.mul(norm!, -5));
  const flicker = tf.mul(flickerCeiling!, tf.sub(1, decay));

  const tilt = tf.tanh(skew!);
  const freeLow = tf.exp(tf.add(base!, tilt));
  const freeHigh = tf.mul(tf.exp(tf.sub(base!, tf.mul(tilt, 0.5))), HIGH_PENALTY_FACTOR);
  const low = limited(freeLow, limits.low);
  const high = limited(freeHigh, limits.high);
  const lowLoudness = tf.mul(low, lowScale!);
  const highLoudness = tf.mul(high, highScale!);
  const loudnessGap = tf.sub(tf.log(tf.add(lowLoudness, 1)), tf.log(tf.add(highLoudness, 1)));
  const margin = tf.sub(low, lowFloor!);
  const inverse = tf.reciprocal(tf.maximum(margin, SMALLEST_MARGIN));
  const shortfall = tf.relu(tf.sub(SMALLEST_MARGIN, margin));
  const isShort = tf.step(shortfall);
  const lowLoss = tf.add(tf.square(inverse), tf.mul(shortfall, MARGIN_SLOPE));
  const highExcess = tf.relu(tf.sub(high, highCeiling!));

  const score = tf.sigmoid(
    tf.addN([
      tf.mul(sep, w.sep),
      tf.mul(intra, w.intra),
      tf.mul(jitter, w.jitter),
      tf.mul(tf.abs(loudnessGap), w.loudErr),
      tf.mul(flicker, w.maskFlicker),
      tf.mul(lowLoss, w.lowPenLoss),
      tf.mul(tf.square(highExcess), w.highPenLoss),
    ]),
  );

  const byDistance = tf.mul(
    distanceError,
    tf.add(tf.mul(sep, (-2 * w.sep) / DISTANCE_UNIT), (2 * w.intra) / DISTANCE_UNIT),
  );
  const byNorm = tf.addN([
    tf.mul(tf.mul(bell, tf.sign(normGap)), -0.8 * w.sep),
    tf.mul(normGap, (1.2 * w.intra) / NORM_UNIT ** 2),
    tf.mul(jitterSlope!, 2 * w.jitter),
    tf.mul(tf.mul(flickerCeiling!, decay), 5 * w.maskFlicker),
  ]);
  const towards = tf.mul(tf.sign(loudnessGap), w.loudErr);
  const lowLossSlope = tf.sub(tf.mul(tf.mul(tf.sub(isShort, 1), 2), tf.pow(inverse, 3)), tf.mul(isShort, MARGIN_SLOPE));
  const byLogLow = leadingBack(
    freeLow,
    limits.low,
    tf.add(
      tf.mul(towards, tf.div(lowLoudness, tf.add(lowLoudness, 1))),
      tf.mul(tf.mul(low, lowLossSlope), w.lowPenLoss),
    ),
  );
  const byLogHigh = leadingBack(
    freeHigh,
    limits.high,
    tf.sub(
      tf.mul(tf.mul(high, highExcess), 2 * w.highPenLoss),
      tf.mul(towards, tf.div(highLoudness, tf.add(highLoudness, 1))),
    ),
  );
  const byBase = tf.add(byLogLow, byLogHigh);
  const bySkew = tf.mul(tf.sub(byLogLow, tf.mul(byLogHigh, 0.5)), tf.sub(1, tf.square(tilt)));
  const byLogit = tf.mul(tf.mul(strength, tf.sub(1, strength)), 0.2 * w.jitter);
  const slope = tf.mul(score, tf.sub(1, score));
  return { score, gradient: tf.mul(tf.concat([byDistance, byNorm, byBase, bySkew, byLogit], 2), slope) };
}

function limited(values: tf.Tensor, limit: number): tf.Tensor {
  return Number.isFinite(limit) ? tf.sub(limit, tf.relu(tf.sub(limit, values))) : values;
}

/** A slope, without what would lead values at or beyond their limit further away. */
function leadingBack(values: tf.Tensor, limit: number, slope: tf.Tensor): tf.Tensor {
  if (!Number.isFinite(limit)) return slope;
  return tf.sub(slope, tf.mul(tf.step(tf.sub(values, limit)), tf.relu(slope)));
}

function columns(matrix: tf.Tensor3D, count: number): tf.Tensor[] {
  return tf.split(matrix, count, 2);
}
