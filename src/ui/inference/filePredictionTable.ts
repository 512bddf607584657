import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import { formatScore, formatShare } from '../shared/text/format.ts';
import type { Column } from '../shared/table/columns.ts';

/** The columns of the table in which several predicted files are reviewed. */
export const FILE_PREDICTION_COLUMNS: readonly Column<FilePrediction>[] = [
  {
    key: 'path',
    label: 'File',
    widthRem: 14,
    grow: 3,
    sortValue: ({ offered }) => offered.path,
    cell: ({ offered }) => offered.path,
  },
  {
    key: 'predicted',
    label: 'Predicted score',
    widthRem: 9,
    align: 'end',
    sortValue: ({ predicted }) => predicted.score,
    cell: ({ predicted }) => formatScore(predicted.score),
  },
  {
    key: 'refined',
    label: 'Refined score',
    widthRem: 9,
    align: 'end',
    sortValue: ({ refined }) => refined?.score ?? null,
    cell: ({ refined }) => formatScore(refined?.score),
  },
  {
    key: 'chosen',
    label: 'In the preset',
    widthRem: 8,
    sortValue: ({ chosen }) => chosen,
    cell: ({ chosen }) => chosen,
  },
  {
    key: 'confidence',
    label: 'Confidence',
    widthRem: 7.5,
    align: 'end',
    sortValue: ({ predicted }) => predicted.confidence.value,
    cell: ({ predicted }) => formatShare(predicted.confidence.value),
  },
];
