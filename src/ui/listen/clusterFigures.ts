import type { ClusterFrame } from '../../stages/listening/hear/clusterPlayer.ts';
import { formatHz, formatShare } from '../shared/text/format.ts';

const BIN_COUNT = 64;

/** What one cluster carries in a frame. */
export interface ClusterFigure {
  /** Share of the frame's energy, 0 … 1. */
  readonly share: number;
  /** Where the middle of it lies; null for a cluster that carries nothing. */
  readonly centreHz: number | null;
  /** Its part of the energy of each of the 64 bins. */
  readonly spectrum: Float32Array;
}

/** What each cluster carries, by masks divided by their sum. */
export function clusterFigures({ energy, masks }: ClusterFrame, binCentresHz: Float32Array): readonly ClusterFigure[] {
  const clusterCount = masks.length / BIN_COUNT;
  const sums = new Float32Array(BIN_COUNT);
  masks.forEach((mask, at) => (sums[at % BIN_COUNT] = (sums[at % BIN_COUNT] ?? 0) + mask));
  const total = energy.reduce((sum, value) => sum + value, 0);
  return Array.from({ length: clusterCount }, (_, c) => {
    const spectrum = energy.map((value, i) => {
      const sum = sums[i] ?? 0;
      return value * (sum > 0 ? (masks[c * BIN_COUNT + i] ?? 0) / sum : 1 / clusterCount);
    });
    const carried = spectrum.reduce((sum, value) => sum + value, 0);
    return {
      share: total > 0 ? carried / total : 0,
      centreHz: carried > 0 ? medianHz(spectrum, carried, binCentresHz) : null,
      spectrum,
    };
  });
}

/** The frequency below which half of the energy lies. */
function medianHz(spectrum: Float32Array, carried: number, binCentresHz: Float32Array): number | null {
  let sum = 0;
  const at = spectrum.findIndex((value) => (sum += value) >= carried / 2);
  return binCentresHz[at] ?? null;
}

/** The figures in one sentence. */
export function figuresInWords(figures: readonly ClusterFigure[]): string {
  return figures
    .map(({ share, centreHz }, c) => {
      const where = centreHz === null ? '' : ` around ${formatHz(centreHz)}`;
      return `cluster ${c + 1} carries ${formatShare(share)}${where}`;
    })
    .join(', ');
}
