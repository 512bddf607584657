import type { Point } from '../shared/figure/scene.ts';
import type { Size } from './mapView.ts';

/** A name beside its dot. */
export interface MapLabel {
  readonly index: number;
  readonly text: string;
  readonly left: number;
  /** Of the line that letters stand on. */
  readonly baseline: number;
}

/** What has names, and where. */
export interface Named {
  /** x and y of each dot in turn, in CSS pixels. */
  readonly places: Float32Array;
  readonly radiusPx: number;
  readonly isWanted: (index: number) => boolean;
  readonly nameOf: (index: number) => string;
  readonly widthOf: (name: string) => number;
  /** Where other things are written. */
  readonly blocked: readonly Box[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const CELL_PX = 6;
const LINE_PX = 14;
const GAP_PX = 3;
/** More are no help, and would not be written within a frame. */
const MOST_LABELS = 90;

/**
 * The names that have room beside their dots: right, left, above or below, where they meet neither another name nor a dot, the
 * first ones first. The grid by which room is told moves with the map, so that moving it changes no name but at its edges.
 */
export function mapLabels(named: Named, { widthPx, heightPx }: Size): readonly MapLabel[] {
  const { places, radiusPx, isWanted, nameOf, widthOf, blocked } = named;
  const count = places.length / 2;
  const origin = { x: cellOffset(places[0] ?? 0), y: cellOffset(places[1] ?? 0) };
  const columns = Math.ceil(widthPx / CELL_PX) + 1;
  const taken = new Uint8Array(columns * (Math.ceil(heightPx / CELL_PX) + 1));
  const column = (x: number) => Math.floor((x - origin.x) / CELL_PX) + 1;
  const row = (y: number) => Math.floor((y - origin.y) / CELL_PX) + 1;
  const isSeen = (x: number, y: number) => x >= 0 && y >= 0 && x < widthPx && y < heightPx;
  const take = (left: number, top: number, right: number, bottom: number) => {
    for (let y = Math.max(0, row(top)); y <= row(Math.min(bottom, heightPx - 1)); y += 1) {
      const start = y * columns;
      taken.fill(1, start + Math.max(0, column(left)), start + Math.min(columns - 1, column(right)) + 1);
    }
  };
  const isFree = (left: number, top: number, right: number, bottom: number) => {
    if (!isSeen(left, top) || !isSeen(right, bottom)) return false;
    for (let y = row(top); y <= row(bottom); y += 1) {
      for (let x = column(left); x <= column(right); x += 1) if (taken[y * columns + x] === 1) return false;
    }
    return true;
  };
  for (let i = 0; i < count; i += 1) {
    const x = places[2 * i] ?? 0;
    const y = places[2 * i + 1] ?? 0;
    if (!isSeen(x, y)) continue;
    const [left, right] = [Math.max(0, column(x - radiusPx)), Math.min(columns - 1, column(x + radiusPx))];
    const bottom = row(Math.min(y + radiusPx, heightPx - 1));
    for (let cell = Math.max(0, row(y - radiusPx)); cell <= bottom; cell += 1)
      for (let at = cell * columns + left; at <= cell * columns + right; at += 1) taken[at] = 1;
  }
  for (const box of blocked) take(box.x, box.y, box.x + box.widthPx, box.y + box.heightPx);
  const labels: MapLabel[] = [];
  const apart = radiusPx + CELL_PX + GAP_PX;
  for (let index = 0; index < count && labels.length < MOST_LABELS; index += 1) {
    const x = places[2 * index] ?? 0;
    const y = places[2 * index + 1] ?? 0;
    if (!isSeen(x, y) || !isWanted(index)) continue;
    // The side first: most dots of a dense place have no room for a letter, and their names need not be measured.
    if (!isFree(x + apart, y, x + apart, y) && !isFree(x - apart, y, x - apart, y)) continue;
    const text = nameOf(index);
    const width = widthOf(text);
    const corners: readonly Point[] = [
      { x: x + apart, y: y - LINE_PX / 2 },
      { x: x - apart - width, y: y - LINE_PX / 2 },
      { x: x - width / 2, y: y - apart - LINE_PX },
      { x: x - width / 2, y: y + apart },
    ];
    const corner = corners.find((at) => isFree(at.x, at.y, at.x + width, at.y + LINE_PX));
    if (corner === undefined) continue;
    take(corner.x, corner.y, corner.x + width, corner.y + LINE_PX);
    labels.push({ index, text, left: corner.x, baseline: corner.y + LINE_PX - 3 });
  }
  return labels;
}

function cellOffset(place: number): number {
  return ((place % CELL_PX) + CELL_PX) % CELL_PX;
}
