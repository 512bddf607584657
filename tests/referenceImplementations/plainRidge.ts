import { polynomialTerms } from '../../src/domain/polynomial.ts';

/** Features and ridge regression as their definitions read, for comparison with the fast ones. */

/** Each row's monomials, one product at a time. */
export function plainFeatures(rows: readonly (readonly number[])[]): number[][] {
  const terms = polynomialTerms();
  return rows.map((row) => terms.map((term) => term.reduce((product, variable) => product * row[variable]!, 1)));
}

/** Subtracts each column's mean; returns the means too. */
export function centred(rows: readonly (readonly number[])[]): { readonly mean: number[]; readonly rows: number[][] } {
  const mean = rows[0]!.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length);
  return { mean, rows: rows.map((row) => row.map((value, column) => value - mean[column]!)) };
}

/** Solves the normal equations (XᵀX + αI)w = Xᵀy of centred data by elimination with pivoting, for every target. */
export function plainRidge(
  features: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  alpha: number,
): { readonly intercept: number[]; readonly weights: number[][] } {
  const x = centred(features);
  const y = centred(targets);
  const width = x.mean.length;
  const system = Array.from({ length: width }, (_, a) => {
    const line = new Float64Array(width + y.mean.length);
    for (const [i, row] of x.rows.entries()) {
      for (let b = 0; b < width; b++) line[b]! += row[a]! * row[b]!;
      for (let t = 0; t < y.mean.length; t++) line[width + t]! += row[a]! * y.rows[i]![t]!;
    }
    line[a]! += alpha;
    return line;
  });
  const solved = eliminate(system, width);
  const weights = y.mean.map((_, t) => solved.map((line) => line[width + t]!));
  const intercept = y.mean.map((mean, t) => mean - weights[t]!.reduce((sum, w, a) => sum + w * x.mean[a]!, 0));
  return { intercept, weights };
}

/** Gauss–Jordan elimination with row pivoting; the solutions take the place of the right-hand sides. */
function eliminate(system: Float64Array[], width: number): Float64Array[] {
  for (let column = 0; column < width; column++) {
    let pivot = column;
    for (let row = column + 1; row < width; row++) {
      if (Math.abs(system[row]![column]!) > Math.abs(system[pivot]![column]!)) pivot = row;
    }
    const line = system[pivot]!;
    system[pivot] = system[column]!;
    system[column] = line;
    const scale = 1 / line[column]!;
    for (let k = column; k < line.length; k++) line[k]! *= scale;
    for (const other of system) {
      const factor = other[column]!;
      if (other === line || factor === 0) continue;
      for (let k = column; k < line.length; k++) other[k]! -= factor * line[k]!;
    }
  }
  return system;
}
