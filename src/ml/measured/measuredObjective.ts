import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { MeasuredTerms } from '../../domain/measured.ts';
import type { PluginEar } from '../plugin/analysedSound.ts';
import { prepareMixture, type Mixture } from '../plugin/mixture.ts';
import { separate } from '../plugin/mixAndSeparate.ts';
import { MIXING_RATE_HZ } from './segments.ts';

/**
 * Mixes each segment of a file with the segment in the same place of each partner [X5]: partner by partner, segment by
 * segment.
 *
 * @param ear how the mixtures are heard: by the plugin, or as the references are.
 * @param rateHz of all signals.
 */
export function prepareMixtures(
  own: readonly Float32Array[],
  partners: readonly (readonly Float32Array[])[],
  ear: PluginEar,
  rateHz = MIXING_RATE_HZ,
): readonly Mixture[] {
  return partners.flatMap((partner) =>
    own.map((segment, i) => prepareMixture(segment, partner[i % partner.length]!, rateHz, ear)),
  );
}

/** Purity and mask change on each mixture in turn where the knobs stand so [X4]. */
export function measureParts(
  mixtures: readonly Mixture[],
  knobs: ClusterHyperparameters,
  clusterCount: number,
): Float64Array {
  const parts = new Float64Array(2 * mixtures.length);
  for (const [i, mixture] of mixtures.entries()) {
    const { purity, maskChange } = separate(mixture, knobs, clusterCount);
    parts[2 * i] = purity;
    parts[2 * i + 1] = maskChange;
  }
  return parts;
}

/**
 * The measured score of parts, purity and mask change in turn [X5].
 *
 * @param changeWeight λ. @throws RangeError where there are no parts.
 */
export function measuredTerms(parts: ArrayLike<number>, changeWeight: number): MeasuredTerms {
  const count = parts.length / 2;
  if (!(count >= 1)) throw new RangeError('a measured score needs at least one mixture');
  let purity = 0;
  let maskChange = 0;
  for (let i = 0; i < count; i++) {
    purity += parts[2 * i]! / count;
    maskChange += parts[2 * i + 1]! / count;
  }
  const score = purity - changeWeight * maskChange;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (parts[2 * i]! - changeWeight * parts[2 * i + 1]! - score) ** 2;
  return { score, purity, maskChange, spread: Math.sqrt(squares / count) };
}
