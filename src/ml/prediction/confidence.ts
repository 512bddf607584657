import type { Confidence, ConfidenceBasis } from '../../domain/confidence.ts';
import { DESCRIPTOR_COLUMNS } from '../../domain/descriptors.ts';
import type { Answerer, InputRange } from '../../domain/model.ts';
import { calibratedConfidence } from '../confidence/calibration.ts';
import { novelty, unusualDescriptors } from '../confidence/novelty.ts';
import { ensembleSpread } from '../confidence/spread.ts';
import { distanceConfidence } from '../network/scoreNetwork.ts';
import { pluginConfidence } from '../plugin/pluginModel.ts';
import { distanceScaler } from '../pluginModel/steadyBlend.ts';

/**
 * How far an answer of a model is to be trusted. Where its held-out answers taught a calibration, the value counts those
 * like this one that came close; else it only says how near the sound is to the training data, by the plugin's measure [P9].
 */
export function confidence(model: Answerer, descriptors: Float64Array): Confidence {
  const outOfRange = outside(model.inputRange, scalesOf(model), descriptors);
  if (model.kind === 'network') {
    if (model.confidence === null) {
      const value = distanceConfidence(model.network, descriptors);
      return { value, basis: 'distance', expectedRegret: null, outOfRange, unusual: [] };
    }
    const spread = ensembleSpread(model.network, [...model.network.members.keys()], descriptors);
    return { ...calibrated(model.confidence, spread, descriptors), outOfRange };
  }
  if (model.confidence !== null) return { ...calibrated(model.confidence, null, descriptors), outOfRange };
  const value = pluginConfidence(distanceScaler(model.parameters), descriptors);
  return { value, basis: 'distance', expectedRegret: null, outOfRange, unusual: [] };
}

/** Standard deviation of each descriptor among the training rows; for a network without calibration by their range. */
function scalesOf(model: Answerer): ArrayLike<number> {
  if (model.kind !== 'network') return model.parameters.scalerScale;
  if (model.confidence !== null) return model.confidence.seen.scaler.scale;
  const { inputRange: range } = model;
  return DESCRIPTOR_COLUMNS.map((_, i) => (range === null ? 1 : (range.max[i]! - range.min[i]!) / 4));
}

function calibrated(
  { seen, calibration }: ConfidenceBasis,
  spread: number | null,
  descriptors: Float64Array,
): Omit<Confidence, 'outOfRange'> {
  const { value, expectedRegret } = calibratedConfidence(calibration, novelty(seen, descriptors), spread);
  return { value, basis: 'calibrated', expectedRegret, unusual: unusualDescriptors(seen, descriptors) };
}

/** The descriptors beyond the range of the training rows, the farthest, in standard deviations, first. */
function outside(range: InputRange | null, scales: ArrayLike<number>, descriptors: Float64Array): readonly string[] {
  if (range === null) return [];
  const beyond: { readonly column: string; readonly distance: number }[] = [];
  for (const [i, value] of descriptors.entries()) {
    const distance = Math.max(range.min[i]! - value, value - range.max[i]!) / Math.max(scales[i]!, MIN_SCALE);
    if (distance > 0) beyond.push({ column: DESCRIPTOR_COLUMNS[i]!, distance });
  }
  return beyond.sort((a, b) => b.distance - a.distance).map(({ column }) => column);
}

const MIN_SCALE = 1e-6;
