/**
 * The plugin's Fourier transform (that of JUCE without a vendor's library): complex, 32-bit, radix 4, in the same order of
 * operations, so that every rounding is the plugin's.
 */

const MIN_SIZE: i32 = 512;
const MAX_SIZE: i32 = 4096;
/** Samples of all sizes, of which tables hold one after the other. */
const ALL_SIZES: i32 = MAX_SIZE + 2048 + 1024 + MIN_SIZE;

/** A window for each size, 32-bit. */
export const pluginWindows: usize = memory.data(ALL_SIZES * 4, 16);
/** For each size which sample each place of the transform begins with, 32-bit integers. */
export const pluginOrders: usize = memory.data(ALL_SIZES * 4, 16);
/**
 * For each size and each radix-4 stage of length n but the first of length 1: n cosines of the first twiddle, n sines,
 * then those of the second and of the third. 32-bit.
 */
export const pluginTwiddles: usize = memory.data(ALL_SIZES * 8, 16);
/** The spectrum of the last frame, of which bins 0 … size/2 are of use. 32-bit. */
export const pluginReal: usize = memory.data(MAX_SIZE * 4, 16);
export const pluginImaginary: usize = memory.data(MAX_SIZE * 4, 16);

let size: i32 = 2048;

/** Chooses the size of the next frames: 512, 1024, 2048 or 4096 samples. Its tables must be filled. */
export function selectSize(samples: i32): void {
  size = samples;
}

/** Transforms the windowed frame of 32-bit samples that begins at an address. */
export function transformFrame(samples: usize): void {
  const skipped = usize(size - MIN_SIZE);
  const window = pluginWindows + (skipped << 2);
  const order = pluginOrders + (skipped << 2);
  let twiddles = pluginTwiddles + (skipped << 3);
  memory.fill(pluginImaginary, 0, usize(size) << 2);
  let length: usize = 4;
  if (ctz(size) & 1) {
    pairs(samples, window, order);
    shortStage(twiddles);
    twiddles += 6 * 2 * 4;
    length = 8;
  } else {
    fours(samples, window, order);
  }
  for (; length < usize(size); length <<= 2) {
    stage(length, twiddles);
    twiddles += 6 * 4 * length;
  }
}

/** Writes |X| of bins 0 … size/2 and of up to three more as 32-bit numbers. */
export function writeMagnitudes(to: usize): void {
  for (let at: usize = 0; at <= usize(size) << 1; at += 16) {
    const re = v128.load(pluginReal + at);
    const im = v128.load(pluginImaginary + at);
    v128.store(to + at, f32x4.sqrt(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im))));
  }
}

/** Index of the last bin of a spectrum. */
export function lastBin(): i32 {
  return size >> 1;
}

function windowed(samples: usize, window: usize, order: usize): f32 {
  const at = usize(load<i32>(order)) << 2;
  return load<f32>(samples + at) * load<f32>(window + at);
}

/** The first stage where the size is no power of four: radix 2 on real samples. */
function pairs(samples: usize, window: usize, order: usize): void {
  for (let at: usize = 0; at < usize(size) << 2; at += 8) {
    const a = windowed(samples, window, order + at);
    const b = windowed(samples, window, order + at + 4);
    store<f32>(pluginReal + at, a + b);
    store<f32>(pluginReal + at, a - b, 4);
  }
}

/** The first stage otherwise: radix 4 on real samples. */
function fours(samples: usize, window: usize, order: usize): void {
  for (let at: usize = 0; at < usize(size) << 2; at += 16) {
    const a = windowed(samples, window, order + at);
    const b = windowed(samples, window, order + at + 4);
    const c = windowed(samples, window, order + at + 8);
    const d = windowed(samples, window, order + at + 12);
    const outer = a + c;
    const inner = b + d;
    const difference = b - d;
    store<f32>(pluginReal + at, outer + inner);
    store<f32>(pluginReal + at, a - c, 4);
    store<f32>(pluginReal + at, outer - inner, 8);
    store<f32>(pluginReal + at, a - c, 12);
    store<f32>(pluginImaginary + at, -difference, 4);
    store<f32>(pluginImaginary + at, difference, 12);
  }
}

