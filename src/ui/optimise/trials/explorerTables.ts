import type { Trial } from '../../../domain/trials.ts';
import type { TermContribution } from '../../../stages/optimisation/trialAnalysis.ts';
import { formatScore, formatShare, formatValue } from '../../shared/text/format.ts';
import type { Column } from '../../shared/table/columns.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { rankedImportances } from './importanceFigure.ts';
import { TERM_NAMES } from './termsFigure.ts';

type Importance = ReturnType<typeof rankedImportances>[number];

/** A parameter and its share. */
export const IMPORTANCE_COLUMNS: readonly Column<Importance>[] = [
  {
    key: 'label',
    label: 'Parameter',
    widthRem: 8,
    grow: 1,
    sortValue: ({ label }) => label,
    cell: ({ label }) => label,
  },
  {
    key: 'share',
    label: 'Share',
    widthRem: 8,
    grow: 1,
    align: 'end',
    sortValue: ({ share }) => share,
    cell: ({ share }) => formatShare(share, 1),
  },
];

/** A term of the objective and what it adds. */
export const TERM_COLUMNS: readonly Column<TermContribution>[] = [
  { key: 'term', label: 'Term', widthRem: 8, grow: 1, sortValue: ({ key }) => key, cell: ({ key }) => TERM_NAMES[key] },
  ...(['value', 'weight', 'amount'] as const).map((key): Column<TermContribution> => ({
    key,
    label: { value: 'Value', weight: 'Weight', amount: 'Adds to the logit' }[key],
    widthRem: 8,
    grow: 1,
    align: 'end',
    sortValue: (row) => row[key],
    cell: (row) => formatValue(row[key], 5),
  })),
];

/** A trial by what was drawn and what came of it. */
export const EXPLORED_COLUMNS: readonly Column<Trial>[] = [
  {
    key: 'trial',
    label: 'Trial',
    widthRem: 5,
    align: 'end',
    sortValue: ({ trialIndex }) => trialIndex,
    cell: ({ trialIndex }) => trialIndex,
  },
  {
    key: 'score',
    label: 'Score',
    widthRem: 7,
    grow: 1,
    align: 'end',
    sortValue: ({ terms }) => terms.score,
    cell: ({ terms }) => formatScore(terms.score),
  },
  ...DIMENSIONS.map(({ key, label, of }): Column<Trial> => ({
    key,
    label,
    widthRem: 7,
    grow: 1,
    align: 'end',
    sortValue: of,
    cell: (trial) => formatValue(of(trial)),
  })),
];
