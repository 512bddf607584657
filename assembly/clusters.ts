/** The plugin's clustering of one frame: what it does for every bin and cluster [C4, C7, X3]. */

/** Perceptual bins of a frame. */
const BINS: i32 = 64;
/** Features of a bin. */
const FEATURES: i32 = 10;
const MAX_CLUSTERS: i32 = 8;
const EPSILON: f32 = 1e-8;
const MIN_MASK_SUM: f64 = 1e-8;

/** Bytes of one 32-bit and of one 64-bit number for each bin. */
const ROW: usize = BINS * 4;
const WIDE_ROW: usize = BINS * 8;

/** The frame's features, bin by bin, 32-bit. */
export const binFeatures: usize = memory.data(BINS * FEATURES * 4, 16);
/** The same feature by feature. */
const columns: usize = memory.data(BINS * FEATURES * 4, 16);
/** Of the features, 32-bit. */
export const featureWeights: usize = memory.data(FEATURES * 4, 16);
/** Clusters × features, 32-bit. */
export const clusterCentres: usize = memory.data(MAX_CLUSTERS * FEATURES * 4, 16);
/** Centres times weights, clusters × features, each as two like 64-bit numbers or four like 32-bit ones. */
const scaledCentres: usize = memory.data(MAX_CLUSTERS * FEATURES * 16, 16);
/** Cost of a bin's place, clusters × bins, 64-bit. */
export const placeCosts: usize = memory.data(MAX_CLUSTERS * BINS * 8, 16);
/** The cluster of each bin after the previous update, and now: 32-bit integers. */
export const previousLabels: usize = memory.data(BINS * 4, 16);
export const assignment: usize = memory.data(BINS * 4, 16);
/** Bins of each cluster, 32-bit integers, and sums over them: clusters × features, 64-bit. */
export const clusterSizes: usize = memory.data(MAX_CLUSTERS * 4, 16);
export const clusterSums: usize = memory.data(MAX_CLUSTERS * FEATURES * 8, 16);
/** Clusters × bins, 32-bit. */
export const clusterMasks: usize = memory.data(MAX_CLUSTERS * BINS * 4, 16);
/** Weights of the bins in a cluster before they are divided by their sums. */
const binWeights: usize = memory.data(MAX_CLUSTERS * BINS * 4, 16);

/** Σ|A|² and Σ|B|² of each bin, 32-bit. */
export const firstPower: usize = memory.data(BINS * 4, 16);
export const secondPower: usize = memory.data(BINS * 4, 16);
/** What each cluster carried of either signal since {@link beginSeparation}, 64-bit. */
export const firstCarried: usize = memory.data(MAX_CLUSTERS * 8, 16);
export const secondCarried: usize = memory.data(MAX_CLUSTERS * 8, 16);
/** Σ |change| of its divided masks. */
export const maskChanges: usize = memory.data(MAX_CLUSTERS * 8, 16);
/** The divided masks of the last frame, 64-bit: of two 32-bit ones stored as a lane, V8 11 read the second as unchanged. */
const dividedMasks: usize = memory.data(MAX_CLUSTERS * BINS * 8, 16);
/** What the masks of each bin are multiplied by, and what is added, so that they sum to 1: 64-bit. */
const maskScales: usize = memory.data(BINS * 8, 16);
const maskShares: usize = memory.data(BINS * 8, 16);

/** Takes the features of a frame from `binFeatures`. */
export function takeFeatures(): void {
  for (let i: usize = 0; i < usize(BINS); i++) {
    const from = binFeatures + i * (FEATURES * 4);
    const to = columns + (i << 2);
    for (let d: usize = 0; d < usize(FEATURES); d++) store<f32>(to + d * ROW, load<f32>(from + (d << 2)));
  }
}

