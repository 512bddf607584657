import { PADDED_BINS, candidates } from './layout';

/** Up to this many candidates are sorted; more are narrowed down by counting, which costs less per number. */
const FEW: i32 = 32;

/** The value that follows, in ascending order, the one that {@link select} returned last. */
export let successor: f64 = 0;

/**
 * The value of the given rank (0 is the smallest, which is the padding's 0) among the 1026 finite numbers at `values`,
 * exactly. A bracket [low, high) around it is narrowed by counting the numbers below a pivot, first near `guess`
 * (any positive number), until few are left.
 */
export function select(values: usize, rank: i32, guess: f64): f64 {
  let low: f64 = 0;
  let below: i32 = 0;
  let high: f64 = Infinity;
  let upTo: i32 = PADDED_BINS;
  let pivot = guess;
  let step: f64 = 1.0625;
  let bisect = false;
  while (upTo - below > FEW) {
    const count = countBelow(values, pivot);
    if (count <= rank) {
      low = pivot;
      below = count;
    } else {
      high = pivot;
      upTo = count;
    }
    if (high == Infinity) {
      pivot *= step;
      step *= step;
    } else if (low == 0) {
      pivot /= step;
      step *= step;
    } else {
      const lowBits = reinterpret<u64>(low);
      const width = reinterpret<u64>(high) - lowBits;
      if (width == 1) {
        successor = rank + 1 < upTo ? low : smallestFrom(values, high);
        return low;
      }
      pivot = low + ((high - low) * (f64(rank - below) + 0.5)) / f64(upTo - below);
      if (bisect || pivot <= low || pivot >= high) pivot = reinterpret<f64>(lowBits + (width >> 1));
      bisect = !bisect;
    }
  }
  sort(collect(values, low, high));
  const found = candidates + (usize(rank - below) << 3);
  successor = rank + 1 < upTo ? load<f64>(found, 8) : smallestFrom(values, high);
  return load<f64>(found);
}

/** The smallest number that is at least `least`. */
function smallestFrom(values: usize, least: f64): f64 {
  const bound = f64x2.splat(least);
  const infinity = f64x2.splat(Infinity);
  let smallest = infinity;
  for (let at = values, end = values + PADDED_BINS * 8; at < end; at += 16) {
    const v = v128.load(at);
    smallest = f64x2.pmin(smallest, v128.bitselect(v, infinity, f64x2.ge(v, bound)));
  }
  return min(f64x2.extract_lane(smallest, 0), f64x2.extract_lane(smallest, 1));
}

function countBelow(values: usize, pivot: f64): i32 {
  const p = f64x2.splat(pivot);
  let a = i64x2.splat(0);
  let b = i64x2.splat(0);
  let c = i64x2.splat(0);
  for (let at = values, end = values + PADDED_BINS * 8; at < end; at += 48) {
    a = i64x2.sub(a, f64x2.lt(v128.load(at), p));
    b = i64x2.sub(b, f64x2.lt(v128.load(at, 16), p));
    c = i64x2.sub(c, f64x2.lt(v128.load(at, 32), p));
  }
  return addLanes(i64x2.add(a, i64x2.add(b, c)));
}

function addLanes(counts: v128): i32 {
  return i32(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1));
}

/** Copies the numbers in [low, high) to the candidates and returns the end of these. */
function collect(values: usize, low: f64, high: f64): usize {
  const lowest = f64x2.splat(low);
  const bound = f64x2.splat(high);
  let to = candidates;
  for (let at = values, end = values + PADDED_BINS * 8; at < end; at += 16) {
    const v = v128.load(at);
    const inside = v128.and(f64x2.ge(v, lowest), f64x2.lt(v, bound));
    if (v128.any_true(inside)) {
      store<f64>(to, f64x2.extract_lane(v, 0));
      to += usize(i64x2.extract_lane(inside, 0) & 8);
      store<f64>(to, f64x2.extract_lane(v, 1));
      to += usize(i64x2.extract_lane(inside, 1) & 8);
    }
  }
  return to;
}

/** Insertion sort of the candidates up to `end`. */
function sort(end: usize): void {
  for (let at = candidates + 8; at < end; at += 8) {
    const value = load<f64>(at);
    let to = at;
    while (to > candidates && load<f64>(to - 8) > value) {
      store<f64>(to, load<f64>(to - 8));
      to -= 8;
    }
    store<f64>(to, value);
  }
}
