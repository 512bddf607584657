import type { ClusterHyperparameters } from '../../domain/clusterSettings.ts';
import type { PackedBend } from '../../domain/packedBend.ts';
import { type Bend, BENT_KNOBS } from './knobBend.ts';

const WIDTH = 1 + BENT_KNOBS.length;

/** Updates in turn: of each its share, then its knobs in the order of `BENT_KNOBS`. Loses nothing: the values are of 32 bit. */
export function packBend(updates: readonly Bend[]): PackedBend {
  const packed = new Float32Array(updates.length * WIDTH);
  for (const [i, { share, inferred }] of updates.entries()) {
    packed.set([share, ...BENT_KNOBS.map(({ key }) => inferred[key])], i * WIDTH);
  }
  return packed;
}

/** The inverse of {@link packBend}. */
export function unpackBend(packed: PackedBend): readonly Bend[] {
  return Array.from({ length: packed.length / WIDTH }, (_, i) => {
    const [share = 0, ...values] = packed.subarray(i * WIDTH, (i + 1) * WIDTH);
    const named = BENT_KNOBS.map(({ key }, k): [string, number] => [key, values[k] ?? 0]);
    return { share, inferred: Object.fromEntries(named) as unknown as ClusterHyperparameters };
  });
}
