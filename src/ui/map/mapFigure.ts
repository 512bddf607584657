import type { MapPoint } from '../../stages/descriptors/soundMapStage.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import type { Figure } from '../shared/figure/figureFrame.ts';
import { paintCloud } from '../shared/figure/paintCloud.ts';
import type { DotLook, Mark, Point } from '../shared/figure/scene.ts';
import { soundOption } from '../shared/text/gapWords.ts';
import type { ColourGroup } from './mapColours.ts';
import { mapLabels } from './mapLabels.ts';
import { nearestDot, placeAt, placesSeen, type MapPlaces } from './mapPlaces.ts';
import type { MapView, Size } from './mapView.ts';
import type { AxisEnds } from './mapWords.ts';

const NOT_DRAWN = 255;
const LETTER_PX = 6.3;
const NAME_LETTERS = 28;

/** What the map shows, however near it is seen. */
export interface MapContent {
  readonly points: readonly MapPoint[];
  readonly places: MapPlaces;
  readonly groups: readonly ColourGroup[];
  readonly presences: readonly Availability[];
  readonly selected: ReadonlySet<string>;
  /** The audio ids of those that are not faint; null for all. */
  readonly shown: ReadonlySet<string> | null;
  /** What grows across and up; null where a direction means nothing. */
  readonly axes: readonly [AxisEnds | null, AxisEnds | null];
  readonly widthOf: (text: string) => number;
}

/** What is drawn of it at every distance alike. */
export interface DrawnMap {
  readonly content: MapContent;
  /** What each dot looks like, as an index; {@link dotLooks} are in this order. */
  readonly looks: Uint8Array;
  readonly isPickable: (index: number) => boolean;
  /** The audio ids of the dots: asking ten thousand records for them takes longer than a frame lasts. */
  readonly ids: readonly string[];
  readonly selectedAt: readonly number[];
}

/** The audio ids of dots. */
export function idsOf(points: readonly MapPoint[]): readonly string[] {
  return points.map(({ record }) => record.file.audioId);
}

/**
 * Faint ones first, then two looks for each colour, those with and those without sound; the selected ones last.
 *
 * @param ids of the points, which stay the same while others are selected
 */
export function drawnMap(content: MapContent, ids = idsOf(content.points)): DrawnMap {
  const { points, groups, presences, selected, shown } = content;
  const looks = new Uint8Array(points.length).fill(NOT_DRAWN);
  const isPickable = (index: number) => shown === null || shown.has(ids[index] ?? '');
  for (const [group, { members }] of groups.entries()) {
    for (const i of members) looks[i] = isPickable(i) ? 1 + 2 * group + (presences[i] === 'here' ? 0 : 1) : 0;
  }
  const selectedAt: number[] = [];
  if (selected.size > 0) for (const [i, id] of ids.entries()) if (selected.has(id)) selectedAt.push(i);
  for (const i of selectedAt) looks[i] = selectedLook(groups);
  return { content, looks, isPickable, ids, selectedAt };
}

function selectedLook(groups: readonly ColourGroup[]): number {
  return 1 + 2 * groups.length;
}

/** How large dots are: smaller where there are many, larger when one goes near. */
function dotRadiusPx(count: number, { zoom }: MapView): number {
  const whole = count > 2000 ? 3 : count > 300 ? 4 : 6;
  // In halves of a pixel, so that few sizes are drawn.
  return Math.round(2 * Math.min(7, whole * zoom ** 0.25)) / 2;
}

function dotLooks(groups: readonly ColourGroup[], radiusPx: number): readonly DotLook[] {
  return [
    { radiusPx: radiusPx - 1, fill: '--line', stroke: '--line', strokePx: 0 },
    ...groups.flatMap(({ colour }): readonly DotLook[] => [
      { radiusPx, fill: colour, stroke: '--surface', strokePx: 0.5 },
      { radiusPx, fill: '--surface', stroke: colour, strokePx: Math.min(2, radiusPx / 2) },
    ]),
    { radiusPx: radiusPx + 2, fill: '--text', stroke: '--accent', strokePx: 2 },
  ];
}

