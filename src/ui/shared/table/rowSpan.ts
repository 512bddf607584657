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

/**
 * So high a list is laid out at most. Browsers cut what is higher (Firefox at 17.9 million pixels, the others at 33.5), and the rows
 * beyond could not be reached.
 */
const HIGHEST_PX = 15_000_000;

/** Where a list is scrolled to: what the browser says, and the pixels above that it does not know of. */
export interface ScrollPlace {
  readonly scrollTopPx: number;
  readonly skippedPx: number;
}

/**
 * The place after the browser has scrolled. In a list that is too high to be laid out a small way goes on as in any other, a long one,
 * and one to an end, goes as far in the list as the scroll bar shows.
 */
export function scrolled(from: ScrollPlace, scrollTopPx: number, viewHeightPx: number, heightPx: number): ScrollPlace {
  const tooHighPx = Math.max(0, heightPx - HIGHEST_PX);
  const lastPx = Math.max(1, HIGHEST_PX - viewHeightPx);
  const isNear = Math.abs(scrollTopPx - from.scrollTopPx) <= viewHeightPx;
  const isWithin = scrollTopPx > 0 && scrollTopPx < lastPx && from.skippedPx <= tooHighPx;
  if (tooHighPx === 0) return { scrollTopPx, skippedPx: 0 };
  if (isNear && isWithin) return { scrollTopPx, skippedPx: from.skippedPx };
  return { scrollTopPx, skippedPx: Math.round(tooHighPx * Math.min(1, scrollTopPx / lastPx)) };
}

/** The place at which so many pixels of the list lie above the view. */
export function placeAt(from: ScrollPlace, topPx: number, viewHeightPx: number, heightPx: number): ScrollPlace {
  const near = scrolled(from, topPx - from.skippedPx, viewHeightPx, heightPx);
  if (near.scrollTopPx + near.skippedPx === topPx) return near;
  const tooHighPx = Math.max(0, heightPx - HIGHEST_PX);
  const lastPx = Math.max(1, HIGHEST_PX - viewHeightPx);
  const scrollTopPx = Math.round((topPx * lastPx) / (lastPx + tooHighPx));
  return { scrollTopPx, skippedPx: topPx - scrollTopPx };
}
