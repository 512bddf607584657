import { evaluateCurve, isotonicRegression } from './isotonic.ts';
import type { ConfidenceCalibration, ReliabilityBin } from '../../domain/confidence.ts';

/** A regret up to which an answer counts as close to the best its file can reach. */
const CLOSE_REGRET = 0.01;

/** An answer to a sound that the model has not seen, and what came of it. */
export interface HeldOutAnswer {
  readonly novelty: number;
  /** Null for a model that is no ensemble. */
  readonly spread: number | null;
  readonly regret: number;
}

export interface CalibratedConfidence {
  /** 0 … 1: the share of held-out answers like this one whose regret was at most {@link CLOSE_REGRET}. */
  readonly value: number;
  /** The mean regret of held-out answers like this one. */
  readonly expectedRegret: number;
}

/** Learns from held-out answers, of which there is at least one, how far to trust the next. */
export function calibrateConfidence(answers: readonly HeldOutAnswer[]): ConfidenceCalibration {
  const regrets = answers.map(({ regret }) => regret);
  const spreads = answers.map(({ spread }) => spread).filter((spread) => spread !== null);
  const first = {
    regretByNovelty: isotonicRegression(
      answers.map(({ novelty }) => novelty),
      regrets,
    ),
    regretBySpread: spreads.length === answers.length ? isotonicRegression(spreads, regrets) : null,
  };
  const signals = answers.map(({ novelty, spread }) => signalOf(first, novelty, spread));
  return {
    ...first,
    regret: isotonicRegression(signals, regrets),
    notClose: isotonicRegression(
      signals,
      regrets.map((regret) => (regret > CLOSE_REGRET ? 1 : 0)),
    ),
  };
}

/** The confidence in an answer at this distance from what was seen, with this disagreement in the ensemble. */
export function calibratedConfidence(
  calibration: ConfidenceCalibration,
  novelty: number,
  spread: number | null,
): CalibratedConfidence {
  const signal = signalOf(calibration, novelty, spread);
  return {
    value: 1 - evaluateCurve(calibration.notClose, signal),
    expectedRegret: evaluateCurve(calibration.regret, signal),
  };
}

function signalOf(
  { regretByNovelty, regretBySpread }: Pick<ConfidenceCalibration, 'regretByNovelty' | 'regretBySpread'>,
  novelty: number,
  spread: number | null,
): number {
  const byNovelty = evaluateCurve(regretByNovelty, novelty);
  return regretBySpread === null || spread === null
    ? byNovelty
    : (byNovelty + evaluateCurve(regretBySpread, spread)) / 2;
}

/** Confidence against what came of it, in bins of equal width over 0 … 1. */
export function reliabilityTable(
  confidences: ArrayLike<number>,
  regrets: ArrayLike<number>,
  bins: number,
): readonly ReliabilityBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    let count = 0;
    let confidence = 0;
    let close = 0;
    let regret = 0;
    for (let i = 0; i < confidences.length; i++) {
      if (Math.min(bins - 1, Math.floor(confidences[i]! * bins)) !== bin) continue;
      count++;
      confidence += confidences[i]!;
      regret += regrets[i]!;
      if (regrets[i]! <= CLOSE_REGRET) close++;
    }
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count,
      meanConfidence: confidence / count,
      closeShare: close / count,
      meanRegret: regret / count,
    };
  });
}