/** The cheapest cluster for every bin: squared distance, place and `continuity` where it differs from the last label. */
export function assignBins(clusters: i32, continuity: f64): void {
  const w0 = wideWeight(0);
  const w1 = wideWeight(1);
  const w2 = wideWeight(2);
  const w3 = wideWeight(3);
  const w4 = wideWeight(4);
  const w5 = wideWeight(5);
  const w6 = wideWeight(6);
  const w7 = wideWeight(7);
  const w8 = wideWeight(8);
  const w9 = wideWeight(9);
  for (let at: usize = 0; at < usize(clusters) * FEATURES; at++) {
    const weight = wideWeight(at % FEATURES);
    v128.store(
      scaledCentres + (at << 4),
      f64x2.mul(f64x2.promote_low_f32x4(v128.load32_splat(clusterCentres + (at << 2))), weight),
    );
  }
  const change = f64x2.splat(continuity);
  for (let i: usize = 0; i < usize(BINS); i += 2) {
    const from = columns + (i << 2);
    const x0 = f64x2.mul(wide(from), w0);
    const x1 = f64x2.mul(wide(from + ROW), w1);
    const x2 = f64x2.mul(wide(from + 2 * ROW), w2);
    const x3 = f64x2.mul(wide(from + 3 * ROW), w3);
    const x4 = f64x2.mul(wide(from + 4 * ROW), w4);
    const x5 = f64x2.mul(wide(from + 5 * ROW), w5);
    const x6 = f64x2.mul(wide(from + 6 * ROW), w6);
    const x7 = f64x2.mul(wide(from + 7 * ROW), w7);
    const x8 = f64x2.mul(wide(from + 8 * ROW), w8);
    const x9 = f64x2.mul(wide(from + 9 * ROW), w9);
    const label = i64x2.extend_low_i32x4_s(v128.load64_zero(previousLabels + (i << 2)));
    let best = i64x2.splat(0);
    let bestCost = f64x2.splat(Infinity);
    for (let c = 0; c < clusters; c++) {
      const row = scaledCentres + usize(c) * (FEATURES * 16);
      const d0 = f64x2.sub(x0, v128.load(row));
      const d1 = f64x2.sub(x1, v128.load(row, 16));
      const d2 = f64x2.sub(x2, v128.load(row, 32));
      const d3 = f64x2.sub(x3, v128.load(row, 48));
      const d4 = f64x2.sub(x4, v128.load(row, 64));
      const d5 = f64x2.sub(x5, v128.load(row, 80));
      const d6 = f64x2.sub(x6, v128.load(row, 96));
      const d7 = f64x2.sub(x7, v128.load(row, 112));
      const d8 = f64x2.sub(x8, v128.load(row, 128));
      const d9 = f64x2.sub(x9, v128.load(row, 144));
      const firstHalf = sumOfSquares(d0, d1, d2, d3, d4);
      const secondHalf = sumOfSquares(d5, d6, d7, d8, d9);
      const place = v128.load(placeCosts + usize(c) * WIDE_ROW + (i << 3));
      const stays = i64x2.eq(label, i64x2.splat(c));
      const cost = f64x2.add(f64x2.add(f64x2.add(firstHalf, secondHalf), place), v128.andnot(change, stays));
      const isBetter = f64x2.lt(cost, bestCost);
      best = v128.bitselect(i64x2.splat(c), best, isBetter);
      bestCost = v128.bitselect(cost, bestCost, isBetter);
    }
    store<i32>(assignment + (i << 2), i32(i64x2.extract_lane(best, 0)));
    store<i32>(assignment + (i << 2), i32(i64x2.extract_lane(best, 1)), 4);
  }
}

/** Sizes of the clusters of `assignment`, and the sums of their bins' features. */
export function sumClusters(): void {
  memory.fill(clusterSizes, 0, MAX_CLUSTERS * 4);
  memory.fill(clusterSums, 0, MAX_CLUSTERS * FEATURES * 8);
  for (let i: usize = 0; i < usize(BINS); i++) {
    const c = usize(load<i32>(assignment + (i << 2)));
    store<i32>(clusterSizes + (c << 2), load<i32>(clusterSizes + (c << 2)) + 1);
    const from = binFeatures + i * (FEATURES * 4);
    const to = clusterSums + c * (FEATURES * 8);
    for (let d: usize = 0; d < usize(FEATURES); d += 2) {
      v128.store(to + (d << 3), f64x2.add(v128.load(to + (d << 3)), wide(from + (d << 2))));
    }
  }
}

