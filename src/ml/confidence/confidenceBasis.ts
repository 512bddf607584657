import type { Fold, ScoreNetworkTraining } from '../../domain/training.ts';
import type { ConfidenceBasis } from '../../domain/confidence.ts';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { PenaltyLimits } from '../../domain/playable.ts';
import { evenSample } from '../quality/heldOutQuality.ts';
import { descriptorRow, takeRows } from '../quality/regret.ts';
import { calibrateConfidence, calibratedConfidence, reliabilityTable, type HeldOutAnswer } from './calibration.ts';
import { heldOutAnswers } from './heldOutAnswers.ts';
import { novelty, rememberRows } from './novelty.ts';

/** A model remembers at most so many of its rows to compare sounds with, evenly spread over them. */
const SEEN_ROWS = 400;
const RELIABILITY_BINS = 5;

/**
 * The confidence of an ensemble: calibrated by the answers of its members to rows, and to rows moved away from the mean,
 * that they have not seen.
 *
 * @param inputs the rows that it was trained on: rows × 12, row-major.
 */
export function ensembleConfidence(
  inputs: Float64Array,
  training: ScoreNetworkTraining,
  limits?: PenaltyLimits,
): ConfidenceBasis {
  const rows = evenSample(Uint32Array.from(training.heldOutBy.keys()), SEEN_ROWS);
  const sample = takeRows(inputs, rows, DESCRIPTOR_COUNT);
  const heldOutBy = Uint8Array.from(rows, (row) => training.heldOutBy[row]!);
  return basisOf(sample, heldOutAnswers(sample, { ...training, heldOutBy }, limits));
}

/**
 * The confidence of a model without members: calibrated by the regret of its held-out answers over how far each row is
 * from the rows of the other folds.
 *
 * @param regrets the regret of the held-out answer to each row.
 */
export function foldConfidence(inputs: Float64Array, folds: readonly Fold[], regrets: Float64Array): ConfidenceBasis {
  const all = Uint32Array.from(regrets.keys());
  const answers = folds.flatMap(({ train, test }) => {
    const seen = rememberRows(inputs, evenSample(train, SEEN_ROWS));
    return Array.from(test, (row): HeldOutAnswer => {
      return { novelty: novelty(seen, descriptorRow(inputs, row)), spread: null, regret: regrets[row]! };
    });
  });
  return basisOf(takeRows(inputs, evenSample(all, SEEN_ROWS), DESCRIPTOR_COUNT), answers);
}

function basisOf(seenInputs: Float64Array, answers: readonly HeldOutAnswer[]): ConfidenceBasis {
  const seenRows = Uint32Array.from({ length: seenInputs.length / DESCRIPTOR_COUNT }, (_, row) => row);
  return {
    seen: rememberRows(seenInputs, seenRows),
    calibration: calibrateConfidence(answers),
    reliability: crossEvaluated(answers),
  };
}

/** Each half of the answers judged by what the other half taught, so that the table does not flatter. */
function crossEvaluated(answers: readonly HeldOutAnswer[]): ConfidenceBasis['reliability'] {
  const isOdd = (i: number) => Math.floor(i / STRIDE) % 2 === 1;
  const halves = [answers.filter((_, i) => !isOdd(i)), answers.filter((_, i) => isOdd(i))];
  const judged = halves.flatMap((half, i) => {
    const teachers = halves[1 - i]!;
    if (teachers.length === 0) return [];
    const calibration = calibrateConfidence(teachers);
    return half.map(({ novelty: far, spread, regret }) => ({
      regret,
      value: calibratedConfidence(calibration, far, spread).value,
    }));
  });
  return reliabilityTable(
    judged.map(({ value }) => value),
    judged.map(({ regret }) => regret),
    RELIABILITY_BINS,
  ).filter(({ count }) => count > 0);
}

/** The versions of one row follow each other in {@link heldOutAnswers}; they stay in one half. */
const STRIDE = 4;
