import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { fitScaler, standardise } from '../model/standardisation.ts';
import type { SeenRows, UnusualDescriptor } from '../../domain/confidence.ts';

/** @param inputs rows × 12 descriptors, row-major. @param rows which of them the model has seen; at least one. */
export function rememberRows(inputs: Float64Array, rows: Uint32Array): SeenRows {
  const scaler = fitScaler(inputs, rows);
  return { scaler, standardised: standardise(inputs, rows, scaler) };
}

/**
 * How far twelve descriptors are from the rows a model has seen: the mean distance to the three nearest, in standard
 * deviations per descriptor. Rows at distance 0 count: pass only rows that were really seen.
 */
export function novelty(seen: SeenRows, descriptors: Float64Array): number {
  const own = standardise(descriptors, Uint32Array.of(0), seen.scaler);
  const { standardised } = seen;
  // Sums of squares, ascending, of the nearest so far.
  let first = Infinity;
  let second = Infinity;
  let third = Infinity;
  for (let from = 0; from < standardised.length; from += DESCRIPTOR_COUNT) {
    let squares = 0;
    for (let i = 0; i < DESCRIPTOR_COUNT; i++) squares += (own[i]! - standardised[from + i]!) ** 2;
    if (squares >= third) continue;
    third = Math.max(second, squares);
    second = Math.max(first, Math.min(second, squares));
    first = Math.min(first, squares);
  }
  const nearest = [first, second, third].slice(0, standardised.length / DESCRIPTOR_COUNT);
  return nearest.reduce((sum, squares) => sum + Math.sqrt(squares / DESCRIPTOR_COUNT), 0) / nearest.length;
}

const UNUSUAL_DEVIATIONS = 2.5;

/** The descriptors more than 2.5 standard deviations from the mean of the rows seen, the most unusual first. */
export function unusualDescriptors(seen: SeenRows, descriptors: Float64Array): readonly UnusualDescriptor[] {
  const own = standardise(descriptors, Uint32Array.of(0), seen.scaler);
  return Array.from(own, (deviations, i) => ({ column: DESCRIPTOR_COLUMNS[i]!, deviations }))
    .filter(({ deviations }) => Math.abs(deviations) > UNUSUAL_DEVIATIONS)
    .sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations));
}
