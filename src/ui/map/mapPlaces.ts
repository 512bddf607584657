import type { MapPoint } from '../../stages/descriptors/soundMapStage.ts';
import type { Point } from '../shared/figure/scene.ts';
import type { MapView, Size } from './mapView.ts';

const MARGIN_PX = 26;
const REACH_PX = 14;

/** Where the sounds lie, as numbers in a row that can be gone through in every frame. */
export interface MapPlaces {
  /** x and y of each in turn, in the units of the layout. */
  readonly coordinates: Float32Array;
  readonly low: Point;
  readonly high: Point;
  /** Whether a step across is as long as a step up. */
  readonly isEven: boolean;
}

export function mapPlaces(points: readonly MapPoint[], isEven: boolean): MapPlaces {
  const coordinates = new Float32Array(points.length * 2);
  const low = { x: Infinity, y: Infinity };
  const high = { x: -Infinity, y: -Infinity };
  for (const [i, { x, y }] of points.entries()) {
    coordinates[2 * i] = x;
    coordinates[2 * i + 1] = y;
    if (x < low.x) low.x = x;
    if (y < low.y) low.y = y;
    if (x > high.x) high.x = x;
    if (y > high.y) high.y = y;
  }
  return { coordinates, low, high, isEven };
}

/** x and y of each dot in turn in CSS pixels, for what is seen in a picture of some size. */
export function placesSeen({ coordinates, low, high, isEven }: MapPlaces, view: MapView, size: Size): Float32Array {
  const { widthPx, heightPx } = size;
  const across = (widthPx - 2 * MARGIN_PX) / (high.x - low.x || 1);
  const up = (heightPx - 2 * MARGIN_PX) / (high.y - low.y || 1);
  const [xScale, yScale] = isEven ? [Math.min(across, up), Math.min(across, up)] : [across, up];
  const middle = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 };
  const left = widthPx / 2 + (0.5 - view.x) * view.zoom * widthPx;
  const top = heightPx / 2 + (0.5 - view.y) * view.zoom * heightPx;
  const places = new Float32Array(coordinates.length);
  for (let i = 0; i < coordinates.length; i += 2) {
    places[i] = left + ((coordinates[i] ?? 0) - middle.x) * xScale * view.zoom;
    places[i + 1] = top - ((coordinates[i + 1] ?? 0) - middle.y) * yScale * view.zoom;
  }
  return places;
}

/** A place among them. */
export function placeAt(places: Float32Array, index: number): Point {
  return { x: places[2 * index] ?? 0, y: places[2 * index + 1] ?? 0 };
}

/** The dot that lies next to a place, within reach of a pointer; null for none. All are asked: ten thousand take 0.03 ms. */
export function nearestDot(
  places: Float32Array,
  { x, y }: Point,
  isWanted: (index: number) => boolean,
  reachPx = REACH_PX,
): number | null {
  let found: number | null = null;
  let least = reachPx * reachPx;
  for (let i = 0; i < places.length / 2; i += 1) {
    const distance = ((places[2 * i] ?? 0) - x) ** 2 + ((places[2 * i + 1] ?? 0) - y) ** 2;
    if (distance < least && isWanted(i)) {
      least = distance;
      found = i;
    }
  }
  return found;
}

/** Where an arrow key points. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The same as a step in the picture. */
export const ARROWS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** A dot beside the way counts as so much farther than one on it. */
const ASIDE = 2;

/** The next dot from one in a direction, of those no farther aside than ahead; null for none. */
export function nextDot(
  places: Float32Array,
  from: number,
  direction: Direction,
  isWanted: (index: number) => boolean,
): number | null {
  const unit = ARROWS[direction];
  const start = placeAt(places, from);
  let found: number | null = null;
  let least = Infinity;
  for (let i = 0; i < places.length / 2; i += 1) {
    const dx = (places[2 * i] ?? 0) - start.x;
    const dy = (places[2 * i + 1] ?? 0) - start.y;
    const ahead = dx * unit.x + dy * unit.y;
    const aside = Math.abs(dx * unit.y - dy * unit.x);
    const cost = ahead + ASIDE * aside;
    if (i !== from && ahead > 0 && aside <= ahead && cost < least && isWanted(i)) {
      least = cost;
      found = i;
    }
  }
  return found;
}

/**
 * Tells whether a place lies inside a closed line (even–odd). The line's pieces are sorted by the rows of pixels that they pass, so
 * that each of 100,000 dots is held against the few that pass its own.
 */
export function insideOf(line: readonly Point[]): (x: number, y: number) => boolean {
  const pieces = new Map<number, (readonly [Point, Point])[]>();
  for (const [i, a] of line.entries()) {
    const b = line[(i + 1) % line.length] ?? a;
    for (let row = Math.floor(Math.min(a.y, b.y)); row <= Math.max(a.y, b.y); row += 1) {
      const others = pieces.get(row);
      if (others === undefined) pieces.set(row, [[a, b]]);
      else others.push([a, b]);
    }
  }
  const xs = line.map(({ x }) => x);
  const ys = line.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return (x, y) => {
    // Most of very many dots lie beside it.
    if (x < left || x > right || y < top || y > bottom) return false;
    let inside = false;
    for (const [a, b] of pieces.get(Math.floor(y)) ?? []) {
      if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
    }
    return inside;
  };
}

/** The sounds that lie nearest to one, the nearest first. */
export function neighbours(points: readonly MapPoint[], audioId: string, count: number): readonly MapPoint[] {
  const own = points.find(({ record }) => record.file.audioId === audioId);
  if (own === undefined) return [];
  const near: { readonly point: MapPoint; readonly distance: number }[] = [];
  for (const point of points) {
    const distance = Math.hypot(point.x - own.x, point.y - own.y);
    if (point === own || (near.length === count && distance >= (near.at(-1)?.distance ?? 0))) continue;
    near.push({ point, distance });
    near.sort((a, b) => a.distance - b.distance);
    near.splice(count);
  }
  return near.map(({ point }) => point);
}
