/**
 * @typedef {{ work: string, median: number, spread: [number, number], unit: string, target: string | null, met: boolean, worst?: number }} Line
 */

/** @param {readonly number[]} values @returns {number} NaN for none */
export function median(values) {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * One line of the table: the median is held against the target, if there is one; the spread is the smallest and the largest
 * sample.
 *
 * @param {string} work
 * @param {readonly number[]} values
 * @param {string} unit
 * @param {{ atMost?: number, atLeast?: number }} target
 * @returns {Line}
 */
export function lineOf(work, values, unit, { atMost, atLeast }) {
  const found = median(values);
  const finite = values.filter(Number.isFinite);
  return {
    work,
    median: found,
    spread: [Math.min(...finite), Math.max(...finite)],
    unit,
    target: atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : null,
    met: atMost !== undefined ? found <= atMost : !(found < (atLeast ?? -Infinity)),
  };
}

/**
 * The same where a single sample over the target is one too many: the largest is held against it.
 *
 * @param {string} work
 * @param {readonly number[]} values
 * @param {string} unit
 * @param {{ atMost: number }} target
 * @returns {Line}
 */
export function worstOf(work, values, unit, { atMost }) {
  const line = lineOf(work, values, unit, { atMost });
  return {
    ...line,
    work: `${work}: the worst, beside the median`,
    worst: line.spread[1],
    met: line.spread[1] <= atMost,
  };
}

/** @param {readonly Line[]} lines @returns {string} a Markdown table */
export function tableOf(lines) {
  const rows = lines.map(({ work, median: found, worst, spread, unit, target, met }) => [
    work,
    worst === undefined ? `${significant(found)} ${unit}` : `${significant(worst)} (${significant(found)}) ${unit}`,
    `${significant(spread[0])} – ${significant(spread[1])}`,
    target === null ? '' : `${target} ${unit}`,
    !Number.isFinite(found) ? 'not measured' : target === null ? '' : met ? 'met' : 'not met',
  ]);
  return markdown([['work', 'median', 'spread', 'target', 'result'], ...rows]);
}

/**
 * What the parts of some work take, in ms per file and of their sum.
 *
 * @param {string} what
 * @param {Readonly<Record<string, readonly number[]>>} parts - ms per file, samples by name
 * @returns {string} a Markdown table
 */
export function sharesOf(what, parts) {
  const medians = Object.entries(parts).map(([part, values]) => ({ part, ms: median(values) }));
  const total = medians.reduce((sum, { ms }) => sum + ms, 0);
  const rows = medians.map(({ part, ms }) => [part, significant(ms), `${significant((100 * ms) / total)} %`]);
  return markdown([[what, 'ms per file', 'of the sum'], ...rows]);
}

/** A table of cells, the head first. @param {readonly string[][]} cells @returns {string} */
export function markdown(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const text = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [
    text(cells[0]),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.slice(1).map(text),
  ].join('\n');
}

/** @param {number} value @returns {string} three significant digits */
export function significant(value) {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
