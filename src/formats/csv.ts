/**
 * CSV after RFC 4180: lines end with CRLF, cells that hold a comma, a quote or a line break are quoted.
 *
 * Spreadsheets run a text cell that begins with `=`, `+`, `-`, `@`, a tab or a line break as a formula. Such a cell, and
 * one that begins with an apostrophe, is written with an apostrophe before it ({@link escapeText}); reading takes it
 * away again. Numbers are written as they are.
 */

const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠']/u;
const ESCAPED_START = /^'[=+\-@\t\r\n＝＋－＠']/u;

export type CsvCell = string | number;

/** Lines of cells as CSV text; every line, also the last, ends with CRLF. Not-finite numbers are left empty. */
export function encodeCsv(lines: Iterable<readonly CsvCell[]>): string {
  let text = '';
  for (const cells of lines) text += `${cells.map(encodeCell).join(',')}\r\n`;
  return text;
}

/**
 * The cells of CSV text as they are written, with quotes resolved and apostrophes kept: use {@link unescapeText} on text
 * cells. Lines may end with CRLF, LF or CR; a byte order mark and a missing last line end are allowed; empty lines are
 * left out.
 */
export function decodeCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/y;
  const body = text.replace(/^\uFEFF/, '');
  while (cell.lastIndex < body.length || line.length > 0) {
    const at = cell.lastIndex;
    const match = cell.exec(body);
    if (match === null) throw new SyntaxError(`a stray quote after character ${at}`);
    const [, quoted, plain, end] = match;
    line.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    if (line.length > 1 || line[0] !== '' || quoted !== undefined) lines.push(line);
    line = [];
  }
  return lines;
}

/** A text that no spreadsheet runs; {@link unescapeText} gives it back. */
export function escapeText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/** Undoes {@link escapeText}. A text that was never escaped stays as it is unless it looks escaped. */
export function unescapeText(cell: string): string {
  return ESCAPED_START.test(cell) ? cell.slice(1) : cell;
}

function encodeCell(cell: CsvCell): string {
  if (typeof cell === 'number') return encodeNumber(cell);
  const text = escapeText(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The shortest decimal that parses back to the same double, the sign of zero included. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  return Object.is(value, -0) ? '-0' : String(value);
}
