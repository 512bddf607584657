/** Each column with mean 0 and variance 1; all 0 where it does not vary. @param values rows × columns, row-major, finite. */
export function standardColumns(values: Float64Array, columns: number): Float64Array {
  const rows = values.length / columns;
  const result = new Float64Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    let mean = 0;
    for (let row = 0; row < rows; row += 1) mean += values[row * columns + column]! / rows;
    let variance = 0;
    for (let row = 0; row < rows; row += 1) variance += (values[row * columns + column]! - mean) ** 2 / rows;
    const deviation = Math.sqrt(variance);
    if (!(deviation > 1e-12 * Math.max(1, Math.abs(mean)))) continue;
    for (let row = 0; row < rows; row += 1) {
      result[row * columns + column] = (values[row * columns + column]! - mean) / deviation;
    }
  }
  return result;
}
