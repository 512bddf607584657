/**
 * The coefficients of fdlibm's e_log.c: ln((1 + s)/(1 − s)) = 2s + s·Σ_{i=1…7} c_i·s^(2i); then 1, 2, ln 2, and 2⁵² plus
 * the bias of the exponent, above which the exponent's bits lie when they are read as a 64-bit number.
 */
const NUMBERS: usize = memory.data<f64>([
  0.666666666666673513,
  0.3999999999940941908,
  0.2857142874366239149,
  0.2222219843214978396,
  0.1818357216161805012,
  0.1531383769920937332,
  0.1479819860511658591,
  1,
  2,
  Math.LN2,
  4503599627370496.0 + 1023.0,
]);
/** The bits of about √½, how far they lie below those of 1, the bits of the mantissa, and those of 2⁵². */
const BITS: usize = memory.data<u64>([0x3fe6a09e00000000, 0x00095f6200000000, 0x000fffffffffffff, 0x4330000000000000]);

/**
 * Writes ln(v + offset) of an even count of numbers v at `from`; every sum must be positive and normal. Error below 1e-15 of
 * the larger of the logarithm and 1: v + offset is m·2^k with m in about [√½, √2), and s = (m − 1)/(m + 1).
 * The constants come from memory because engines build literal vectors anew wherever they occur, in several instructions.
 */
export function logarithms(from: usize, count: i32, offset: f64, to: usize): void {
  const c1 = v128.load64_splat(NUMBERS);
  const c2 = v128.load64_splat(NUMBERS, 8);
  const c3 = v128.load64_splat(NUMBERS, 16);
  const c4 = v128.load64_splat(NUMBERS, 24);
  const c5 = v128.load64_splat(NUMBERS, 32);
  const c6 = v128.load64_splat(NUMBERS, 40);
  const c7 = v128.load64_splat(NUMBERS, 48);
  const one = v128.load64_splat(NUMBERS, 56);
  const two = v128.load64_splat(NUMBERS, 64);
  const ln2 = v128.load64_splat(NUMBERS, 72);
  const exponentOffset = v128.load64_splat(NUMBERS, 80);
  const rootBits = v128.load64_splat(BITS);
  const rootDistance = v128.load64_splat(BITS, 8);
  const mantissaMask = v128.load64_splat(BITS, 16);
  const twoTo52Bits = v128.load64_splat(BITS, 24);
  const addend = f64x2.splat(offset);
  for (const end = from + (usize(count) << 3); from < end; from += 16) {
    const shifted = i64x2.add(f64x2.add(v128.load(from), addend), rootDistance);
    const k = f64x2.sub(v128.or(i64x2.shr_u(shifted, 52), twoTo52Bits), exponentOffset);
    const m = i64x2.add(v128.and(shifted, mantissaMask), rootBits);
    const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
    const z = f64x2.mul(s, s);
    const w = f64x2.mul(z, z);
    const odd = plus(c1, w, plus(c3, w, plus(c5, w, c7)));
    const even = plus(c2, w, plus(c4, w, c6));
    const series = plus(two, z, plus(odd, z, even));
    v128.store(to, plus(f64x2.mul(k, ln2), s, series));
    to += 16;
  }
}

/** a + x·b */
function plus(a: v128, x: v128, b: v128): v128 {
  return f64x2.add(a, f64x2.mul(x, b));
}
