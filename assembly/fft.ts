import { POINTS, firstTwiddles, imaginaryA, imaginaryB, realA, realB, splitTwiddles, stageTwiddles } from './layout';

/**
 * Writes the magnitudes |X_k| + ε, k = 0…1024, of one frame of 2048 real samples times a window (split into even and
 * odd numbers as `windowTable` is, with the factor ½ of the split in it); number 1025 is left alone.
 * The even samples are the real and the odd ones the imaginary parts of a complex transform of half the size:
 * five radix-4 Stockham passes (decimation in frequency) over split arrays, two butterflies per vector.
 */
export function magnitudes(samples: usize, window: usize, epsilon: f64, out: usize): void {
  firstPass(samples, window);
  let twiddles = stageTwiddles;
  middlePass(realA, imaginaryA, realB, imaginaryB, 64, 4, twiddles);
  twiddles += 6 * 64 * 8;
  middlePass(realB, imaginaryB, realA, imaginaryA, 16, 16, twiddles);
  twiddles += 6 * 16 * 8;
  middlePass(realA, imaginaryA, realB, imaginaryB, 4, 64, twiddles);
  lastPass();
  splitSpectrum(out, f64x2.splat(epsilon));
}

function mulRe(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.sub(f64x2.mul(re, c), f64x2.mul(im, s));
}

function mulIm(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.add(f64x2.mul(re, s), f64x2.mul(im, c));
}

/** Even samples of four as two 64-bit lanes. */
function evenSamples(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 0, 2, 0, 2));
}

/** Odd samples of four as two 64-bit lanes. */
function oddSamples(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 1, 3, 1, 3));
}

