/** Rows `first` … `end − 1` of a table. */
export interface RowSpan {
  readonly first: number;
  readonly end: number;
}

/** Rows kept above and below the view, so that quick scrolling finds them there. */
const OVERSCAN_ROWS = 12;
/** The span moves in steps of this many rows: a small scroll renders nothing. */
const STEP_ROWS = 6;

/** The rows of a table of equally high rows that have to exist for what is in view. */
export function rowSpan(scrollTopPx: number, viewHeightPx: number, rowHeightPx: number, rowCount: number): RowSpan {
  if (rowHeightPx <= 0) return { first: 0, end: Math.min(rowCount, 2 * OVERSCAN_ROWS) };
  const inView = Math.ceil(viewHeightPx / rowHeightPx);
  const wanted = Math.floor(scrollTopPx / rowHeightPx / STEP_ROWS) * STEP_ROWS - OVERSCAN_ROWS;
  const first = Math.max(0, Math.min(wanted, rowCount - inView - 2 * OVERSCAN_ROWS));
  return { first, end: Math.min(rowCount, first + inView + 2 * OVERSCAN_ROWS + STEP_ROWS) };
}