/** Sizes of the clusters of `previousLabels`, and the sums of their bins' squared distances from `clusterCentres`. */
export function sumErrors(): void {
  memory.fill(clusterSizes, 0, MAX_CLUSTERS * 4);
  memory.fill(clusterSums, 0, MAX_CLUSTERS * FEATURES * 8);
  for (let i: usize = 0; i < usize(BINS); i++) {
    const c = usize(load<i32>(previousLabels + (i << 2)));
    store<i32>(clusterSizes + (c << 2), load<i32>(clusterSizes + (c << 2)) + 1);
    const from = binFeatures + i * (FEATURES * 4);
    const row = clusterCentres + c * (FEATURES * 4);
    const to = clusterSums + c * (FEATURES * 8);
    for (let d: usize = 0; d < usize(FEATURES); d += 2) {
      const gap = f64x2.sub(wide(from + (d << 2)), wide(row + (d << 2)));
      v128.store(to + (d << 3), f64x2.add(v128.load(to + (d << 3)), f64x2.mul(gap, gap)));
    }
  }
}

/** Moves the masks the part `beta` of the way to what the distances from the centres say [C7]. */
export function moveMasks(clusters: i32, exponent: f32, distancePenalty: f32, beta: f32): void {
  const one = f32x4.splat(1);
  const step = f32x4.splat(beta);
  for (let at: usize = 0; at < usize(clusters) * FEATURES; at++) {
    const weight = v128.load32_splat(featureWeights + ((at % FEATURES) << 2));
    v128.store(scaledCentres + (at << 4), f32x4.mul(v128.load32_splat(clusterCentres + (at << 2)), weight));
  }
  for (let i: usize = 0; i < ROW; i += 16) {
    let sum = f32x4.splat(0);
    const from = columns + i;
    const x0 = weighted(from, 0);
    const x1 = weighted(from, 1);
    const x2 = weighted(from, 2);
    const x3 = weighted(from, 3);
    const x4 = weighted(from, 4);
    const x5 = weighted(from, 5);
    const x6 = weighted(from, 6);
    const x7 = weighted(from, 7);
    const x8 = weighted(from, 8);
    const x9 = weighted(from, 9);
    for (let c = 0; c < clusters; c++) {
      const row = scaledCentres + usize(c) * (FEATURES * 16);
      const firstHalf = squares(x0, x1, x2, x3, x4, row);
      const distance = f32x4.add(firstHalf, squares(x5, x6, x7, x8, x9, row + 5 * 16));
      const root = f32x4.sqrt(f32x4.add(distance, f32x4.splat(EPSILON)));
      const divisor = f32x4.add(one, f32x4.mul(f32x4.splat(distancePenalty), root));
      const weight = f32x4.div(exponential(f32x4.mul(f32x4.splat(exponent), distance)), divisor);
      v128.store(binWeights + usize(c) * ROW + i, weight);
      sum = f32x4.add(sum, weight);
    }
    const scale = f32x4.div(one, f32x4.max(sum, f32x4.splat(EPSILON)));
    for (let c = 0; c < clusters; c++) {
      const at = clusterMasks + usize(c) * ROW + i;
      const mask = v128.load(at);
      const target = f32x4.mul(v128.load(binWeights + usize(c) * ROW + i), scale);
      v128.store(at, f32x4.add(mask, f32x4.mul(step, f32x4.sub(target, mask))));
    }
  }
}

/** A feature of four bins times its weight. */
function weighted(from: usize, d: usize): v128 {
  return f32x4.mul(v128.load(from + d * ROW), v128.load32_splat(featureWeights + (d << 2)));
}

/** Σ of the squared differences of five features of four bins from a centre. */
function squares(a: v128, b: v128, c: v128, d: v128, e: v128, centre: usize): v128 {
  a = f32x4.sub(a, v128.load(centre));
  b = f32x4.sub(b, v128.load(centre, 16));
  c = f32x4.sub(c, v128.load(centre, 32));
  d = f32x4.sub(d, v128.load(centre, 48));
  e = f32x4.sub(e, v128.load(centre, 64));
  let sum = f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b));
  sum = f32x4.add(sum, f32x4.mul(c, c));
  sum = f32x4.add(sum, f32x4.mul(d, d));
  return f32x4.add(sum, f32x4.mul(e, e));
}

