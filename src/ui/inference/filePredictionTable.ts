import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import { formatScore, formatShare } from '../shared/text/format.ts';
import { numericColumn, textColumn, type Column } from '../shared/table/columns.ts';

/** The columns of the table in which several predicted files are reviewed. */
export const FILE_PREDICTION_COLUMNS: readonly Column<FilePrediction>[] = [
  textColumn('path', 'File', 14, ({ offered }) => offered.path, 3),
  numericColumn('predicted', 'Predicted score', 9, ({ predicted }) => predicted.score, formatScore, 0),
  numericColumn('refined', 'Refined score', 9, ({ refined }) => refined?.score ?? null, formatScore, 0),
  textColumn('chosen', 'In the preset', 8, ({ chosen }) => chosen),
  numericColumn('confidence', 'Confidence', 7.5, ({ predicted }) => predicted.confidence.value, formatShare, 0),
];