/** Stores lane 0 of a and b side by side, and four numbers further lane 1 of both. */
function storeTransposed(at: usize, a: v128, b: v128): void {
  v128.store(at, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(at, v128.shuffle<f64>(a, b, 1, 3), 32);
}

/** Windows the frame and does the stage of size 1024, stride 1; two successive butterflies per vector. */
function firstPass(samples: usize, window: usize): void {
  const oddWindow = window + POINTS * 8;
  for (let p: usize = 0; p < 256; p += 2) {
    const x = samples + (p << 3);
    const w = window + (p << 3);
    const v = oddWindow + (p << 3);
    const s0 = v128.load(x);
    const s1 = v128.load(x, 2048);
    const s2 = v128.load(x, 4096);
    const s3 = v128.load(x, 6144);
    const ar = f64x2.mul(evenSamples(s0), v128.load(w));
    const ai = f64x2.mul(oddSamples(s0), v128.load(v));
    const br = f64x2.mul(evenSamples(s1), v128.load(w, 2048));
    const bi = f64x2.mul(oddSamples(s1), v128.load(v, 2048));
    const cr = f64x2.mul(evenSamples(s2), v128.load(w, 4096));
    const ci = f64x2.mul(oddSamples(s2), v128.load(v, 4096));
    const dr = f64x2.mul(evenSamples(s3), v128.load(w, 6144));
    const di = f64x2.mul(oddSamples(s3), v128.load(v, 6144));

    const apcR = f64x2.add(ar, cr);
    const apcI = f64x2.add(ai, ci);
    const amcR = f64x2.sub(ar, cr);
    const amcI = f64x2.sub(ai, ci);
    const bpdR = f64x2.add(br, dr);
    const bpdI = f64x2.add(bi, di);
    const bmdR = f64x2.sub(br, dr);
    const bmdI = f64x2.sub(bi, di);

    const t = firstTwiddles + (p << 3);
    const outR = realA + (p << 5);
    const outI = imaginaryA + (p << 5);

    const uR = f64x2.add(amcR, bmdI);
    const uI = f64x2.sub(amcI, bmdR);
    const c1 = v128.load(t);
    const s1v = v128.load(t, 2048);
    storeTransposed(outR, f64x2.add(apcR, bpdR), mulRe(uR, uI, c1, s1v));
    storeTransposed(outI, f64x2.add(apcI, bpdI), mulIm(uR, uI, c1, s1v));

    const vR = f64x2.sub(apcR, bpdR);
    const vI = f64x2.sub(apcI, bpdI);
    const zR = f64x2.sub(amcR, bmdI);
    const zI = f64x2.add(amcI, bmdR);
    const c2 = v128.load(t, 4096);
    const s2v = v128.load(t, 6144);
    const c3 = v128.load(t, 8192);
    const s3v = v128.load(t, 10240);
    storeTransposed(outR + 16, mulRe(vR, vI, c2, s2v), mulRe(zR, zI, c3, s3v));
    storeTransposed(outI + 16, mulIm(vR, vI, c2, s2v), mulIm(zR, zI, c3, s3v));
  }
}

/** A stage of size 4·count and the given stride (≥ 4); two neighbours of a stride per vector. */
function middlePass(
  inR: usize,
  inI: usize,
  outR: usize,
  outI: usize,
  count: usize,
  stride: usize,
  twiddles: usize,
): void {
  const strideBytes = stride << 3;
  for (let p: usize = 0; p < count; p++) {
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.load64_splat(twiddles, 8);
    const c2 = v128.load64_splat(twiddles, 16);
    const s2 = v128.load64_splat(twiddles, 24);
    const c3 = v128.load64_splat(twiddles, 32);
    const s3 = v128.load64_splat(twiddles, 40);
    twiddles += 48;
    const end = inR + strideBytes;
    let yr = outR;
    let yi = outI;
    while (inR < end) {
      const ar = v128.load(inR);
      const ai = v128.load(inI);
      const br = v128.load(inR, 2048);
      const bi = v128.load(inI, 2048);
      const cr = v128.load(inR, 4096);
      const ci = v128.load(inI, 4096);
      const dr = v128.load(inR, 6144);
      const di = v128.load(inI, 6144);
      inR += 16;
      inI += 16;

      const apcR = f64x2.add(ar, cr);
      const amcR = f64x2.sub(ar, cr);
      const bpdR = f64x2.add(br, dr);
      const bmdR = f64x2.sub(br, dr);
      const apcI = f64x2.add(ai, ci);
      const amcI = f64x2.sub(ai, ci);
      const bpdI = f64x2.add(bi, di);
      const bmdI = f64x2.sub(bi, di);

      v128.store(yr, f64x2.add(apcR, bpdR));
      v128.store(yi, f64x2.add(apcI, bpdI));
      const uR = f64x2.add(amcR, bmdI);
      const uI = f64x2.sub(amcI, bmdR);
      v128.store(yr + strideBytes, mulRe(uR, uI, c1, s1));
      v128.store(yi + strideBytes, mulIm(uR, uI, c1, s1));
      const vR = f64x2.sub(apcR, bpdR);
      const vI = f64x2.sub(apcI, bpdI);
      v128.store(yr + 2 * strideBytes, mulRe(vR, vI, c2, s2));
      v128.store(yi + 2 * strideBytes, mulIm(vR, vI, c2, s2));
      const zR = f64x2.sub(amcR, bmdI);
      const zI = f64x2.add(amcI, bmdR);
      v128.store(yr + 3 * strideBytes, mulRe(zR, zI, c3, s3));
      v128.store(yi + 3 * strideBytes, mulIm(zR, zI, c3, s3));
      yr += 16;
      yi += 16;
    }
    outR += 4 * strideBytes;
    outI += 4 * strideBytes;
  }
}

/** The stage of size 4, stride 256: no twiddles. The first number is repeated behind the last one. */
function lastPass(): void {
  for (let q: usize = 0; q < 256; q += 2) {
    const x = realB + (q << 3);
    const y = imaginaryB + (q << 3);
    const ar = v128.load(x);
    const ai = v128.load(y);
    const br = v128.load(x, 2048);
    const bi = v128.load(y, 2048);
    const cr = v128.load(x, 4096);
    const ci = v128.load(y, 4096);
    const dr = v128.load(x, 6144);
    const di = v128.load(y, 6144);
    const apcR = f64x2.add(ar, cr);
    const amcR = f64x2.sub(ar, cr);
    const bpdR = f64x2.add(br, dr);
    const bmdR = f64x2.sub(br, dr);
    const apcI = f64x2.add(ai, ci);
    const amcI = f64x2.sub(ai, ci);
    const bpdI = f64x2.add(bi, di);
    const bmdI = f64x2.sub(bi, di);
    const outR = realA + (q << 3);
    const outI = imaginaryA + (q << 3);
    v128.store(outR, f64x2.add(apcR, bpdR));
    v128.store(outI, f64x2.add(apcI, bpdI));
    v128.store(outR, f64x2.add(amcR, bmdI), 2048);
    v128.store(outI, f64x2.sub(amcI, bmdR), 2048);
    v128.store(outR, f64x2.sub(apcR, bpdR), 4096);
    v128.store(outI, f64x2.sub(apcI, bpdI), 4096);
    v128.store(outR, f64x2.sub(amcR, bmdI), 6144);
    v128.store(outI, f64x2.add(amcI, bmdR), 6144);
  }
  store<f64>(realA + POINTS * 8, load<f64>(realA));
  store<f64>(imaginaryA + POINTS * 8, load<f64>(imaginaryA));
}

/**
 * From the half-size transform Z to the magnitudes of the real one: with e = Z_k + Z*_{N−k}, o = −i(Z_k − Z*_{N−k}) and
 * t = o·exp(−2πik/2048), X_k = e + t and X*_{N−k} = e − t (the factor ½ is in the window).
 */
function splitSpectrum(out: usize, epsilon: v128): void {
  for (let k: usize = 0; k <= 512; k += 2) {
    const forward = k << 3;
    const backward = (usize(POINTS - 1) << 3) - forward;
    const zr = v128.load(realA + forward);
    const zi = v128.load(imaginaryA + forward);
    const mr = v128.load(realA + backward);
    const mi = v128.load(imaginaryA + backward);
    const nr = v128.shuffle<f64>(mr, mr, 1, 0);
    const ni = v128.shuffle<f64>(mi, mi, 1, 0);
    const eR = f64x2.add(zr, nr);
    const eI = f64x2.sub(zi, ni);
    const oR = f64x2.add(zi, ni);
    const oI = f64x2.sub(nr, zr);
    const c = v128.load(splitTwiddles + forward);
    const s = v128.load(splitTwiddles + forward, 514 * 8);
    const tR = mulRe(oR, oI, c, s);
    const tI = mulIm(oR, oI, c, s);
    v128.store(out + forward, magnitude(f64x2.add(eR, tR), f64x2.add(eI, tI), epsilon));
    const mirrored = magnitude(f64x2.sub(eR, tR), f64x2.sub(eI, tI), epsilon);
    v128.store(out + backward, v128.shuffle<f64>(mirrored, mirrored, 1, 0));
  }
}

function magnitude(re: v128, im: v128, epsilon: v128): v128 {
  return f64x2.add(f64x2.sqrt(f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im))), epsilon);
}
