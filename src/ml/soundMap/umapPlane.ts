import { UMAP } from 'umap-js';
import type { Progress } from '../../domain/job.ts';
import { principalPlane } from '../linear/principalComponents.ts';
import { standardColumns } from '../linear/standardColumns.ts';
import { DefaultRng } from '../random/defaultRng.ts';

const NEIGHBOURS = 15;
/** Fewer rows have no neighbourhoods to speak of: principal components show them. */
const LEAST_ROWS = 6;
/** So many steps settle a few hundred sounds and ten thousand alike. */
const STEPS = 200;
const TOLD_EVERY = 5;
/** How wide the layout is at its start, as UMAP's own are. */
const START_RADIUS = 10;
const START_SCATTER = 0.01;

/**
 * Rows × 2 by UMAP over standardised columns: rows that are near each other in all columns come to lie near each other. It starts
 * from the principal components, so that it lies as they do in the large; the same values and seed give the same.
 *
 * @param values rows × columns, row-major, finite
 * @param onProgress told before the first step, which is where the neighbours have been found, and every few after it; answering
 *   false ends the work
 * @returns null where it was ended
 */
export async function umapPlane(
  values: Float64Array,
  columns: number,
  seed: number,
  onProgress: (progress: Progress) => Promise<boolean>,
): Promise<Float64Array<ArrayBuffer> | null> {
  const rows = values.length / columns;
  const start = principalPlane(values, columns).coordinates;
  if (rows < LEAST_ROWS) return Float64Array.from(start);
  const rng = new DefaultRng(seed);
  const standard = standardColumns(values, columns);
  const umap = new UMAP({
    nNeighbors: Math.min(NEIGHBOURS, rows - 1),
    nEpochs: STEPS,
    random: () => rng.double(),
  });
  umap.initializeFit(
    Array.from({ length: rows }, (_, row) => Array.from(standard.subarray(row * columns, (row + 1) * columns))),
  );
  const places = umap.getEmbedding();
  const radius = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  for (const [row, place] of places.entries()) {
    for (const axis of [0, 1]) {
      place[axis] = (START_RADIUS * start[row * 2 + axis]!) / radius + START_SCATTER * rng.standardNormal();
    }
  }
  for (let step = 0; step < STEPS; step += 1) {
    if (step % TOLD_EVERY === 0 && !(await onProgress({ done: step, total: STEPS }))) return null;
    umap.step();
  }
  return Float64Array.from(places.flat());
}
