import type { DegreePenalties } from '../../domain/training.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { POLYNOMIAL_DEGREE } from '../../domain/polynomial.ts';
import type { Scaler } from '../model/standardisation.ts';
import { fitScore, type ScoreFitOptions, type ScoredTargets } from './fitScore.ts';
import { whitenPolynomial, type TermFilter } from './whitenedFeatures.ts';

/** What a polynomial learns from: a row is a stretch of sound as the model will see it and as the score judges it. */
export interface ScoredRows extends ScoredTargets {
  /** rows × 12: what the polynomial gets, row-major. */
  readonly inputs: Float64Array;
}

export interface ScorePolynomialOptions extends ScoreFitOptions {
  readonly scaler: Scaler;
  readonly penalties: DegreePenalties;
  readonly takesPart: TermFilter;
}

/**
 * Fits a polynomial of degree 3 to the score itself, with a penalty of its own for each degree ({@link fitScore}).
 * Deterministic.
 */
export function fitScorePolynomial(data: ScoredRows, options: ScorePolynomialOptions): RidgeParameters {
  const { scaler, penalties, takesPart } = options;
  const features = whitenPolynomial(data.inputs, data.weights, scaler, penalties, takesPart);
  const outputs = fitScore(features, data, options);
  return {
    degree: POLYNOMIAL_DEGREE,
    scalerMean: [...scaler.mean],
    scalerScale: [...scaler.scale],
    intercept: outputs.map(({ constant }) => constant),
    coefficients: outputs.map(({ weights }) => Array.from(weights)),
  };
}
