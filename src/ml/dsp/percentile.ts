/**
 * The `q`-quantile (0…1) of finite values, linearly interpolated between order statistics at position q·(n − 1), as
 * NumPy's default does [D7]. Reorders `values`, which makes further quantiles of the same values cheaper, not wrong.
 * Throws a RangeError without values.
 */
export function percentileInPlace(values: Float64Array, q: number): number {
  const last = values.length - 1;
  if (last < 0) throw new RangeError('a percentile needs at least one value');
  const position = q * last;
  const rank = Math.min(Math.floor(position), last);
  const fraction = position - rank;
  const lower = selectInPlace(values, rank);
  if (fraction === 0) return lower;
  let upper = Infinity;
  for (let i = rank + 1; i <= last; i++) if (values[i]! < upper) upper = values[i]!;
  return lower + fraction * (upper - lower);
}

/**
 * Hoare's quickselect with the middle element as pivot: moves the value of the given rank to its sorted place, smaller
 * or equal ones before it, the others behind, and returns it.
 */
function selectInPlace(values: Float64Array, rank: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >>> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank]!;
}
