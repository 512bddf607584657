import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import type { Confidence, TrainedModel } from '../../domain/model.ts';

const MIN_SCALE = 1e-6;
const DECAY = 0.8;

/**
 * How near twelve descriptors lie to what a model has seen [P9]: exp(−0.8·max(0, √(mean z²) − 1)), z standardised by the
 * model's scaler; and the names (as columns) of those outside the range of its training rows, the farthest beyond it, in
 * standard deviations, first.
 */
export function confidence(
  { parameters, inputRange }: Pick<TrainedModel, 'parameters' | 'inputRange'>,
  descriptors: Float64Array,
): Confidence {
  let squares = 0;
  const beyond: { readonly column: string; readonly distance: number }[] = [];
  for (let i = 0; i < DESCRIPTOR_COUNT; i++) {
    const value = descriptors[i]!;
    const scale = Math.max(parameters.scalerScale[i]!, MIN_SCALE);
    squares += ((value - parameters.scalerMean[i]!) / scale) ** 2;
    const distance = Math.max(inputRange.min[i]! - value, value - inputRange.max[i]!) / scale;
    if (distance > 0) beyond.push({ column: DESCRIPTOR_COLUMNS[i]!, distance });
  }
  const rootMeanSquare = Math.sqrt(squares / DESCRIPTOR_COUNT);
  return {
    value: Math.exp(-DECAY * Math.max(0, rootMeanSquare - 1)),
    outOfRange: beyond.sort((a, b) => b.distance - a.distance).map(({ column }) => column),
  };
}
