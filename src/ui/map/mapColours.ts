import type { MapPoint } from '../../../stages/descriptors/soundMapStage.ts';
import { scaleColour, type Colour } from '../../shared/figure/scene.ts';
import { formatFixed } from '../../shared/text/format.ts';

/** What the dots of the map are coloured by. */
export const COLOURINGS = [
  { value: 'genre', label: 'Genre' },
  { value: 'license', label: 'License' },
  { value: 'score', label: 'Score' },
  { value: 'regret', label: 'Regret' },
] as const;

export type Colouring = (typeof COLOURINGS)[number]['value'];

/** Dots of one colour, and what they are. */
export interface ColourGroup {
  readonly label: string;
  readonly colour: Colour;
  readonly points: readonly MapPoint[];
}

const CATEGORIES = 7;
const BANDS = 8;
const NONE: Colour = '--line-strong';

/** The points by colour: the commonest values of a text, or bands of a number; what has none is grey. */
export function colourGroups(points: readonly MapPoint[], colouring: Colouring): readonly ColourGroup[] {
  if (colouring === 'score') return bands(points, ({ record }) => record.best?.score ?? null);
  if (colouring === 'regret') return bands(points, ({ regret }) => regret);
  return categories(points, ({ record }) =>
    colouring === 'genre' ? record.file.genre : (record.file.licenseFamily ?? record.file.license),
  );
}

function categories(points: readonly MapPoint[], of: (point: MapPoint) => string | null): readonly ColourGroup[] {
  const byValue = new Map<string, MapPoint[]>();
  const without: MapPoint[] = [];
  for (const point of points) {
    const value = of(point);
    if (value === null || value === '') without.push(point);
    else byValue.set(value, [...(byValue.get(value) ?? []), point]);
  }
  const ranked = [...byValue].toSorted(([a, as], [b, bs]) => bs.length - as.length || a.localeCompare(b, 'en'));
  const rest = ranked.slice(CATEGORIES).flatMap(([, found]) => found);
  return [
    ...ranked
      .slice(0, CATEGORIES)
      .map(([label, found], i): ColourGroup => ({ label, colour: `--pastel-${i + 1}`, points: found })),
    ...(rest.length > 0 ? [{ label: 'others', colour: '--pastel-8', points: rest }] : []),
    ...(without.length > 0 ? [{ label: 'not known', colour: NONE, points: without }] : []),
  ];
}

function bands(points: readonly MapPoint[], of: (point: MapPoint) => number | null): readonly ColourGroup[] {
  const known = points.flatMap((point) => {
    const value = of(point);
    return value === null ? [] : [{ point, value }];
  });
  const without = points.filter((point) => of(point) === null);
  const low = known.reduce((a, { value }) => Math.min(a, value), Infinity);
  const high = known.reduce((a, { value }) => Math.max(a, value), -Infinity);
  const width = (high - low) / BANDS || 1;
  const groups = Array.from({ length: BANDS }, (_, band): ColourGroup => ({
    label: `${formatFixed(low + band * width, 3)} – ${formatFixed(low + (band + 1) * width, 3)}`,
    colour: scaleColour((band + 0.5) / BANDS),
    points: known
      .filter(({ value }) => Math.min(BANDS - 1, Math.floor((value - low) / width)) === band)
      .map(({ point }) => point),
  }));
  return [
    ...groups.filter((group) => group.points.length > 0),
    ...(without.length > 0 ? [{ label: 'not known', colour: NONE, points: without }] : []),
  ];
}
