import { TARGETS } from '../../domain/hyperparameters.ts';
import type { PenaltyLimits } from '../../domain/playable.ts';
import { clamp } from './clamp.ts';
import { HIGH_PENALTY_FACTOR } from './decode.ts';
import { maximiseOnInterval } from './maximise.ts';
import { TERM_WEIGHTS, type ProxyObjective } from './proxy.ts';

const [, , baseRange, skewRange] = TARGETS;
const HIGH_FACTOR_LOG = Math.log(HIGH_PENALTY_FACTOR);
const SQRT_WORST_EXCESS = Math.sqrt(10);
const WORST_LOUDNESS_GAP = 4;
const LOW_SAMPLES = 256;

/**
 * The base penalty and the skew with the best sum of loud_err, low_pen_loss and high_pen_loss, which alone depend on
 * them. With t = tanh(skew), ln low_penalty = base + t and ln high_penalty = base − t/2 + ln 0.35: the line of low
 * penalties is searched, and for each of them the best high penalty within reach is one of a few known points.
 *
 * @param limits none, or such as the plugin's: a low penalty below them has a high penalty within them.
 */
export function bestPenalties(
  proxy: ProxyObjective,
  limits: PenaltyLimits,
): { basePenaltyLog: number; penaltySkew: number } {
  const highestHighLog = Math.log(limits.high);
  const tLow = Math.tanh(skewRange.low);
  const tHigh = Math.tanh(skewRange.high);
  let bestT = 0;
  let bestLoss = 0;

  const balanced = balancedHighPenalty(proxy);
  // The best high penalty within reach is at one of these, at the one that is as loud as the low penalty, or at an end of the reach.
  const knownHighLogs = [proxy.highCeiling, proxy.highCeiling + SQRT_WORST_EXCESS, balanced]
    .filter((highPenalty) => highPenalty > 0)
    .map((highPenalty) => Math.log(highPenalty));

  const search = (lowLog: number): number => {
    const lowPenalty = Math.exp(lowLog);
    const margin = Math.max(lowPenalty - proxy.lowFloor, 1e-3);
    const tFrom = Math.max(tLow, lowLog - baseRange.high, (lowLog + HIGH_FACTOR_LOG - highestHighLog) / 1.5);
    const tTo = Math.min(tHigh, lowLog - baseRange.low);
    bestLoss = Number.POSITIVE_INFINITY;
    const lowLoudness = Math.log(1 + lowPenalty * proxy.lowLoudness);
    const visit = (t: number): void => {
      const highPenalty = Math.exp(lowLog - 1.5 * t + HIGH_FACTOR_LOG);
      const gap = Math.abs(lowLoudness - Math.log(1 + highPenalty * proxy.highLoudness));
      const excess = Math.max(0, highPenalty - proxy.highCeiling);
      const loss =
        -TERM_WEIGHTS.loudErr * Math.min(gap, WORST_LOUDNESS_GAP) -
        TERM_WEIGHTS.highPenLoss * Math.min(excess * excess, 10);
      if (loss < bestLoss) {
        bestLoss = loss;
        bestT = t;
      }
    };
    const visitWithinReach = (highLog: number): void => {
      const t = (lowLog + HIGH_FACTOR_LOG - highLog) / 1.5;
      // What is out of reach comes to an end of the reach, and both are visited.
      if (t > tFrom && t < tTo) visit(t);
    };
    visit(Math.min(tFrom, tTo));
    visit(tTo);
    const asLoud = (lowPenalty * proxy.lowLoudness) / proxy.highLoudness;
    if (asLoud > 0) visitWithinReach(Math.log(asLoud));
    for (const highLog of knownHighLogs) visitWithinReach(highLog);
    return -bestLoss + TERM_WEIGHTS.lowPenLoss * Math.min(1 / (margin * margin), 50);
  };

  const highestLowLog = Math.min(baseRange.high + tHigh, Math.log(limits.low));
  const lowLog = maximiseOnInterval(search, baseRange.low + tLow, highestLowLog, LOW_SAMPLES);
  search(lowLog);
  return {
    basePenaltyLog: clamp(lowLog - bestT, baseRange.low, baseRange.high),
    penaltySkew: clamp(Math.atanh(bestT), skewRange.low, skewRange.high),
  };
}

/**
 * The high penalty above its ceiling where the fall of loud_err (too quiet) balances the rise of high_pen_loss:
 * w₁c/(1 + cH) = 2w₂(H − ceiling), a quadratic equation in H.
 */
function balancedHighPenalty({ highCeiling, highLoudness }: ProxyObjective): number {
  const ratio = (TERM_WEIGHTS.loudErr * highLoudness) / (2 * TERM_WEIGHTS.highPenLoss);
  const b = 1 - highLoudness * highCeiling;
  return (-b + Math.sqrt(b * b + 4 * highLoudness * (highCeiling + ratio))) / (2 * highLoudness);
}
