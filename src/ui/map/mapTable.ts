import type { MapPoint } from '../../stages/descriptors/soundMapStage.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import { bestScore } from '../import/audioColumns.ts';
import { fixed, formatScore } from '../shared/text/format.ts';
import { numericColumn, textColumn, type Column } from '../shared/table/columns.ts';
import type { MapFacts } from './mapColours.ts';

/** The map as a table. */
export const pointColumns = (
  presenceOf: (point: MapPoint) => Availability,
  { clusterNames: names }: MapFacts,
): readonly Column<MapPoint>[] => [
  textColumn('path', 'Path', 14, ({ record }) => record.file.path, 2),
  textColumn('sound', 'Sound', 6, (point) => (presenceOf(point) === 'here' ? 'at hand' : 'no sound')),
  numericColumn('x', 'Across', 6, ({ x }) => x, fixed(3), 0),
  numericColumn('y', 'Up', 6, ({ y }) => y, fixed(3), 0),
  textColumn('cluster', 'Similar sounds', 8, ({ cluster }) => names[cluster] ?? null),
  textColumn('genre', 'Genre', 7, ({ record }) => record.file.genre),
  numericColumn('score', 'Best score', 7, ({ record }) => bestScore(record), formatScore, 0),
  numericColumn('regret', 'Regret', 7, ({ regret }) => regret, formatScore, 0),
];