/** e^x for x ≤ 0, within 2e-7 relative down to −87 and 0 below. */
function exponential(x: v128): v128 {
  const powers = f32x4.nearest(f32x4.mul(x, f32x4.splat(f32(Math.LOG2E))));
  // ln 2 in two parts, the first of few digits, so that the rest is exact.
  const coarse = f32x4.sub(x, f32x4.mul(powers, f32x4.splat(0.693359375)));
  const r = f32x4.add(coarse, f32x4.mul(powers, f32x4.splat(2.1219444e-4)));
  let sum = f32x4.splat(1 / 720);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 120));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 24));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1 / 6));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(0.5));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(powers), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(sum, scale), f32x4.ge(x, f32x4.splat(-87)));
}

/** Forgets all frames that {@link carryFrame} took. */
export function beginSeparation(): void {
  memory.fill(firstCarried, 0, MAX_CLUSTERS * 8);
  memory.fill(secondCarried, 0, MAX_CLUSTERS * 8);
  memory.fill(maskChanges, 0, MAX_CLUSTERS * 8);
}

/**
 * Divides the masks by their sum over the clusters and, where the frame counts, adds up what they carry of either signal
 * and how much they changed [X3, X4].
 */
export function carryFrame(clusters: i32, counts: bool): void {
  for (let i: usize = 0; i < usize(BINS); i += 2) {
    let sum = f64x2.splat(0);
    for (let c: usize = 0; c < usize(clusters); c++) sum = f64x2.add(sum, wide(clusterMasks + c * ROW + (i << 2)));
    const isEmpty = f64x2.le(sum, f64x2.splat(MIN_MASK_SUM));
    v128.store(maskScales + (i << 3), v128.andnot(f64x2.div(f64x2.splat(1), sum), isEmpty));
    v128.store(maskShares + (i << 3), v128.and(f64x2.splat(1 / f64(clusters)), isEmpty));
  }
  for (let c: usize = 0; c < usize(clusters); c++) {
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    let change = f64x2.splat(0);
    for (let i: usize = 0; i < usize(BINS); i += 2) {
      const at = c * ROW + (i << 2);
      const scaled = f64x2.mul(wide(clusterMasks + at), v128.load(maskScales + (i << 3)));
      const narrow = f32x4.demote_f64x2_zero(f64x2.add(scaled, v128.load(maskShares + (i << 3))));
      const mask = f64x2.promote_low_f32x4(narrow);
      const before = v128.load(dividedMasks + (at << 1));
      first = f64x2.add(first, f64x2.mul(mask, wide(firstPower + (i << 2))));
      second = f64x2.add(second, f64x2.mul(mask, wide(secondPower + (i << 2))));
      change = f64x2.add(change, f64x2.max(f64x2.sub(mask, before), f64x2.sub(before, mask)));
      v128.store(dividedMasks + (at << 1), mask);
    }
    if (!counts) continue;
    store<f64>(firstCarried + (c << 3), load<f64>(firstCarried + (c << 3)) + addLanes(first));
    store<f64>(secondCarried + (c << 3), load<f64>(secondCarried + (c << 3)) + addLanes(second));
    store<f64>(maskChanges + (c << 3), load<f64>(maskChanges + (c << 3)) + addLanes(change));
  }
}

/** Two 32-bit numbers as 64-bit ones. */
function wide(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function wideWeight(d: usize): v128 {
  return f64x2.splat(load<f32>(featureWeights + (d << 2)));
}

function sumOfSquares(a: v128, b: v128, c: v128, d: v128, e: v128): v128 {
  let sum = f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b));
  sum = f64x2.add(sum, f64x2.mul(c, c));
  sum = f64x2.add(sum, f64x2.mul(d, d));
  return f64x2.add(sum, f64x2.mul(e, e));
}

function addLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
