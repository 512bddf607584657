import { FRAME_SAMPLES } from '../dsp/spectrum.ts';

interface Address {
  readonly value: number;
}

/** The tables of the kernel's Fourier transform. */
interface TwiddleTables {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly firstTwiddles: Address;
  readonly stageTwiddles: Address;
  readonly splitTwiddles: Address;
}

/** A window over 2048 samples as the kernel wants it: even samples, then odd ones, with the ½ of its real transform. */
export function splitWindow(window: (n: number) => number, scale: number): Float64Array {
  const half = FRAME_SAMPLES / 2;
  const table = new Float64Array(FRAME_SAMPLES);
  for (let n = 0; n < FRAME_SAMPLES; n++) table[(n >> 1) + (n & 1) * half] = (window(n) * scale) / 2;
  return table;
}

/** Fills the tables of a new instance. */
export function fillTwiddles({ memory, firstTwiddles, stageTwiddles, splitTwiddles }: TwiddleTables): void {
  const first = new Float64Array(memory.buffer, firstTwiddles.value, 6 * 256);
  for (let p = 0; p < 256; p++) {
    for (let j = 0; j < 6; j++) first[256 * j + p] = twiddle(p, 1024, j);
  }
  const later = new Float64Array(memory.buffer, stageTwiddles.value, 6 * (64 + 16 + 4));
  let at = 0;
  for (const size of [256, 64, 16]) {
    for (let p = 0; p < size / 4; p++) {
      for (let j = 0; j < 6; j++) later[at++] = twiddle(p, size, j);
    }
  }
  const split = new Float64Array(memory.buffer, splitTwiddles.value, 2 * 514);
  for (let k = 0; k < 514; k++) {
    split[k] = twiddle(k, FRAME_SAMPLES, 0);
    split[514 + k] = twiddle(k, FRAME_SAMPLES, 1);
  }
}

/** Number `j` of cos, sin of the angle −2πp/size, of twice and of three times the angle. */
function twiddle(p: number, size: number, j: number): number {
  const angle = (-2 * Math.PI * p * ((j >> 1) + 1)) / size;
  return j % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
}
