/** The width and the place that somebody gives to a column. */
export type Arrangement =
  | { readonly kind: 'width'; readonly key: string; readonly widthRem: number }
  /** To the place of another column. */
  | { readonly kind: 'place'; readonly key: string; readonly at: string };

const LEAST_WIDTH_REM = 3;
const MOST_WIDTH_REM = 60;
const KEY_STEP_REM = 1;
/** A shorter drag is a press, which sorts. */
const DRAG_PX = 6;

/** A column's width after it was pulled. */
export function pulledWidth(widthRem: number, byRem: number): number {
  return Math.round(Math.min(Math.max(widthRem + byRem, LEAST_WIDTH_REM), MOST_WIDTH_REM) * 100) / 100;
}

/**
 * What a key does to the column whose head has the focus: Alt and an arrow moves it, with Shift it grows or shrinks; null for
 * any other key.
 */
export function arrangementByKey(
  event: Pick<KeyboardEvent, 'key' | 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey'>,
  keys: readonly string[],
  key: string,
  widthRem: number,
): Arrangement | null {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || !event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.shiftKey) return { kind: 'width', key, widthRem: pulledWidth(widthRem, step * KEY_STEP_REM) };
  const at = keys[keys.indexOf(key) + step];
  return at === undefined ? null : { kind: 'place', key, at };
}

/**
 * Follows the pointer from a press on a column's head until it is let go.
 *
 * @param onMove how far it has come, in pixels; not called before it has left the place of the press
 */
export function followDrag(
  event: PointerEvent,
  onMove: (byPx: number, x: number) => void,
  onEnd: (dragged: boolean) => void,
): void {
  const target = event.currentTarget as HTMLElement;
  const from = event.clientX;
  let dragged = false;
  target.setPointerCapture(event.pointerId);
  const move = ({ clientX }: PointerEvent): void => {
    dragged ||= Math.abs(clientX - from) >= DRAG_PX;
    if (dragged) onMove(clientX - from, clientX);
  };
  const end = (): void => {
    target.removeEventListener('pointermove', move);
    target.removeEventListener('pointerup', end);
    target.removeEventListener('pointercancel', end);
    onEnd(dragged);
  };
  target.addEventListener('pointermove', move);
  target.addEventListener('pointerup', end);
  target.addEventListener('pointercancel', end);
}

/** The keys of columns after one has gone to the place of another. */
export function movedTo(keys: readonly string[], key: string, at: string): readonly string[] {
  const to = keys.indexOf(at);
  if (to < 0 || key === at) return keys;
  const others = keys.filter((other) => other !== key);
  return [...others.slice(0, to), key, ...others.slice(to)];
}
