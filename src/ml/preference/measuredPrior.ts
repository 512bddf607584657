import type { MeasuredSetting } from '../../domain/measured.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import { choleskyInPlace, choleskySolve } from '../linear/cholesky.ts';
import { likeness } from './preferenceKernel.ts';
import { settingOf } from './preferencePoint.ts';

/** Fewer measured settings say too little about the others. */
const MIN_MEASURED_SETTINGS = 8;
/** The latest so many count: the cost grows with the cube of their number. */
const MAX_MEASURED_SETTINGS = 200;
const LENGTH_SQUARED = 0.5 ** 2;
/** Variance of the noise in that of the scores: partners and segments differ (X5). */
const NOISE = 0.3;

/**
 * What the measured trials of a sound say about any setting, in units of their own spread: the mean of a Gaussian process
 * over the five settings that the plugin's clustering knows, shrunk to their average where none is near. Null for too
 * few trials, or where all score alike.
 */
export function measuredPrior(
  measured: readonly MeasuredSetting[],
): ((hyperparameters: Hyperparameters) => number) | null {
  const found = spreadOf(measured);
  if (found === null) return null;
  const { used, centre, spread } = found;
  const count = used.length;
  const settings = used.map(({ hyperparameters }) => settingOf(hyperparameters));
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++)
      gram[i * count + j] = likeness(settings[i]!, settings[j]!, LENGTH_SQUARED) + (i === j ? NOISE : 0);
  }
  choleskyInPlace(gram, count);
  const scores = Float64Array.from(used, ({ score }) => (score - centre) / spread);
  const weights = choleskySolve(gram, count, scores, 1);
  return (hyperparameters) => {
    const setting = settingOf(hyperparameters);
    return settings.reduce((sum, other, i) => sum + weights[i]! * likeness(setting, other, LENGTH_SQUARED), 0);
  };
}

/** Whether {@link measuredPrior} has an answer for these settings. */
export function isEnoughForPrior(measured: readonly MeasuredSetting[]): boolean {
  return spreadOf(measured) !== null;
}

/** The settings that count, their mean score and its standard deviation; null where they say too little. */
function spreadOf(measured: readonly MeasuredSetting[]) {
  const used = measured.filter(({ score }) => Number.isFinite(score)).slice(-MAX_MEASURED_SETTINGS);
  if (used.length < MIN_MEASURED_SETTINGS) return null;
  const centre = used.reduce((sum, { score }) => sum + score, 0) / used.length;
  const spread = Math.sqrt(used.reduce((sum, { score }) => sum + (score - centre) ** 2, 0) / used.length);
  return spread > 1e-9 ? { used, centre, spread } : null;
}
