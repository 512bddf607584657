import * as v from 'valibot';
import { DESCRIPTOR_COUNT } from '../domain/descriptors.ts';
import { HYPERPARAMETERS, TARGET_COUNT, type HyperparameterKey } from '../domain/hyperparameters.ts';
import { FEATURE_COUNT, POLYNOMIAL_DEGREE } from '../domain/polynomial.ts';
import { scalerScale } from './modelSchemas.ts';
import { doubles } from './packedDoubles.ts';
import { finiteNumber, numberList } from './validation.ts';

/** A figure that may be one that JSON has no word for: the R² of a constant target is. */
const figure = v.union([v.number(), v.pipe(v.picklist(['NaN', 'Infinity', '-Infinity']), v.transform(Number))]);

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Exactly `length` finite numbers as 64-bit floats. */
export function doubleList(length: number): v.GenericSchema<unknown, Float64Array> {
  return v.pipe(
    numberList(length),
    v.transform((values) => Float64Array.from(values)),
  );
}

export const polynomialSchema = v.object({
  degree: v.literal(POLYNOMIAL_DEGREE),
  scalerMean: numberList(DESCRIPTOR_COUNT),
  scalerScale,
  intercept: numberList(TARGET_COUNT),
  coefficients: v.pipe(v.array(numberList(FEATURE_COUNT)), v.length(TARGET_COUNT)),
});

export const ridgeMetricsSchema = v.object({
  rows: count,
  alpha: finiteNumber,
  degree: count,
  kFolds: count,
  cvMse: figure,
  trainMse: figure,
  targetR2: v.pipe(v.array(figure), v.length(TARGET_COUNT)),
  cvCurve: v.array(v.object({ alpha: finiteNumber, cvMse: figure })),
  alphaOnEdge: v.boolean(),
});

export const scoreMetricsSchema = v.object({
  rows: count,
  kFolds: count,
  cvMse: figure,
  targetR2: v.pipe(v.array(figure), v.length(TARGET_COUNT)),
});

export const outOfFoldSchema = v.object({ actual: doubles, predicted: doubles });

export const inputRangeSchema = v.object({ min: numberList(DESCRIPTOR_COUNT), max: numberList(DESCRIPTOR_COUNT) });

const regretSummary = v.object({
  count,
  mean: finiteNumber,
  median: finiteNumber,
  p90: finiteNumber,
  max: finiteNumber,
});

export const qualitySchema = v.object({
  basis: v.picklist(['held-out', 'data-set']),
  regret: regretSummary,
  constant: regretSummary,
  verdict: v.picklist(['fails', 'useful', 'good', 'near-perfect']),
  sentence: v.string(),
  regrets: doubles,
  measuredOn: v.optional(v.nullable(v.string()), null),
});

/** As many x as y, at least one, so that it has a value everywhere. */
const curve = v.pipe(
  v.object({ x: v.array(finiteNumber), y: v.array(finiteNumber) }),
  v.check(({ x, y }) => x.length > 0 && x.length === y.length, 'Expected as many x as y.'),
);

export const confidenceSchema = v.object({
  seen: v.object({
    scaler: v.object({
      mean: doubleList(DESCRIPTOR_COUNT),
      scale: v.pipe(
        scalerScale,
        v.transform((values) => Float64Array.from(values)),
      ),
    }),
    standardised: v.pipe(
      doubles,
      v.check((values) => values.length > 0 && values.length % DESCRIPTOR_COUNT === 0, 'Expected whole rows.'),
    ),
  }),
  calibration: v.object({
    regretByNovelty: curve,
    regretBySpread: v.nullable(curve),
    regret: curve,
    notClose: curve,
  }),
  reliability: v.array(
    v.object({
      from: finiteNumber,
      to: finiteNumber,
      count,
      meanConfidence: finiteNumber,
      closeShare: finiteNumber,
      meanRegret: finiteNumber,
    }),
  ),
});

const hyperparameterKeys = HYPERPARAMETERS.map(({ key }) => key) as [HyperparameterKey, ...HyperparameterKey[]];

export const pluginReportSchema = v.object({
  regret: regretSummary,
  outputs: v.array(
    v.object({
      key: v.picklist(hyperparameterKeys),
      rankCorrelation: finiteNumber,
      recordingRankCorrelation: v.optional(v.nullable(finiteNumber), null),
      atFloor: finiteNumber,
      atCeiling: finiteNumber,
      optimumAtFloor: finiteNumber,
      optimumAtCeiling: finiteNumber,
    }),
  ),
  played: v.optional(v.nullable(regretSummary), null),
  meanConfidence: v.nullable(finiteNumber),
});
