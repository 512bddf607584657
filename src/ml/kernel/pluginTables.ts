/** The tables of the plugin's transform for one size: views of the kernel's memory. */
export interface PluginTables {
  readonly window: Float32Array;
  readonly order: Int32Array;
  readonly twiddles: Float32Array;
}

const TWO_PI = Math.fround(2 * Math.fround(Math.PI));

/** The plugin's window of so many samples, a symmetric Hann, with the plugin's roundings [P1]. */
export function pluginWindow(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, n) => {
    const phase = Math.fround(Math.fround(TWO_PI * n) / (size - 1));
    return 0.5 * Math.fround(1 - cosine32(phase));
  });
}

/** Fills the tables for frames of so many samples as there is room for, a power of two. */
export function fillPluginTables({ window, order, twiddles }: PluginTables): void {
  const size = window.length;
  window.set(pluginWindow(size));
  const radices = factors(size);
  for (let place = 0; place < size; place++) order[place] = sampleAt(place, radices, size);
  fillTwiddles(twiddles, size, radices.at(-1) ?? 1);
}

/** 4, 4, … and 2 at last where the size is no power of 4. */
function factors(size: number): number[] {
  const radices: number[] = [];
  for (let rest = size; rest > 1; rest /= radices.at(-1)!) radices.push(rest % 4 === 0 ? 4 : 2);
  return radices;
}

/** Which sample the recursion has at a place when it reaches its last stage. */
function sampleAt(place: number, radices: readonly number[], size: number): number {
  let sample = 0;
  let stride = 1;
  let length = size;
  for (const radix of radices) {
    length /= radix;
    sample += (Math.floor(place / length) % radix) * stride;
    stride *= radix;
  }
  return sample;
}

function fillTwiddles(twiddles: Float32Array, size: number, firstLength: number): void {
  const [cosines, sines] = unitCircle(size);
  let at = 0;
  for (let length = firstLength; length < size; length *= 4) {
    const stride = size / (4 * length);
    for (const turns of [1, 2, 3]) {
      for (const table of [cosines, sines]) {
        for (let i = 0; i < length; i++) twiddles[at++] = table[turns * i * stride]!;
      }
    }
  }
}

/** cos and sin of −2πi/size as JUCE fills them: a quarter is computed, the rest mirrored. */
function unitCircle(size: number): readonly [Float32Array, Float32Array] {
  const cosines = new Float32Array(size);
  const sines = new Float32Array(size);
  const quarter = size / 4;
  const half = size / 2;
  for (let i = 0; i < quarter; i++) {
    const angle = (i * -2 * Math.PI) / size;
    cosines[i] = Math.cos(angle);
    sines[i] = Math.sin(angle);
    cosines[i + quarter] = sines[i]!;
    sines[i + quarter] = -cosines[i]!;
  }
  cosines[half] = -1;
  for (let i = half + 1; i < size; i++) {
    cosines[i] = cosines[size - i]!;
    sines[i] = -sines[size - i]!;
  }
  return [cosines, sines];
}

/**
 * The cosine of a 32-bit number of 0 … 2π as the C library computes it that the references were made with: within 0.56 of
 * the last place, so that some values are not the nearest ones. The quiet bins of a spectrum show the difference. Source:
 * sinf and cosf of glibc 2.28 and later (from ARM's optimized routines, MIT).
 */
function cosine32(x: number): number {
  const quadrant = Math.round(x / (Math.PI / 2));
  const r = x - quadrant * (Math.PI / 2);
  const r2 = r * r;
  const isEven = quadrant % 2 === 0;
  const value = isEven
    ? 1 -
      0.49999999725108224 * r2 +
      0.041666623324344516 * r2 * r2 +
      r2 * r2 * r2 * (-0.001388676379437604 + 0.000024390450703564542 * r2)
    : r - 0.16666654943701084 * r2 * r + r2 * r2 * r * (0.008332178146138854 - 0.00019517298981385725 * r2);
  return Math.fround(quadrant % 4 === 1 || quadrant % 4 === 2 ? -value : value);
}
