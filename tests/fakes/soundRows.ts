import { seeded } from '../support/seeded.ts';
import { noiseWav } from './sounds.ts';

/** The licence names of the freesound-like set, in the order of its class labels. */
export const LICENSE_NAMES = [
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-3.0',
  'CC-BY-NC-3.0',
  'CC-BY-NC-4.0',
  'CC-Sampling+',
] as const;

export interface SoundRow {
  readonly audio: Uint8Array<ArrayBuffer>;
  readonly path: string;
  readonly title: string;
  /** Index in {@link LICENSE_NAMES}. */
  readonly license: number;
  readonly tags: readonly string[];
  readonly username: string;
  readonly soundId: bigint;
}

/** Rows of a freesound-like set; `passShare` of them are CC0 or CC BY, spread evenly but not regularly. */
export function soundRows(
  count: number,
  options: { readonly passShare: number; readonly samples: number },
): SoundRow[] {
  const random = seeded(count);
  return Array.from({ length: count }, (_, index) => {
    const passes = Math.floor((index + 1) * options.passShare) > Math.floor(index * options.passShare);
    return {
      audio: noiseWav(index + 1, options.samples + Math.floor(random() * 64)),
      path: `sound-${index}.wav`,
      title: `Sound ${index}`,
      license: passes ? index % 3 : 3 + (index % 3),
      tags: ['dog', `tag-${index % 7}`],
      username: `user${index % 11}`,
      soundId: BigInt(100_000 + index),
    };
  });
}
