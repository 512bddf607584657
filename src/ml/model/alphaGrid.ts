import type { AlphaGrid } from '../../domain/model.ts';

const GRID_LENGTHS: Readonly<Record<AlphaGrid, number>> = { desktop: 18, extended: 30 };

/** The regularisation strengths to try: 10^(−4 + 6i/17), i = 0 … 17 (desktop) or 0 … 29 (extended) (M4, M6). */
export function alphaGrid(kind: AlphaGrid): Float64Array {
  return Float64Array.from({ length: GRID_LENGTHS[kind] }, (_, i) => 10 ** (-4 + (6 * i) / 17));
}
