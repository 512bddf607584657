const SEPARATORS = [',', ';', '\t', '|'] as const;
/** A quoted cell goes on over at most this many lines. */
const LONGEST_CELL_LINES = 200;
/** Lines by which the separator is chosen. */
const PROBED_LINES = 50;

interface DelimitedRow {
  readonly cells: readonly string[];
  /** Counted from 1 in the file. */
  readonly line: number;
}

interface DelimitedText {
  readonly head: readonly string[];
  readonly rows: readonly DelimitedRow[];
  /** Lines that do not fit the head; nothing of them is used. */
  readonly damagedLines: readonly number[];
}

/**
 * Reads text with separators as people have it: commas, semicolons, tabs or bars, a first line `sep=`, stray quotes. A line
 * whose cells are not as many as the head's is damaged: which cell is which would be a guess.
 */
export function parseDelimited(text: string): DelimitedText {
  const body = text.replace(/^\uFEFF/u, '');
  const named = /^"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n)/iu.exec(body);
  const lines = splitLines(named === null ? body : body.slice(named[0].length));
  return read(lines, named?.[1] ?? likeliestSeparator(lines), named === null ? 1 : 2);
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/u);
}

/** The separator by which most of the first lines have as many cells as the head. */
function likeliestSeparator(lines: readonly string[]): string {
  const probe = lines.slice(0, PROBED_LINES);
  const scored = SEPARATORS.map((separator) => {
    const { head, rows } = read(probe, separator, 1);
    return { separator, score: head.length > 1 ? rows.length + 1 : 0, columns: head.length };
  });
  return scored.toSorted((a, b) => b.score - a.score || b.columns - a.columns)[0]?.separator ?? ',';
}

function read(lines: readonly string[], separator: string, firstLine: number): DelimitedText {
  let head: readonly string[] | null = null;
  const rows: DelimitedRow[] = [];
  const damagedLines: number[] = [];
  for (let at = 0; at < lines.length;) {
    const line = firstLine + at;
    const found = readRow(lines, at, separator, head?.length ?? null);
    at += found.lines;
    if (found.cells === null) damagedLines.push(...Array.from({ length: found.lines }, (_, index) => line + index));
    else if (found.cells.length === 1 && found.cells[0] === '') continue;
    else if (head === null) head = found.cells.map((cell) => cell.trim());
    else rows.push({ cells: found.cells, line });
  }
  return { head: head ?? [], rows, damagedLines };
}

interface ReadRow {
  /** Null for what cannot be told. */
  readonly cells: readonly string[] | null;
  readonly lines: number;
}

function readRow(lines: readonly string[], at: number, separator: string, columns: number | null): ReadRow {
  const fits = (cells: readonly string[]) => columns === null || cells.length === columns;
  const plainCells = (line: string) => withoutEmptyEnd(line.split(separator), columns);
  const quoted = readQuoted(lines, at, separator);
  if (quoted !== null) {
    const cells = withoutEmptyEnd(quoted.cells, columns);
    const spanned = lines.slice(at, at + quoted.lines);
    // A quote that was never closed may have met one of a later line: then each of the lines is whole by itself.
    if (quoted.lines > 1 && spanned.every((line) => fits(plainCells(line))))
      return { cells: null, lines: quoted.lines };
    if (fits(cells) || (cells.length === 1 && cells[0] === '')) return { cells, lines: quoted.lines };
  }
  const plain = plainCells(lines[at] ?? '');
  return { cells: fits(plain) ? plain : null, lines: 1 };
}

/** Separators at the end of a line add no column. */
function withoutEmptyEnd(cells: readonly string[], columns: number | null): readonly string[] {
  const beyond = columns === null ? [] : cells.slice(columns);
  return beyond.length > 0 && beyond.every((cell) => cell.trim() === '') ? cells.slice(0, columns ?? 0) : cells;
}

/** The cells of a row with its quotes resolved, over several lines where a quoted cell goes on; null for stray quotes. */
function readQuoted(lines: readonly string[], start: number, separator: string): ReadQuoted | null {
  const cells: string[] = [];
  let at = start;
  let rest = lines[at] ?? '';
  for (;;) {
    let cell = '';
    if (/^\s*"/u.test(rest) && !rest.startsWith(separator)) {
      rest = rest.slice(rest.indexOf('"') + 1);
      for (;;) {
        const end = rest.indexOf('"');
        if (end < 0) {
          at += 1;
          const next = lines[at];
          if (next === undefined || at - start > LONGEST_CELL_LINES) return null;
          cell += `${rest}\n`;
          rest = next;
        } else if (rest[end + 1] === '"') {
          cell += rest.slice(0, end + 1);
          rest = rest.slice(end + 2);
        } else {
          cell += rest.slice(0, end);
          rest = rest.slice(end + 1).replace(separator === '\t' ? /^ +/u : /^\s+/u, '');
          break;
        }
      }
      if (rest !== '' && !rest.startsWith(separator)) return null;
    } else {
      const end = rest.indexOf(separator);
      cell = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? '' : rest.slice(end);
    }
    cells.push(cell);
    if (rest === '') return { cells, lines: at - start + 1 };
    rest = rest.slice(separator.length);
  }
}

interface ReadQuoted {
  readonly cells: readonly string[];
  readonly lines: number;
}