/** The map as it is seen. */
export function mapFigure(
  { content, looks, isPickable, ids, selectedAt }: DrawnMap,
  view: MapView,
  size: Size,
): Figure {
  const { points, groups, presences } = content;
  const places = placesSeen(content.places, view, size);
  const radiusPx = dotRadiusPx(points.length, view);
  // Of those that are written, not of all.
  const nameOf = (index: number) => shortName(points[index]?.record.file.path ?? '');
  const { widthOf } = content;
  const isWanted = (index: number) => looks[index] !== selectedLook(groups) && isPickable(index);
  const axes = axisMarks(content.axes, size, widthOf);
  const chosen = selectedAt
    .slice(0, NAMED_SELECTED)
    .flatMap((i) => nameMarks(placeAt(places, i), nameOf(i), radiusPx, size, widthOf));
  const blocked = [...axes, ...chosen].filter((mark) => mark.kind === 'rect');
  const labels = mapLabels({ places, radiusPx, isWanted, nameOf, widthOf, blocked }, size);
  const marks: Mark[] = [
    { kind: 'cloud', paint: paintCloud, places, looks, dots: dotLooks(groups, radiusPx) },
    ...axes,
    ...labels.map(({ text, left, baseline }): Mark => ({
      kind: 'text',
      x: left,
      y: baseline,
      text,
      fill: '--text-dim',
    })),
    ...chosen,
  ];
  return {
    scene: { ...size, marks },
    locate: (x, y) => {
      const index = nearestDot(places, { x, y }, isPickable);
      return index === null ? null : (ids[index] ?? null);
    },
    highlight: (key) => {
      const index = ids.indexOf(key);
      const path = points[index]?.record.file.path;
      if (path === undefined) return [];
      const at = placeAt(places, index);
      const text = soundOption(path, presences[index] ?? 'here');
      return [
        { kind: 'dots', dots: [at], radiusPx: radiusPx + 3, fill: '--pastel-2', stroke: '--surface' },
        ...nameMarks(at, text, radiusPx + 3, size, widthOf, true),
      ];
    },
  };
}

/** The line that is drawn around dots so far, and how it would be closed. */
export function lassoMarks(line: readonly Point[]): readonly Mark[] {
  if (line.length < 2) return [];
  return [{ kind: 'lines', lines: [[...line, ...line.slice(0, 1)]], stroke: '--focus', widthPx: 1.5, dash: [5, 4] }];
}

/** So many selected sounds are named at once; more would cover the map. */
const NAMED_SELECTED = 12;

/** A name beside a dot on a ground of its own, whatever it covers. */
function nameMarks(
  { x, y }: Point,
  text: string,
  radiusPx: number,
  { widthPx, heightPx }: Size,
  widthOf: (text: string) => number,
  bold = false,
): readonly Mark[] {
  if (x < 0 || y < 0 || x > widthPx || y > heightPx) return [];
  const width = widthOf(text) * (bold ? 1.08 : 1) + 8;
  const beside = x + radiusPx + 4;
  const left = beside + width <= widthPx ? beside : Math.max(0, x - radiusPx - 4 - width);
  return [
    { kind: 'rect', x: left, y: y - 9, widthPx: width, heightPx: 18, fill: '--surface-raised', opacity: 0.92 },
    { kind: 'text', x: left + 4, y: y + 4, text, fill: '--text', bold },
  ];
}

/** Along the lower and the left edge: what grows there, and what grows the other way where both have room. */
function axisMarks(
  [across, up]: MapContent['axes'],
  { widthPx, heightPx }: Size,
  widthOf: (text: string) => number,
): readonly Mark[] {
  const words = (x: number, y: number, text: string): readonly Mark[] => [
    { kind: 'rect', x: x - 4, y: y - 13, widthPx: widthOf(text) + 8, heightPx: 18, fill: '--surface', opacity: 0.85 },
    { kind: 'text', x, y, text, fill: '--text-dim' },
  ];
  const marks: Mark[] = [];
  if (across !== null) {
    const [right, left] = [`${across.along} →`, `← ${across.against}`];
    const rightPx = widthOf(right);
    marks.push(...words(widthPx - 4 - rightPx, heightPx - 6, right));
    if (rightPx + widthOf(left) + 24 < widthPx) marks.push(...words(4, heightPx - 6, left));
  }
  if (up !== null) marks.push(...words(4, 14, `↑ ${up.along}`), ...words(4, heightPx - 24, `↓ ${up.against}`));
  return marks;
}

/** A file's name without its folder and ending, as short as a label is. */
function shortName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.[^.]{1,5}$/u, '');
  return name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1)}…` : name;
}

/** About as wide as a text is, where nothing can measure it. */
export function roughWidthPx(text: string): number {
  return text.length * LETTER_PX;
}
