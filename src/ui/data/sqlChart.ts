import type { SqlResult } from '../../domain/sqlResult.ts';
import { barFigure, barsHeightPx } from '../shared/figure/barFigure.ts';
import type { Figure } from '../shared/figure/figureFrame.ts';
import { orderedByX, type PlotData } from '../shared/plot/plotData.ts';
import { numericColumn, textColumn } from '../shared/table/columns.ts';
import type { TableOut } from '../shared/table/tableCsv.ts';
import { formatValue, plural } from '../shared/text/format.ts';

const MOST_BARS = 30;
const LABEL_LETTERS = 12;

/** What a result can be drawn as: bars of a text and a number, else points of two numbers. */
export type SqlChart = { readonly heading: string; readonly summary: string } & (
  | {
      readonly kind: 'bars';
      readonly heightPx: number;
      readonly build: (widthPx: number) => Figure;
      readonly table: () => TableOut<NamedAmount>;
    }
  | { readonly kind: 'points'; readonly data: PlotData }
);

/** The chart of a result by its first columns that make one; null where none do. */
export function sqlChart({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): SqlChart | null {
  const [x, y] = [...columns.keys()].filter((i) => holds(rows, i, 'number'));
  const text = columns.findIndex((_, i) => holds(rows, i, 'string'));
  if (x === undefined) return null;
  if (text >= 0) return barsOf(columns, rows, text, x);
  return y === undefined ? null : pointsOf(columns, rows, x, y);
}

interface NamedAmount {
  readonly name: string;
  readonly amount: number;
}

type Rows = SqlResult['rows'];

/** Whether a column holds nothing else, NULL aside. */
function holds(rows: Rows, column: number, type: 'number' | 'string'): boolean {
  const kinds = new Set(rows.map((row) => row[column] ?? null).map((cell) => (cell === null ? null : typeof cell)));
  kinds.delete(null);
  return kinds.size === 1 && kinds.has(type);
}

function barsOf(columns: readonly string[], rows: Rows, text: number, number: number): SqlChart {
  const named = rows.flatMap((row) => {
    const amount = row[number];
    return typeof amount === 'number' ? [{ name: String(row[text] ?? 'NULL'), amount }] : [];
  });
  const bars = named.slice(0, MOST_BARS).map(({ name, amount }) => ({
    label: name.length > LABEL_LETTERS ? `${name.slice(0, LABEL_LETTERS - 1)}…` : name,
    amount,
    words: formatValue(amount, 4),
    fill: '--pastel-3',
  }));
  const all = plural(named.length, 'row');
  const [textLabel = '', numberLabel = ''] = [columns[text], columns[number]];
  return {
    kind: 'bars',
    heading: `${numberLabel} by ${textLabel}`,
    summary: named.length > bars.length ? `The first ${bars.length} of ${all}.` : `${all}.`,
    heightPx: barsHeightPx(bars.length),
    build: (widthPx) => barFigure(bars, 0, widthPx),
    table: () => ({
      columns: [
        textColumn('name', textLabel, 12, ({ name }) => name, 1),
        numericColumn('amount', numberLabel, 8, ({ amount }) => amount),
      ],
      rows: named,
    }),
  };
}

function pointsOf(columns: readonly string[], rows: Rows, x: number, y: number): SqlChart {
  const pairs = rows.flatMap((row) => {
    const [across, up] = [row[x], row[y]];
    return typeof across === 'number' && typeof up === 'number' ? [{ across, up }] : [];
  });
  const ordered = orderedByX(
    pairs.map(({ across }) => across),
    pairs.map(({ up }) => up),
  );
  const [xLabel = '', yLabel = ''] = [columns[x], columns[y]];
  return {
    kind: 'points',
    heading: `${yLabel} over ${xLabel}`,
    summary: `${plural(pairs.length, 'row')}.`,
    data: {
      xLabel,
      yLabel,
      x: ordered.x,
      series: [{ label: yLabel, values: ordered.y, draw: 'points', colour: '--pastel-3' }],
    },
  };
}
