import { MEASURE, type MeasuredSettings } from '../../domain/measured.ts';

/** What the judge measures by: what was said by another measure does not count [X9]. */
export function measureKey({ clusterCount, changeWeight, seed }: MeasuredSettings): string {
  return JSON.stringify([MEASURE, clusterCount, changeWeight, seed]);
}
