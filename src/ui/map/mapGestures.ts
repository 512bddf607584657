import type { Point } from '../shared/figure/scene.ts';

/** What a pointer does on the map. Places in CSS pixels from its upper left corner. */
export interface GestureTargets {
  readonly pan: (by: Point) => void;
  /** Nearer by a factor above 1. */
  readonly zoom: (factor: number, at: Point) => void;
  /** The line that is being drawn around dots; empty once it is done or given up. */
  readonly draw: (line: readonly Point[]) => void;
  readonly enclose: (line: readonly Point[], adds: boolean) => void;
  readonly press: (at: Point, adds: boolean) => void;
}

/** A line is longer than this; anything shorter is a press. */
const PRESS_PX = 8;
/** A page that is being scrolled scrolls on where the map comes under the pointer. */
const SCROLLED_MS = 400;
const ZOOM_PER_PX = 0.002;
const LINE_PX = 16;

/**
 * Wheel and pinch zoom; two fingers, Shift or the middle button move the map; one pointer draws a line around dots, or presses one.
 * A finger that goes up or down scrolls the page.
 */
export function followGestures(surface: HTMLElement, { pan, zoom, draw, enclose, press }: GestureTargets): () => void {
  const ending = new AbortController();
  const pointers = new Map<number, Point>();
  let doing: 'nothing' | 'moving' | 'drawing' = 'nothing';
  let line: readonly Point[] = [];
  let scrolledAtMs = -Infinity;
  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const box = surface.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const giveUp = () => {
    if (doing === 'drawing') draw([]);
    line = [];
    doing = 'nothing';
  };

  const onDown = (event: PointerEvent): void => {
    if (event.button > 1) return;
    pointers.set(event.pointerId, placeOf(event));
    surface.setPointerCapture(event.pointerId);
    giveUp();
    if (pointers.size > 1 || event.shiftKey || event.button === 1) doing = 'moving';
    else {
      doing = 'drawing';
      line = [placeOf(event)];
    }
    if (event.button === 1) event.preventDefault();
  };

  const onMove = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const at = placeOf(event);
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.set(event.pointerId, at);
    if (doing === 'drawing') {
      line = [...line, at];
      draw(line);
    } else if (doing === 'moving') {
      const share = 1 / pointers.size;
      pan({ x: (at.x - before.x) * share, y: (at.y - before.y) * share });
      if (other !== undefined) {
        const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
        zoom(distance(at, other) / Math.max(1, distance(before, other)), middle);
      }
    }
  };

  const onUp = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    const drawn = doing === 'drawing' ? line : [];
    const [first] = drawn;
    if (pointers.size === 0 || doing === 'drawing') giveUp();
    if (first === undefined || event.type === 'pointercancel') return;
    const adds = event.ctrlKey || event.metaKey;
    if (drawn.every((at) => distance(at, first) < PRESS_PX)) press(first, adds);
    else enclose(drawn, adds);
  };

  const onWheel = (event: WheelEvent): void => {
    const isScrolling = event.timeStamp - scrolledAtMs < SCROLLED_MS;
    if (isScrolling && !event.ctrlKey) return;
    event.preventDefault();
    const px = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
    zoom(Math.exp(-px * ZOOM_PER_PX * (event.ctrlKey ? 5 : 1)), placeOf(event));
  };

  const onTouch = (event: TouchEvent): void => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  };

  const { signal } = ending;
  const active = { signal, passive: false };
  surface.addEventListener('pointerdown', onDown, { signal });
  surface.addEventListener('pointermove', onMove, { signal });
  surface.addEventListener('pointerup', onUp, { signal });
  surface.addEventListener('pointercancel', onUp, { signal });
  surface.addEventListener('wheel', onWheel, active);
  surface.addEventListener('touchstart', onTouch, active);
  surface.addEventListener('touchmove', onTouch, active);
  window.addEventListener('scroll', ({ timeStamp }) => (scrolledAtMs = timeStamp), {
    signal,
    capture: true,
    passive: true,
  });
  return () => ending.abort();
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
