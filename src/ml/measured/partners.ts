import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { DefaultRng } from '../random/defaultRng.ts';

/** A file that may be mixed with others. */
export interface PartnerCandidate {
  readonly id: string;
  /** Null where it is not known. */
  readonly genre: string | null;
  /** The recording that it is from: pieces of one recording are not mixed with each other. */
  readonly group: string;
  /** Twelve values in the order of `DESCRIPTORS`. */
  readonly descriptors: Float64Array;
}

/**
 * Draws the partners of a file [X5]: first from files of another genre or in the farther half of the standardised
 * descriptor space, at random; then from the rest, the farthest first. Files of one recording count once. The same data
 * set, file and seed draw the same partners.
 *
 * @param count of partners; there are fewer where there are too few recordings.
 * @param excluded ids whose recordings are not drawn.
 * @returns ids in the order they were drawn.
 */
export function drawPartners(
  own: PartnerCandidate,
  candidates: readonly PartnerCandidate[],
  count: number,
  seed: number,
  excluded: readonly string[] = [],
): readonly string[] {
  const closed = new Set(candidates.filter(({ id }) => excluded.includes(id)).map(({ group }) => group));
  const others = onePerGroup(candidates.filter(({ group }) => group !== own.group && !closed.has(group)));
  const distances = distancesFrom(own, others, candidates);
  const middle = [...distances].sort((a, b) => a - b)[Math.floor(others.length / 2)] ?? 0;
  const isFar = (i: number) => distances[i]! >= middle || differs(own.genre, others[i]!.genre);
  const rng = new DefaultRng(seedOf(own.id, seed));
  const keys = others.map(() => rng.double());
  const order = others.map((_, i) => i);
  order.sort((a, b) => {
    if (isFar(a) !== isFar(b)) return isFar(a) ? -1 : 1;
    return isFar(a) ? keys[a]! - keys[b]! : distances[b]! - distances[a]!;
  });
  return order.slice(0, count).map((i) => others[i]!.id);
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** The first file of each recording, by id. */
function onePerGroup(candidates: readonly PartnerCandidate[]): readonly PartnerCandidate[] {
  const byId = [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...new Map(byId.toReversed().map((candidate) => [candidate.group, candidate])).values()].toReversed();
}

/** Distances in units of each descriptor's standard deviation over all candidates. */
function distancesFrom(
  own: PartnerCandidate,
  others: readonly PartnerCandidate[],
  all: readonly PartnerCandidate[],
): readonly number[] {
  const scales = Array.from({ length: DESCRIPTOR_COUNT }, (_, d) => {
    const mean = all.reduce((sum, { descriptors }) => sum + descriptors[d]!, 0) / all.length;
    const variance = all.reduce((sum, { descriptors }) => sum + (descriptors[d]! - mean) ** 2, 0) / all.length;
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  return others.map(({ descriptors }) =>
    Math.sqrt(scales.reduce((sum, scale, d) => sum + ((descriptors[d]! - own.descriptors[d]!) / scale) ** 2, 0)),
  );
}

/** A seed of the file's own: FNV-1a over its id, from the given seed on. */
function seedOf(id: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
