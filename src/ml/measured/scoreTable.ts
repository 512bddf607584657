/** Scores of the same settings on several files, mixture by mixture: what pooling works on. */
export interface ScoreTable {
  readonly files: number;
  readonly settings: number;
  /** Mixtures of each file: partner by partner, segment by segment. */
  readonly mixtures: number;
  readonly segments: number;
  /** files × settings × mixtures. */
  readonly scores: Float64Array;
}

/** Mean score of each setting on each file: files × settings. */
export function meanScores({ files, settings, mixtures, scores }: ScoreTable): Float64Array {
  return Float64Array.from({ length: files * settings }, (_, cell) => {
    let sum = 0;
    for (let m = 0; m < mixtures; m++) sum += scores[cell * mixtures + m]!;
    return sum / mixtures;
  });
}

/** Mean over some rows of a rows × columns matrix. */
export function columnMeans(matrix: Float64Array, columns: number, rows: Iterable<number>): Float64Array {
  const means = new Float64Array(columns);
  let count = 0;
  for (const row of rows) {
    count++;
    for (let c = 0; c < columns; c++) means[c]! += matrix[row * columns + c]!;
  }
  return count === 0 ? means : means.map((sum) => sum / count);
}

/** The index of the largest value, the first on a tie. */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
