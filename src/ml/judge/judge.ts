import type { JudgedGain } from '../../domain/verdict.ts';

/** Partners that a preset is chosen on, and as many others that its gain is measured on (J1). */
export const JUDGING_PARTNERS = 6;

/** Purity and measured score with each partner, mean over the mixtures with it: paired over all candidates. */
export interface PartnerScores {
  readonly purity: Float64Array;
  readonly score: Float64Array;
}

/**
 * What a candidate makes of each partner.
 *
 * @param parts purity and mask change of each mixture in turn: partner by partner, segment by segment.
 * @param changeWeight λ of the measured score [X5].
 */
export function partnerScores(parts: ArrayLike<number>, partners: number, changeWeight: number): PartnerScores {
  const each = parts.length / 2 / partners;
  const purity = new Float64Array(partners);
  const score = new Float64Array(partners);
  for (let mixture = 0; mixture < partners * each; mixture++) {
    const partner = Math.floor(mixture / each);
    const pure = parts[2 * mixture]!;
    purity[partner]! += pure / each;
    score[partner]! += (pure - changeWeight * parts[2 * mixture + 1]!) / each;
  }
  return { purity, score };
}

/**
 * The candidate to preselect (J3): the one with the best mean score among those that beat the safest one beyond the noise,
 * the safest one where none does.
 *
 * @param scores of each candidate with each partner, 3 partners or more.
 * @param safest its place among the candidates; null where none is safe: then the best mean decides, the first of equals.
 * @returns a place among the candidates.
 */
export function chooseCandidate(scores: readonly Float64Array[], safest: number | null): number {
  if (safest === null) {
    const means = scores.map(mean);
    return means.indexOf(Math.max(...means));
  }
  const reference = scores[safest]!;
  let best = safest;
  let bestGain = 0;
  for (const [candidate, own] of scores.entries()) {
    const { mean, halfWidth } = meanInterval(own.map((score, partner) => score - reference[partner]!));
    if (mean > halfWidth && mean > bestGain) {
      best = candidate;
      bestGain = mean;
    }
  }
  return best;
}

/**
 * How much purer one candidate parts the sound than another (J4): the ratio of the mean purities less 1, with the 95 %
 * interval of a ratio estimated from pairs (Cochran 1977, ch. 6). Null where the other one parts nothing.
 *
 * @param purity of both with each partner, 3 or more.
 * @param mixtures of which these are the means.
 */
export function purityGain(purity: Float64Array, reference: Float64Array, mixtures: number): JudgedGain | null {
  const base = mean(reference);
  if (!(base > 0)) return null;
  const ratio = mean(purity) / base;
  const { halfWidth } = meanInterval(purity.map((own, partner) => own - ratio * reference[partner]!));
  const share = ratio - 1;
  return { share, low: share - halfWidth / base, high: share + halfWidth / base, mixtures };
}

/** A mean and half of its 95 % interval by Student's t. */
function meanInterval(values: Float64Array): { readonly mean: number; readonly halfWidth: number } {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const freedom = values.length - 1;
  return { mean: centre, halfWidth: studentT(freedom) * Math.sqrt(squares / freedom / values.length) };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The 97.5 % quantile of Student's t by its expansion (Abramowitz & Stegun 26.7.5): within 0.2 % from 5 on. */
function studentT(freedom: number): number {
  const z = 1.959963984540054;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), z);
}
