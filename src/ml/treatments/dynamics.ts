import { kWeighted } from '../loudness/kWeighting.ts';

/** Length of the steps that {@link stepPowers} measures, in seconds. */
const STEP_SEC = 0.01;
/** Steps of a momentary loudness (BS.1770): 400 ms. */
const MOMENTARY_STEPS = 40;
/** Below this rate the weighting is not defined. */
const LEAST_RATE_HZ = 4000;
/** A step is held against so many before it. */
const BEFORE = 3;
/** One of so many steps begins an attack. */
const STEPS_PER_ATTACK = 30;
/** What is quieter than this part of the mean is no attack. */
const LEAST_PART = 0.1;
/** What is quieter than the mean by this, in dB, is no part of the music (EBU Tech 3342). */
const RANGE_GATE_DB = -20;

/** K-weighted power of each 10 ms, summed over channels. @param channels one or two of equal length. */
export function stepPowers(channels: readonly Float32Array[], sampleRateHz: number): Float64Array {
  const step = Math.max(1, Math.round(STEP_SEC * sampleRateHz));
  const powers = new Float64Array(Math.floor((channels[0]?.length ?? 0) / step));
  for (const channel of channels) {
    const weighted = sampleRateHz < LEAST_RATE_HZ ? channel : kWeighted(channel, sampleRateHz);
    for (let i = 0; i < powers.length; i++) {
      for (let n = i * step; n < (i + 1) * step; n++) powers[i]! += (weighted[n]! * weighted[n]!) / step;
    }
  }
  return powers;
}

/** The steps, by number, that lie in an attack: where the power jumps up most against what was just before, and the one behind. @param powers of each step, as {@link stepPowers} gives them. */
export function attackSteps(powers: Float64Array): readonly number[] {
  const mean = meanOf(powers);
  const jumps = Array.from(powers, (power, i) => {
    if (i < BEFORE || power < LEAST_PART * mean) return 0;
    return power / (meanOf(powers.subarray(i - BEFORE, i)) + 1e-3 * mean);
  });
  const first = [...jumps.keys()]
    .sort((a, b) => jumps[b]! - jumps[a]!)
    .slice(0, Math.ceil(powers.length / STEPS_PER_ATTACK));
  return [...new Set(first.flatMap((i) => [i, Math.min(i + 1, powers.length - 1)]))];
}

/** How far the mean power of some steps lies above that of all, in dB. @param powers of each step. */
export function standOutDb(powers: Float64Array, steps: readonly number[]): number {
  const own = steps.reduce((sum, i) => sum + powers[i]!, 0) / Math.max(1, steps.length);
  return decibels((own + 1e-30) / (meanOf(powers) + 1e-30));
}

/**
 * How far loud parts lie above quiet ones, in dB: the 95th less the 10th percentile of the momentary loudness, silence left
 * out. As EBU Tech 3342 has it, with 400 ms in place of 3 s, since what is measured lasts seconds. 0 where it is shorter.
 *
 * @param windowSteps of a momentary loudness.
 */
export function rangeDb(powers: Float64Array, windowSteps = MOMENTARY_STEPS): number {
  const hop = Math.max(1, Math.floor(windowSteps / 4));
  const count = Math.max(0, Math.floor((powers.length - windowSteps) / hop) + 1);
  const windows = Float64Array.from({ length: count }, (_, i) =>
    meanOf(powers.subarray(i * hop, i * hop + windowSteps)),
  );
  const gate = meanOf(windows) * 10 ** (RANGE_GATE_DB / 10);
  const heard = windows.filter((power) => power > gate).sort();
  if (heard.length === 0) return 0;
  const at = (part: number) => heard[Math.floor(part * (heard.length - 1))]!;
  return decibels(at(0.95) / at(0.1));
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / Math.max(1, values.length);
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}
