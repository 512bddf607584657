import { magnitudes } from './fft';
import {
  HOP_SAMPLES,
  PADDED_BINS,
  POINTS,
  SUMS_PER_FRAME,
  centredLogFrequency,
  evenMagnitudes,
  highBand,
  input,
  logs,
  oddMagnitudes,
  sums,
  windowTable,
} from './layout';
import { logarithms } from './logarithms';
import { select, successor } from './selection';

export {
  MAX_FRAMES,
  SUMS_PER_FRAME,
  centredLogFrequency,
  evenMagnitudes,
  firstTwiddles,
  highBand,
  input,
  splitTwiddles,
  stageTwiddles,
  sums,
  windowTable,
} from './layout';
export {
  assignBins,
  assignment,
  beginSeparation,
  binFeatures,
  carryFrame,
  clusterCentres,
  clusterMasks,
  clusterSizes,
  clusterSums,
  featureWeights,
  firstCarried,
  firstPower,
  maskChanges,
  moveMasks,
  placeCosts,
  previousLabels,
  secondCarried,
  secondPower,
  sumClusters,
  sumErrors,
  takeFeatures,
} from './clusters';
export {
  binEnergies,
  binLogEnergies,
  edges,
  measureBins,
  measureMagnitudes,
  medianPeak,
  medianSlope,
  pluginMagnitudes,
  secondInput,
  selectFrames,
  sumBins,
  totalEnergy,
  transformPlugin,
  wideWindow,
} from './plugin';
export { pluginImaginary, pluginOrders, pluginReal, pluginTwiddles, pluginWindows } from './pluginFft';
export {
  MAX_SIZE,
  addRows,
  clearSums,
  crossProducts,
  degreeStarts,
  diagonal,
  matrix,
  moments,
  multiplied,
  reflectorScale,
  rowBlock,
  subdiagonal,
  targetBlock,
  tridiagonalise,
} from './ridge';
export { MAX_PANELS, factors, multiply, panels, products, rotate } from './solutions';

const EPSILON: f64 = 1e-8;
const BINS: i32 = POINTS + 1;
const MEDIAN_RANK: i32 = 512;
const P95_RANK: i32 = 972;

let lowBandBins: i32 = 0;
let firstFrame: bool = true;
let current: usize = evenMagnitudes;
let previous: usize = oddMagnitudes;
let previousScale: f64 = 0;
/** Of the frame before, where the search for the next begins. */
let median: f64 = EPSILON;
let p95: f64 = EPSILON;

/** Begins a new signal; `lowBins` bins lie at 250 Hz and below. The tables must be filled. */
export function reset(lowBins: i32): void {
  lowBandBins = lowBins;
  firstFrame = true;
  current = evenMagnitudes;
  previous = oddMagnitudes;
  median = EPSILON;
  p95 = EPSILON;
}

/**
 * Whether the input's samples from `from` up to `to` are neither NaN nor infinite; those that share an aligned group of
 * four with them are read too.
 */
export function allFinite(from: i32, to: i32): bool {
  let sum = f32x4.splat(0);
  const zero = f32x4.splat(0);
  const end = input + (usize(to) << 2);
  for (let at = input + (usize(from & ~3) << 2); at < end; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(at), zero));
  }
  return !v128.any_true(sum);
}

/** Analyses the frames that begin at samples 0, 1024, … of the input and writes their sums. */
export function analyse(frames: i32): void {
  for (let frame = 0; frame < frames; frame++) {
    magnitudes(input + usize(frame * HOP_SAMPLES * 4), windowTable, EPSILON, current);
    writeSums(sums + usize(frame * SUMS_PER_FRAME * 8));
    const swap = previous;
    previous = current;
    current = swap;
    firstFrame = false;
  }
}

/** Only the magnitudes of as many frames, for measuring. */
export function transform(frames: i32): void {
  for (let frame = 0; frame < frames; frame++) {
    magnitudes(input + usize(frame * HOP_SAMPLES * 4), windowTable, EPSILON, evenMagnitudes);
  }
}

/**
 * Ten sums over the bins of the current frame: Σp, Σp up to 250 Hz, Σp from 2 kHz, Σm, Σy, Σ(x − x̄)y, Σ(m̂ − m̂')²,
 * and the magnitudes of rank 512, 972 and 973.
 */
function writeSums(out: usize): void {
  const m = current;
  logarithms(m, PADDED_BINS, EPSILON, logs);
  let power = f64x2.splat(0);
  let high = f64x2.splat(0);
  let magnitude = f64x2.splat(0);
  let logSum = f64x2.splat(0);
  let products = f64x2.splat(0);
  for (let k: usize = 0; k < usize(PADDED_BINS * 8); k += 16) {
    const v = v128.load(m + k);
    const y = v128.load(logs + k);
    const p = f64x2.mul(v, v);
    power = f64x2.add(power, p);
    high = f64x2.add(high, f64x2.mul(p, v128.load(highBand + k)));
    magnitude = f64x2.add(magnitude, v);
    logSum = f64x2.add(logSum, y);
    products = f64x2.add(products, f64x2.mul(y, v128.load(centredLogFrequency + k)));
  }
  const paddingLog = load<f64>(logs + (PADDED_BINS - 1) * 8);
  const magnitudeSum = addLanes(magnitude);
  const scale = 1 / (magnitudeSum / BINS + EPSILON);

  store<f64>(out, addLanes(power), 0);
  store<f64>(out, lowPower(m), 8);
  store<f64>(out, addLanes(high), 16);
  store<f64>(out, magnitudeSum, 24);
  store<f64>(out, addLanes(logSum) - paddingLog, 32);
  store<f64>(out, addLanes(products), 40);
  store<f64>(out, firstFrame ? 0 : squaredDifference(scale), 48);
  median = select(m, MEDIAN_RANK + 1, median);
  p95 = select(m, P95_RANK + 1, p95);
  store<f64>(out, median, 56);
  store<f64>(out, p95, 64);
  store<f64>(out, successor, 72);
  previousScale = scale;
}

/** Σp over the bins at 250 Hz and below. */
function lowPower(m: usize): f64 {
  let sum: f64 = 0;
  for (let at = m, end = m + (usize(lowBandBins) << 3); at < end; at += 8) {
    const v = load<f64>(at);
    sum += v * v;
  }
  return sum;
}

/** Σ over the bins of (m̂ − m̂')², each spectrum divided by its own mean. */
function squaredDifference(scale: f64): f64 {
  const a = f64x2.splat(scale);
  const b = f64x2.splat(previousScale);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let sum2 = f64x2.splat(0);
  for (let k: usize = 0; k < usize(PADDED_BINS * 8); k += 48) {
    const d0 = f64x2.sub(f64x2.mul(v128.load(current + k), a), f64x2.mul(v128.load(previous + k), b));
    const d1 = f64x2.sub(f64x2.mul(v128.load(current + k, 16), a), f64x2.mul(v128.load(previous + k, 16), b));
    const d2 = f64x2.sub(f64x2.mul(v128.load(current + k, 32), a), f64x2.mul(v128.load(previous + k, 32), b));
    sum0 = f64x2.add(sum0, f64x2.mul(d0, d0));
    sum1 = f64x2.add(sum1, f64x2.mul(d1, d1));
    sum2 = f64x2.add(sum2, f64x2.mul(d2, d2));
  }
  return addLanes(f64x2.add(sum0, f64x2.add(sum1, sum2)));
}

function addLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
