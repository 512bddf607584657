import type { Trial } from '../../../domain/trials.ts';
import type { TermContribution } from '../../../stages/optimisation/trialAnalysis.ts';
import { formatScore, formatShare } from '../../shared/text/format.ts';
import { numericColumn, textColumn, type Column } from '../../shared/table/columns.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { rankedImportances } from './importanceFigure.ts';
import { TERM_NAMES } from '../trialColumns.ts';

type Importance = ReturnType<typeof rankedImportances>[number];

const percent = (share: number) => formatShare(share, 1);

/** A parameter and its share. */
export const IMPORTANCE_COLUMNS: readonly Column<Importance>[] = [
  textColumn('label', 'Parameter', 8, ({ label }) => label, 1),
  numericColumn('share', 'Share', 8, ({ share }) => share, percent),
];

const TERM_FIGURES = [
  ['value', 'Value'],
  ['weight', 'Weight'],
  ['amount', 'Adds to the logit'],
] as const;

/** A term of the objective and what it adds. */
export const TERM_COLUMNS: readonly Column<TermContribution>[] = [
  { key: 'term', label: 'Term', widthRem: 8, grow: 1, sortValue: ({ key }) => key, cell: ({ key }) => TERM_NAMES[key] },
  ...TERM_FIGURES.map(([key, label]) => numericColumn<TermContribution>(key, label, 8, (row) => row[key])),
];

/** A trial by what was drawn and what came of it. */
export const EXPLORED_COLUMNS: readonly Column<Trial>[] = [
  numericColumn('trial', 'Trial', 5, ({ trialIndex }) => trialIndex, String, 0),
  numericColumn('score', 'Score', 7, ({ terms }) => terms.score, formatScore),
  ...DIMENSIONS.map(({ key, label, of }) => numericColumn(key, label, 7, of)),
];
