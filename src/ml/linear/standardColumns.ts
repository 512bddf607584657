/**
 * Each column with mean 0 and variance 1; all 0 where it does not vary.
 *
 * @param values rows × columns, row-major, finite
 * @param result where they are written; may be `values`
 */
export function standardColumns(
  values: Float64Array,
  columns: number,
  result: Float64Array = new Float64Array(values.length),
): Float64Array {
  const rows = values.length / columns;
  for (let column = 0; column < columns; column += 1) {
    let mean = 0;
    for (let row = 0; row < rows; row += 1) mean += values[row * columns + column]! / rows;
    let variance = 0;
    for (let row = 0; row < rows; row += 1) variance += (values[row * columns + column]! - mean) ** 2 / rows;
    const deviation = Math.sqrt(variance);
    const varies = deviation > 1e-12 * Math.max(1, Math.abs(mean));
    for (let row = 0; row < rows; row += 1) {
      const at = row * columns + column;
      result[at] = varies ? (values[at]! - mean) / deviation : 0;
    }
  }
  return result;
}
