import type { ScoreTable } from './scoreTable.ts';

/**
 * How much of a file's own trials is more than luck: the covariance between what two mixtures differ from expectation
 * that share neither partner nor segment, over the variance of what their mean differs [X8b]. In 0 … 1; 0 with a single
 * mixture.
 *
 * @param files how many of the table's files count.
 * @param common the mean score of each setting.
 * @param expected files × settings: what is expected besides.
 */
export function trustInOwnTrials(
  { settings, mixtures, segments, scores }: ScoreTable,
  files: number,
  common: Float64Array,
  expected: Float64Array,
): number {
  let covariance = 0;
  let variance = 0;
  const surprise = new Float64Array(mixtures * settings);
  for (let f = 0; f < files; f++) {
    for (let m = 0; m < mixtures; m++) {
      const row = surprise.subarray(m * settings, (m + 1) * settings);
      for (let s = 0; s < settings; s++) {
        const cell = f * settings + s;
        row[s] = scores[cell * mixtures + m]! - common[s]! - expected[cell]!;
      }
      centre(row);
    }
    const pairs = pairsApart(mixtures, segments);
    for (const [a, b] of pairs) covariance += innerProduct(surprise, a, b, settings) / Math.max(pairs.length, 1);
    for (let a = 0; a < mixtures; a++) {
      for (let b = 0; b < mixtures; b++) variance += innerProduct(surprise, a, b, settings) / mixtures ** 2;
    }
  }
  return variance > 0 ? Math.min(Math.max(covariance / variance, 0), 1) : 0;
}

/** Pairs of mixtures with another partner and, where there is more than one, another segment. */
function pairsApart(mixtures: number, segments: number): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0; a < mixtures; a++) {
    for (let b = 0; b < a; b++) {
      const samePartner = Math.floor(a / segments) === Math.floor(b / segments);
      const sameSegment = segments > 1 && a % segments === b % segments;
      if (!samePartner && !sameSegment) pairs.push([a, b]);
    }
  }
  return pairs;
}

function innerProduct(rows: Float64Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += rows[a * width + i]! * rows[b * width + i]!;
  return sum;
}

function centre(row: Float64Array): void {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  for (let i = 0; i < row.length; i++) row[i]! -= mean;
}
