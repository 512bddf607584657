/**
 * Spearman's rank correlation of two lists of equal length, ties sharing their mean rank: −1 … 1, and 0 where one of the
 * lists does not vary.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const left = meanRanks(a);
  const right = meanRanks(b);
  const middle = (left.length + 1) / 2;
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let i = 0; i < left.length; i++) {
    const x = left[i]! - middle;
    const y = right[i]! - middle;
    product += x * y;
    leftSquares += x * x;
    rightSquares += y * y;
  }
  const scale = Math.sqrt(leftSquares * rightSquares);
  return scale > 0 ? product / scale : 0;
}

function meanRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    const value = values[order[from]!];
    let to = from + 1;
    while (to < order.length && values[order[to]!] === value) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
