import { TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { NO_PENALTY_LIMITS, playable, PLUGIN_PENALTY_LIMITS, type PenaltyLimits } from '../../domain/playable.ts';
import { clamp } from './clamp.ts';
import { deriveHyperparameters } from './decode.ts';
import { maximiseOnInterval } from './maximise.ts';
import { bestPenalties } from './penaltySearch.ts';
import { ProxyObjective, TERM_COUNT, TERM_WEIGHTS } from './proxy.ts';

const [distanceRange, normRange, , , logitRange] = TARGETS;
const NORM_SAMPLES = 64;

/** The best preset that the search ranges hold for one file. */
export interface GlobalBest {
  /** Five values in the order of `TARGETS`. */
  readonly targets: Float64Array;
  readonly hyperparameters: Hyperparameters;
  /** The score of the unperturbed proxy objective. */
  readonly score: number;
}

/**
 * The global maximum of the unperturbed proxy objective over the search ranges, to 1e-9 of the score: the reference for
 * regret (Q). The logit of the score falls apart into parts that are searched one by one:
 *
 * - minimax_strength only adds jitter: its lowest value is best;
 * - distance_penalty only enters through (distance_penalty − targetDistance)², so that its target is best;
 * - norm_rate is a search on a line, below its target, since every term falls beyond it;
 * - low_penalty and high_penalty share three terms of their own.
 *
 * @param descriptors twelve values in the order of `DESCRIPTORS`, else a RangeError
 * @param limits of the penalties; the desktop has none.
 */
export function globalBest(descriptors: ArrayLike<number>, limits: PenaltyLimits = NO_PENALTY_LIMITS): GlobalBest {
  const proxy = new ProxyObjective(descriptors);
  const distance = clamp(proxy.targetDistance, distanceRange.low, distanceRange.high);
  const logit = logitRange.low;
  const strength = deriveHyperparameters([0, 0, 0, 0, logit]).minimaxStrength;
  const terms = new Float64Array(TERM_COUNT);
  const normRate = maximiseOnInterval(
    (rate) => {
      proxy.evaluateSplit(distance, rate, strength, terms);
      return (
        TERM_WEIGHTS.sep * terms[1]! +
        TERM_WEIGHTS.intra * terms[2]! +
        TERM_WEIGHTS.jitter * terms[3]! +
        TERM_WEIGHTS.maskFlicker * terms[5]!
      );
    },
    normRange.low,
    proxy.targetNorm,
    NORM_SAMPLES,
  );
  const { basePenaltyLog, penaltySkew } = bestPenalties(proxy, limits);
  const targets = Float64Array.of(distance, normRate, basePenaltyLog, penaltySkew, logit);
  const hyperparameters = deriveHyperparameters(targets);
  const { lowPenalty, highPenalty, minimaxStrength } = hyperparameters;
  proxy.evaluate(distance, normRate, minimaxStrength, lowPenalty, highPenalty, terms);
  return { targets, hyperparameters, score: terms[0]! };
}

/** The best that the plugin can be wanted to play for a file: {@link globalBest} with its limits [B4]. */
export function playableBest(descriptors: ArrayLike<number>): GlobalBest {
  const best = globalBest(descriptors, PLUGIN_PENALTY_LIMITS);
  // A penalty at its limit may lie beyond it by the last bit.
  return { ...best, hyperparameters: playable(best.hyperparameters) };
}
