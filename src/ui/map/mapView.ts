import type { Point } from '../shared/figure/scene.ts';

/** What part of the map is seen: its middle, in shares of the whole, and how many times larger it is. */
export interface MapView {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: MapView = { zoom: 1, x: 0.5, y: 0.5 };
/** So near that two of ten thousand sounds come apart. */
const MOST_ZOOM = 64;

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Nearer by a factor above 1, farther below; what lies at a place stays there. */
export function zoomed(view: MapView, factor: number, at: Point, size: Size): MapView {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
  const held = (middle: number, place: number, room: number) => {
    const offset = (place - room / 2) / room;
    return middle + offset / view.zoom - offset / zoom;
  };
  return inside({ zoom, x: held(view.x, at.x, size.widthPx), y: held(view.y, at.y, size.heightPx) });
}

/** What is seen after the picture was moved by so many pixels. */
export function moved(view: MapView, { x, y }: Point, { widthPx, heightPx }: Size): MapView {
  return inside({ ...view, x: view.x - x / (widthPx * view.zoom), y: view.y - y / (heightPx * view.zoom) });
}

/** The least movement that brings a place of the picture into it, a margin from its edge. */
export function revealing(view: MapView, { x, y }: Point, size: Size, marginPx: number): MapView {
  const into = (place: number, room: number) => Math.min(Math.max(place, marginPx), room - marginPx) - place;
  return moved(view, { x: into(x, size.widthPx), y: into(y, size.heightPx) }, size);
}

/** No further than the edges of the whole. */
function inside({ zoom, x, y }: MapView): MapView {
  const half = 0.5 / zoom;
  const within = (middle: number) => Math.min(1 - half, Math.max(half, middle));
  return { zoom, x: within(x), y: within(y) };
}
