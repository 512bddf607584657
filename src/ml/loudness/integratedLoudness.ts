import { kWeighted } from './kWeighting.ts';

const BLOCK_SEC = 0.4;
/** Blocks overlap by 75 %. */
const STEPS_PER_BLOCK = 4;
const OFFSET_LKFS = -0.691;
const ABSOLUTE_GATE_LKFS = -70;
const RELATIVE_GATE_LU = -10;
/** Below this rate the shelf of the weighting would lie beyond Nyquist. */
const LEAST_RATE_HZ = 4000;

/**
 * Integrated, gated loudness of one or two channels in LKFS (ITU-R BS.1770-5, Annex 1); −∞ for silence, that is where no
 * block passes the gate of −70 LKFS. A signal shorter than one block of 400 ms is measured as one block, its length its
 * own. Below 4 kHz, where the weighting is not defined, the signal is measured unweighted.
 */
export function integratedLoudness(channels: readonly Float32Array[], sampleRateHz: number): number {
  const powers = blockPowers(channels, sampleRateHz);
  const audible = powers.filter((power) => loudnessOf(power) > ABSOLUTE_GATE_LKFS);
  const relativeGate = loudnessOf(mean(audible)) + RELATIVE_GATE_LU;
  return loudnessOf(mean(audible.filter((power) => loudnessOf(power) > relativeGate)));
}

/** Mean square of every block, summed over the channels. */
function blockPowers(channels: readonly Float32Array[], sampleRateHz: number): number[] {
  const length = channels[0]?.length ?? 0;
  const step = Math.round((BLOCK_SEC * sampleRateHz) / STEPS_PER_BLOCK);
  const block = step * STEPS_PER_BLOCK;
  const weighted = channels.map((channel) =>
    sampleRateHz < LEAST_RATE_HZ ? Float64Array.from(channel) : kWeighted(channel, sampleRateHz),
  );
  if (length < block) return length === 0 ? [] : [power(weighted, 0, length)];
  const steps = Array.from({ length: Math.floor(length / step) }, (_, i) => power(weighted, i * step, step));
  return Array.from({ length: steps.length - STEPS_PER_BLOCK + 1 }, (_, i) =>
    mean(steps.slice(i, i + STEPS_PER_BLOCK)),
  );
}

function power(channels: readonly Float64Array[], at: number, length: number): number {
  let sum = 0;
  for (const channel of channels) {
    for (let n = at; n < at + length; n++) sum += channel[n]! * channel[n]!;
  }
  return sum / length;
}

function loudnessOf(meanSquare: number): number {
  return meanSquare > 0 ? OFFSET_LKFS + 10 * Math.log10(meanSquare) : -Infinity;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
