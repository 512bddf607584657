import { isSilentFile } from '../../domain/audioFile.ts';
import type { VerdictWords } from '../../domain/verdict.ts';
import { folderOf } from '../../stages/data/folders.ts';
import type { MapPoint } from '../../stages/descriptors/soundMapStage.ts';
import type { StoredAnswers } from '../../stages/prediction/predictionStage.ts';
import { bestScore } from '../import/audioColumns.ts';
import { scaleColour, type Colour } from '../shared/figure/scene.ts';
import { formatFixed, formatShare } from '../shared/text/format.ts';

/** What is known of the sounds beside their records. */
export interface MapFacts {
  readonly clusterNames: readonly string[];
  readonly verdicts: ReadonlyMap<string, VerdictWords>;
  readonly answers: StoredAnswers['ofFiles'];
}

/** A text or a number that each dot is coloured by; null where a sound has none. */
type ColouringBy =
  | { readonly kind: 'text'; readonly of: (point: MapPoint, facts: MapFacts) => string | null }
  | {
      readonly kind: 'number';
      readonly of: (point: MapPoint, facts: MapFacts) => number | null;
      readonly format: (value: number) => string;
    };

const text = (of: (point: MapPoint, facts: MapFacts) => string | null): ColouringBy => ({ kind: 'text', of });
const number = (
  of: (point: MapPoint, facts: MapFacts) => number | null,
  format: (value: number) => string,
): ColouringBy => ({ kind: 'number', of, format });
const threeDecimals = (value: number) => formatFixed(value, 3);

/** What the dots of the map are coloured by. */
export const COLOURINGS = [
  { value: 'cluster', label: 'Similar sounds', by: text(({ cluster }, facts) => facts.clusterNames[cluster] ?? null) },
  { value: 'genre', label: 'Genre', by: text(({ record }) => record.file.genre) },
  {
    value: 'license',
    label: 'License',
    by: text(({ record }) => record.file.licenseFamily ?? record.file.license),
  },
  {
    value: 'tags',
    label: 'Tags',
    by: text(({ record }) => (record.tags.length === 0 ? null : record.tags.join(', '))),
  },
  { value: 'folder', label: 'Folder', by: text(({ record }) => folderOf(record.file.path)) },
  {
    value: 'preset',
    label: 'Preset',
    by: text(({ record }) =>
      isSilentFile(record) ? 'silent' : record.best === null ? 'no preset yet' : 'has a preset',
    ),
  },
  {
    value: 'confidence',
    label: 'Confidence',
    by: number(({ record }, { answers }) => answers.get(record.file.audioId)?.confidence ?? null, formatShare),
  },
  {
    value: 'gain',
    label: 'Gain',
    by: number(({ record }, { verdicts }) => verdicts.get(record.file.audioId)?.share ?? null, formatShare),
  },
  { value: 'score', label: 'Score', by: number(({ record }) => bestScore(record), threeDecimals) },
  { value: 'regret', label: 'Regret', by: number(({ regret }) => regret, threeDecimals) },
] as const satisfies readonly { readonly value: string; readonly label: string; readonly by: ColouringBy }[];

export type Colouring = (typeof COLOURINGS)[number]['value'];

/** Dots of one colour, and what they are. */
export interface ColourGroup {
  readonly label: string;
  readonly colour: Colour;
  /** Indices of the points. */
  readonly members: readonly number[];
}

const CATEGORIES = 7;
const BANDS = 8;
const NONE: Colour = '--line-strong';

/** The points by colour: the commonest values of a text, or bands of a number; what has none is grey. */
export function colourGroups(
  points: readonly MapPoint[],
  colouring: Colouring,
  facts: MapFacts,
): readonly ColourGroup[] {
  const chosen = COLOURINGS.find(({ value }) => value === colouring);
  const by: ColouringBy = chosen?.by ?? COLOURINGS[0].by;
  const groups =
    by.kind === 'text'
      ? categories(points.map((point) => by.of(point, facts)))
      : bands(
          points.map((point) => by.of(point, facts)),
          by.format,
        );
  const isColoured = new Uint8Array(points.length);
  for (const { members } of groups) for (const i of members) isColoured[i] = 1;
  const without: number[] = [];
  for (let i = 0; i < points.length; i += 1) if (isColoured[i] === 0) without.push(i);
  return without.length === 0 ? groups : [...groups, { label: 'not known', colour: NONE, members: without }];
}

function categories(values: readonly (string | null)[]): readonly ColourGroup[] {
  const byValue = new Map<string, number[]>();
  for (const [i, value] of values.entries()) {
    if (value === null || value === '') continue;
    const members = byValue.get(value);
    if (members === undefined) byValue.set(value, [i]);
    else members.push(i);
  }
  const ranked = [...byValue].toSorted(([a, as], [b, bs]) => bs.length - as.length || a.localeCompare(b, 'en'));
  // One colour is left for the others, where there are any.
  const told = ranked.length === CATEGORIES + 1 ? ranked.length : CATEGORIES;
  const rest = ranked.slice(told).flatMap(([, members]) => members);
  return [
    ...ranked
      .slice(0, told)
      .map(([label, members], i): ColourGroup => ({ label, colour: `--pastel-${i + 1}`, members })),
    ...(rest.length > 0 ? [{ label: 'others', colour: '--pastel-8', members: rest }] : []),
  ];
}

function bands(values: readonly (number | null)[], format: (value: number) => string): readonly ColourGroup[] {
  const low = values.reduce<number>((a, value) => Math.min(a, value ?? a), Infinity);
  const high = values.reduce<number>((a, value) => Math.max(a, value ?? a), -Infinity);
  const width = (high - low) / BANDS || 1;
  const members = Array.from({ length: BANDS }, (): number[] => []);
  for (const [i, value] of values.entries()) {
    if (value !== null) members[Math.min(BANDS - 1, Math.floor((value - low) / width))]?.push(i);
  }
  return members
    .map((own, band): ColourGroup => ({
      label: `${format(low + band * width)} – ${format(low + (band + 1) * width)}`,
      colour: scaleColour((band + 0.5) / BANDS),
      members: own,
    }))
    .filter((group) => group.members.length > 0);
}
