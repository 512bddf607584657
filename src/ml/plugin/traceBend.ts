import type { RidgeParameters } from '../../domain/model.ts';
import { BendTracer, type BendUpdate } from './bendTracer.ts';
import type { Framing } from './frameStream.ts';

/**
 * Follows how the plugin bends its knobs along a sound from a fresh state on [B1, B2].
 *
 * @param channels of equal length, of which the plugin hears the first two.
 * @param hopsPerClusterUpdate of the plan that the sound is clustered by [C4].
 */
export function traceBend(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  model: RidgeParameters,
  framing: Framing,
  hopsPerClusterUpdate: number,
): readonly BendUpdate[] {
  const tracer = new BendTracer(sampleRateHz, model, framing, hopsPerClusterUpdate);
  tracer.push(channels);
  return tracer.updates;
}
