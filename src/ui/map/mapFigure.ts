import type { Availability } from '../../../stages/import/audioSources.ts';
import type { MapPoint } from '../../../stages/descriptors/soundMapStage.ts';
import { toX, toY, type Area, type Axis } from '../../shared/figure/axes.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { nearest } from '../../shared/figure/nearest.ts';
import type { Mark, Point } from '../../shared/figure/scene.ts';
import { soundOption } from '../../shared/text/gapWords.ts';
import type { ColourGroup } from './mapColours.ts';

export const MAP_HEIGHT_PX = 460;
const MARGIN_PX = 18;
const REACH_PX = 14;

/** Where the dots come to lie for a width. */
export function placesOnMap(points: readonly MapPoint[], widthPx: number): (point: MapPoint) => Point {
  const area: Area = {
    left: MARGIN_PX,
    top: MARGIN_PX,
    widthPx: widthPx - 2 * MARGIN_PX,
    heightPx: MAP_HEIGHT_PX - 2 * MARGIN_PX,
  };
  const axis = (of: (point: MapPoint) => number): Axis => ({
    label: '',
    low: points.reduce((least, point) => Math.min(least, of(point)), Infinity),
    high: points.reduce((most, point) => Math.max(most, of(point)), -Infinity),
  });
  const x = axis((point) => point.x);
  const y = axis((point) => point.y);
  return (point) => ({ x: toX(area, x, point.x), y: toY(area, y, point.y) });
}

/**
 * The map: a dot for each sound, a ring where it is not at hand, the selected ones ringed, and the line that a lasso has drawn so
 * far.
 */
export function mapFigure(
  points: readonly MapPoint[],
  groups: readonly ColourGroup[],
  presenceOf: (point: MapPoint) => Availability,
  selected: ReadonlySet<string>,
  lasso: readonly Point[],
  widthPx: number,
): Figure {
  const place = placesOnMap(points, widthPx);
  const radiusPx = points.length > 2000 ? 3 : points.length > 300 ? 4 : 6;
  const chosen = points.filter(({ record }) => selected.has(record.file.audioId));
  const marks: Mark[] = [
    ...groups.flatMap(({ points: grouped, colour }): readonly Mark[] => {
      const dots = { kind: 'dots', radiusPx, opacity: points.length > 2000 ? 0.7 : 0.9 } as const;
      const here = grouped.filter((point) => presenceOf(point) === 'here').map(place);
      const silent = grouped.filter((point) => presenceOf(point) !== 'here').map(place);
      return [
        ...(here.length === 0 ? [] : [{ ...dots, dots: here, fill: colour }]),
        ...(silent.length === 0 ? [] : [{ ...dots, dots: silent, fill: '--surface', stroke: colour }]),
      ];
    }),
    ...(chosen.length === 0
      ? []
      : [
          {
            kind: 'dots',
            dots: chosen.map(place),
            radiusPx: radiusPx + 1,
            fill: '--text',
            stroke: '--accent',
          } satisfies Mark,
        ]),
    ...(lasso.length < 2
      ? []
      : [
          {
            kind: 'lines',
            lines: [[...lasso, ...lasso.slice(0, 1)]],
            stroke: '--focus',
            widthPx: 1.5,
            dash: [5, 4],
          } satisfies Mark,
        ]),
  ];
  return {
    scene: { widthPx, heightPx: MAP_HEIGHT_PX, marks },
    locate: (x, y) => nearest(points, place, { x, y }, REACH_PX)?.record.file.audioId ?? null,
    highlight: (key) => {
      const point = points.find(({ record }) => record.file.audioId === key);
      if (point === undefined) return [];
      const at = place(point);
      const isRight = at.x > widthPx * 0.6;
      return [
        { kind: 'dots', dots: [at], radiusPx: radiusPx + 3, fill: '--pastel-2', stroke: '--surface' },
        {
          kind: 'text',
          x: at.x + (isRight ? -14 : 14),
          y: at.y + 4,
          text: soundOption(point.record.file.path, presenceOf(point)),
          fill: '--text',
          anchor: isRight ? 'end' : 'start',
          bold: true,
        },
      ];
    },
  };
}

/** Whether a place lies inside a closed line (even–odd). */
export function isInside(line: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (const [i, a] of line.entries()) {
    const b = line[(i + 1) % line.length] ?? a;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

/** The sounds that lie nearest to one, the nearest first. */
export function neighbours(points: readonly MapPoint[], audioId: string, count: number): readonly MapPoint[] {
  const own = points.find(({ record }) => record.file.audioId === audioId);
  if (own === undefined) return [];
  return points
    .filter((point) => point !== own)
    .map((point) => ({ point, distance: Math.hypot(point.x - own.x, point.y - own.y) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ point }) => point);
}
