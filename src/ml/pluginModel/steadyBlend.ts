import { DESCRIPTOR_COUNT, DESCRIPTORS, type DescriptorKey } from '../../domain/descriptors.ts';
import type { RidgeParameters } from '../../domain/model.ts';
import { polynomialTerms } from '../../domain/polynomial.ts';
import { DEFAULT_HYPERPARAMETERS } from '../measured/pluginDefaults.ts';
import { CONFIDENCE_FALL } from '../plugin/pluginModel.ts';
import type { AnswerBlend } from '../student/scoreGradient.ts';

/** The score does not depend on how loud a sound is, so the answers shall not: no term has it. */
export const UNUSED_DESCRIPTOR: DescriptorKey = 'logEnergyMedian';
/** How many standard deviations count as one: the share falls only for sounds far from all that was learned. */
const WIDENING = 6;
/**
 * The share of the answer at the means of all descriptors: the rest stays with the musician's knobs. Less of it costs what
 * plays, and the answers themselves, which go further beyond what is to play (docs/model-quality.md).
 */
const SHARE_AT_MEANS = 0.96;
/** What plays of the answers of a steadied model while nobody has touched the knobs. */
export const STEADY_BLEND: AnswerBlend = { share: SHARE_AT_MEANS, knobs: DEFAULT_HYPERPARAMETERS };
/** So wide that no loudness moves the share. It also marks a steadied model. */
const UNUSED_SCALE = 1000;

const UNUSED = DESCRIPTORS.findIndex(({ key }) => key === UNUSED_DESCRIPTOR);
/** The distance in the unused descriptor that alone gives {@link SHARE_AT_MEANS}, by [P9] and [B2]. */
const UNUSED_DISTANCE = Math.sqrt(DESCRIPTOR_COUNT) * (1 - Math.log(SHARE_AT_MEANS) / (2 * CONFIDENCE_FALL));

/**
 * The same answers, blended in by a nearly constant share [B2]. The plugin takes the distance from the means for doubt
 * [P9], but the answers to unusual music are hardly worse and the knobs far worse, and so that share costs more than it
 * saves. Scales are widened and coefficients with them; mean and scale of the descriptor that no term uses hold the share
 * below 1.
 *
 * @param parameters of {@link averagedPolynomial}, its scales the standard deviations.
 */
export function withSteadyBlend(parameters: RidgeParameters): RidgeParameters {
  const { scalerMean, scalerScale, coefficients } = parameters;
  const factors = polynomialTerms().map(({ length }) => WIDENING ** length);
  return {
    ...parameters,
    scalerMean: scalerMean.with(UNUSED, scalerMean[UNUSED]! - UNUSED_SCALE * UNUSED_DISTANCE),
    scalerScale: scalerScale.map((scale) => WIDENING * scale).with(UNUSED, UNUSED_SCALE),
    coefficients: coefficients.map((row) => row.map((value, term) => value * factors[term]!)),
  };
}

/** Whether {@link withSteadyBlend} made a model, wherever it was since. */
export function hasSteadyBlend({ scalerScale }: RidgeParameters): boolean {
  return scalerScale[UNUSED] === UNUSED_SCALE;
}

/**
 * The scaling that tells how near a sound is to what a model learned from: of a steadied one the standard deviations,
 * without the unused descriptor; of any other its own.
 */
export function distanceScaler(parameters: RidgeParameters): Pick<RidgeParameters, 'scalerMean' | 'scalerScale'> {
  const { scalerMean, scalerScale } = parameters;
  if (!hasSteadyBlend(parameters)) return { scalerMean, scalerScale };
  return {
    scalerMean: scalerMean.with(UNUSED, scalerMean[UNUSED]! + UNUSED_SCALE * UNUSED_DISTANCE),
    scalerScale: scalerScale.map((scale) => scale / WIDENING).with(UNUSED, UNUSED_SCALE),
  };
}
