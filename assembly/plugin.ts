import { magnitudes } from './fft';
import { FRAME_SAMPLES, MAX_FRAMES, SPECTRUM_BYTES, evenMagnitudes, input } from './layout';
import { logarithms } from './logarithms';
import { lastBin, selectSize, transformFrame, writeMagnitudes } from './pluginFft';

/** The plugin's analysis of a frame: spectrum, perceptual bins and the medians over them. */

/** Perceptual bins of a spectrum. */
const BINS: i32 = 64;
const EPSILON: f32 = 1e-8;
/** Bytes of the magnitudes of the longest frame. */
const MAGNITUDE_BYTES: i32 = (4096 / 2 + 4) * 4;
/** The place of the median among 63 and among 64 ascending values. */
const MEDIAN_RANK: i32 = 31;

/** The second channel, placed like `input`. */
export const secondInput: usize = memory.data((MAX_FRAMES + 1) * 1024 * 4, 16);
/** The plugin's window over 2048 samples, split as `windowTable` is, for the 64-bit transform. */
export const wideWindow: usize = memory.data(FRAME_SAMPLES * 8, 16);
/** |X| of one channel or the mean of both, 32-bit. */
export const pluginMagnitudes: usize = memory.data(MAGNITUDE_BYTES, 16);
const secondMagnitudes: usize = memory.data(MAGNITUDE_BYTES, 16);
/** BINS + 1 indices of FFT bins, 32-bit. */
export const edges: usize = memory.data((BINS + 1) * 4, 16);
/** S of each perceptual bin and its L = ln(ε + S), 32-bit. */
export const binEnergies: usize = memory.data(BINS * 4, 16);
export const binLogEnergies: usize = memory.data(BINS * 4, 16);
const wideEnergies: usize = memory.data(BINS * 8, 16);
const wideLogEnergies: usize = memory.data(BINS * 8, 16);
/** 32-bit numbers of which a median is taken. */
const ranked: usize = memory.data(BINS * 4, 16);

/** Σ S of the last frame. */
export let totalEnergy: f32 = 0;
/** Medians over the bins of the last frame: of L_(i+1) − L_i, and of L_i less the mean of its neighbours. */
export let medianSlope: f32 = 0;
export let medianPeak: f32 = 0;

let isWide: bool = false;

/** Chooses the size of the next frames, and whether magnitudes come from the 64-bit transform, which has 2048 samples. */
export function selectFrames(samples: i32, wide: bool): void {
  selectSize(samples);
  isWide = wide;
}

/** Transforms the frame that begins at sample `at` of the first input, in 32 bit. */
export function transformPlugin(at: i32): void {
  transformFrame(input + (usize(at) << 2));
}

/** Writes |X| of the frame that begins at sample `at` of the first input. */
export function measureMagnitudes(at: i32): void {
  magnitudesOf(input + (usize(at) << 2), pluginMagnitudes);
}

function magnitudesOf(samples: usize, to: usize): void {
  if (isWide) {
    magnitudes(samples, wideWindow, 0, evenMagnitudes);
    narrow(evenMagnitudes, SPECTRUM_BYTES, to);
  } else {
    transformFrame(samples);
    writeMagnitudes(to);
  }
}

/** Measures the frame that begins at sample `at` of the inputs, over one channel or two. */
export function measureBins(at: i32, channels: i32): void {
  measureMagnitudes(at);
  if (channels > 1) {
    magnitudesOf(secondInput + (usize(at) << 2), secondMagnitudes);
    averageWith(secondMagnitudes);
  }
  sumBins();
}

/** Measures the perceptual bins of the magnitudes. */
export function sumBins(): void {
  totalEnergy = 0;
  for (let i: usize = 0; i < usize(BINS); i++) {
    const from = usize(load<i32>(edges + (i << 2)));
    const end = usize(load<i32>(edges + (i << 2), 4));
    const sum = sumOf(pluginMagnitudes + (from << 2), pluginMagnitudes + (end << 2));
    store<f32>(binEnergies + (i << 2), sum);
    store<f64>(wideEnergies + (i << 3), f64(EPSILON + sum));
    totalEnergy += sum;
  }
  logarithms(wideEnergies, BINS, 0, wideLogEnergies);
  if (!isFinite(totalEnergy)) spoilLogarithms();
  narrow(wideLogEnergies, BINS * 8, binLogEnergies);
  medianSlope = slopeMedian();
  medianPeak = peakMedian();
}

/** The fast logarithms of what is no finite number would be finite. */
function spoilLogarithms(): void {
  for (let i: usize = 0; i < usize(BINS); i++) store<f64>(wideLogEnergies + (i << 3), NaN);
}

/** Writes so many bytes of 64-bit numbers as 32-bit ones. */
function narrow(from: usize, bytes: usize, to: usize): void {
  for (const end = from + bytes; from < end; from += 16, to += 8) {
    v128.store64_lane(to, f32x4.demote_f64x2_zero(v128.load(from)), 0);
  }
}

/** The mean of both spectra takes the place of the first. */
function averageWith(other: usize): void {
  const half = f32x4.splat(0.5);
  for (let at: usize = 0; at <= usize(lastBin()) << 2; at += 16) {
    const sum = f32x4.add(v128.load(pluginMagnitudes + at), v128.load(other + at));
    v128.store(pluginMagnitudes + at, f32x4.mul(sum, half));
  }
}

/** Σ of the 32-bit numbers from one address up to another, one after the other as in the plugin. */
function sumOf(from: usize, end: usize): f32 {
  let sum: f32 = 0;
  for (; from < end; from += 4) sum += load<f32>(from);
  return sum;
}

function logEnergy(i: i32): f32 {
  return load<f32>(binLogEnergies + (usize(i) << 2));
}

function slopeMedian(): f32 {
  let before = logEnergy(0);
  for (let i = 1; i < BINS; i++) {
    const next = logEnergy(i);
    store<f32>(ranked + (usize(i - 1) << 2), next - before);
    before = next;
  }
  store<f32>(ranked + (BINS - 1) * 4, Infinity);
  return median();
}

function peakMedian(): f32 {
  let before = logEnergy(0);
  let here = before;
  for (let i = 0; i < BINS; i++) {
    const after = logEnergy(min(i + 1, BINS - 1));
    store<f32>(ranked + (usize(i) << 2), here - 0.5 * (before + after));
    before = here;
    here = after;
  }
  return median();
}

/** The number of the median's rank: the one that has at most as many below it and more up to it; NaN where one is NaN. */
function median(): f32 {
  const end = ranked + BINS * 4;
  for (let candidate = ranked; candidate < end; candidate += 4) {
    const value = v128.load32_splat(candidate);
    let below = i32x4.splat(0);
    let upTo = i32x4.splat(0);
    for (let at = ranked; at < end; at += 16) {
      const numbers = v128.load(at);
      below = i32x4.sub(below, f32x4.lt(numbers, value));
      upTo = i32x4.sub(upTo, f32x4.le(numbers, value));
    }
    if (addLanes(below) <= MEDIAN_RANK && addLanes(upTo) > MEDIAN_RANK) return load<f32>(candidate);
  }
  return NaN;
}

function addLanes(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    (i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3))
  );
}