/** The radix-4 stage of length 2, one butterfly at a time. */
function shortStage(twiddles: usize): void {
  for (let block: usize = 0; block < usize(size) << 2; block += 32) {
    for (let i: usize = 0; i < 8; i += 4) {
      const re = pluginReal + block + i;
      const im = pluginImaginary + block + i;
      const t = twiddles + i;
      const r1 = load<f32>(re, 8);
      const i1 = load<f32>(im, 8);
      const r2 = load<f32>(re, 16);
      const i2 = load<f32>(im, 16);
      const r3 = load<f32>(re, 24);
      const i3 = load<f32>(im, 24);
      const c1 = load<f32>(t);
      const s1 = load<f32>(t, 8);
      const c2 = load<f32>(t, 16);
      const s2 = load<f32>(t, 24);
      const c3 = load<f32>(t, 32);
      const s3 = load<f32>(t, 40);
      const ar = r1 * c1 - i1 * s1;
      const ai = r1 * s1 + i1 * c1;
      const br = r2 * c2 - i2 * s2;
      const bi = r2 * s2 + i2 * c2;
      const cr = r3 * c3 - i3 * s3;
      const ci = r3 * s3 + i3 * c3;
      const r0 = load<f32>(re);
      const i0 = load<f32>(im);
      const sumR = ar + cr;
      const sumI = ai + ci;
      const gapR = ar - cr;
      const gapI = ai - ci;
      const lessR = r0 - br;
      const lessI = i0 - bi;
      const moreR = r0 + br;
      const moreI = i0 + bi;
      store<f32>(re, moreR + sumR);
      store<f32>(im, moreI + sumI);
      store<f32>(re, lessR + gapI, 8);
      store<f32>(im, lessI - gapR, 8);
      store<f32>(re, moreR - sumR, 16);
      store<f32>(im, moreI - sumI, 16);
      store<f32>(re, lessR - gapI, 24);
      store<f32>(im, lessI + gapR, 24);
    }
  }
}

/** A radix-4 stage of length 4 or more, four butterflies at a time. */
function stage(length: usize, twiddles: usize): void {
  const row = length << 2;
  for (let block: usize = 0; block < usize(size) << 2; block += row << 2) {
    for (let i: usize = 0; i < row; i += 16) {
      const re0 = pluginReal + block + i;
      const re1 = re0 + row;
      const re2 = re1 + row;
      const re3 = re2 + row;
      const im0 = pluginImaginary + block + i;
      const im1 = im0 + row;
      const im2 = im1 + row;
      const im3 = im2 + row;
      let t = twiddles + i;
      const r1 = v128.load(re1);
      const i1 = v128.load(im1);
      const c1 = v128.load(t);
      const s1 = v128.load((t += row));
      const ar = f32x4.sub(f32x4.mul(r1, c1), f32x4.mul(i1, s1));
      const ai = f32x4.add(f32x4.mul(r1, s1), f32x4.mul(i1, c1));
      const r2 = v128.load(re2);
      const i2 = v128.load(im2);
      const c2 = v128.load((t += row));
      const s2 = v128.load((t += row));
      const br = f32x4.sub(f32x4.mul(r2, c2), f32x4.mul(i2, s2));
      const bi = f32x4.add(f32x4.mul(r2, s2), f32x4.mul(i2, c2));
      const r3 = v128.load(re3);
      const i3 = v128.load(im3);
      const c3 = v128.load((t += row));
      const s3 = v128.load((t += row));
      const cr = f32x4.sub(f32x4.mul(r3, c3), f32x4.mul(i3, s3));
      const ci = f32x4.add(f32x4.mul(r3, s3), f32x4.mul(i3, c3));
      const r0 = v128.load(re0);
      const i0 = v128.load(im0);
      const sumR = f32x4.add(ar, cr);
      const sumI = f32x4.add(ai, ci);
      const gapR = f32x4.sub(ar, cr);
      const gapI = f32x4.sub(ai, ci);
      const lessR = f32x4.sub(r0, br);
      const lessI = f32x4.sub(i0, bi);
      const moreR = f32x4.add(r0, br);
      const moreI = f32x4.add(i0, bi);
      v128.store(re0, f32x4.add(moreR, sumR));
      v128.store(im0, f32x4.add(moreI, sumI));
      v128.store(re1, f32x4.add(lessR, gapI));
      v128.store(im1, f32x4.sub(lessI, gapR));
      v128.store(re2, f32x4.sub(moreR, sumR));
      v128.store(im2, f32x4.sub(moreI, sumI));
      v128.store(re3, f32x4.sub(lessR, gapI));
      v128.store(im3, f32x4.add(lessI, gapR));
    }
  }
}
