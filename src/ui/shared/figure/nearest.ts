import type { Point } from './scene.ts';

/** The item that is drawn next to a place, within reach of a pointer; null for none. */
export function nearest<T>(items: readonly T[], at: (item: T) => Point, { x, y }: Point, reachPx: number): T | null {
  let found: T | null = null;
  let least = reachPx * reachPx;
  for (const item of items) {
    const point = at(item);
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance < least) {
      least = distance;
      found = item;
    }
  }
  return found;
}
