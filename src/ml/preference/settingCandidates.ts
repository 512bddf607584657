import { TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { deriveHyperparameters, minimaxLogit } from '../objective/decode.ts';
import type { DefaultRng } from '../random/defaultRng.ts';

/** Settings drawn evenly over the ranges of the five targets [T1]. */
export function drawSettings(rng: DefaultRng, count: number): readonly Hyperparameters[] {
  return Array.from({ length: count }, () =>
    deriveHyperparameters(TARGETS.map(({ low, high }) => low + (high - low) * rng.double())),
  );
}

/** Settings around one, each target moved by a normal share `spread` of its range and kept within it. */
export function drawAround(
  rng: DefaultRng,
  centre: Hyperparameters,
  spread: number,
  count: number,
): readonly Hyperparameters[] {
  const values = [
    centre.distancePenalty,
    centre.normRate,
    centre.basePenaltyLog,
    centre.penaltySkew,
    minimaxLogit(centre.minimaxStrength),
  ];
  return Array.from({ length: count }, () =>
    deriveHyperparameters(
      TARGETS.map(({ low, high }, i) => {
        const moved = values[i]! + spread * (high - low) * rng.standardNormal();
        return Math.min(Math.max(moved, low), high);
      }),
    ),
  );
}
