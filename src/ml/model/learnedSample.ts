/** So many files a model learns from and is judged on at most [M7]: what trains goes through them on two cores within minutes. */
export const LEARNED_AT_MOST = 100_000;

/** Files that a model learns from. */
export interface LearnedSample<File> {
  readonly rows: readonly File[];
  /** How many there are that it could have learned from. */
  readonly of: number;
}

/**
 * All files, or so many of them, chosen at random by their ids: the same ones each time, whatever their order, and nearly the
 * same ones when others come or go [M7]. They stay in their order.
 */
export function learnedSample<File>(
  files: readonly File[],
  idOf: (file: File) => string,
  atMost = LEARNED_AT_MOST,
): LearnedSample<File> {
  const of = files.length;
  if (of <= atMost) return { rows: files, of };
  const places = Float64Array.from(files, (file) => placeOf(idOf(file)));
  const last = places.toSorted()[atMost - 1] ?? 0;
  // Two files of one place are one in some 10,000 data sets of a million.
  return { rows: files.filter((_, i) => (places[i] ?? 0) <= last).slice(0, atMost), of };
}

/** A whole number below 2^53 that looks drawn at random: a hash of the id, 53 bits of two lanes of 32 (MurmurHash3's finaliser). */
function placeOf(id: string): number {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let i = 0; i < id.length; i += 1) {
    const code = id.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (mixed(high) >>> 11) * 2 ** 32 + mixed(low ^ high);
}

function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
