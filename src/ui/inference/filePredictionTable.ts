import { isSilent } from '../../domain/descriptors.ts';
import { verdictWords } from '../../stages/judging/gainWords.ts';
import type { Selection } from '../../stages/judging/preselected.ts';
import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import { formatScore, formatShare } from '../shared/text/format.ts';
import { numericColumn, textColumn, type Column } from '../shared/table/columns.ts';

/** The columns of the table in which several predicted files are reviewed. @param selectionOf what goes into a preset. */
export const filePredictionColumns = (
  selectionOf: (filePrediction: FilePrediction) => Selection,
): readonly Column<FilePrediction>[] => [
  textColumn('path', 'File', 14, ({ offered }) => offered.path, 3),
  numericColumn(
    'predicted',
    'Predicted score',
    9,
    heard(({ predicted }) => predicted.score),
    formatScore,
    0,
  ),
  numericColumn(
    'refined',
    'Refined score',
    9,
    heard(({ refined }) => refined?.score ?? null),
    formatScore,
    0,
  ),
  textColumn('chosen', 'In the preset', 8, (filePrediction) =>
    isSilent(filePrediction.descriptors) ? 'silent' : selectionOf(filePrediction).selected.label,
  ),
  textColumn('gain', 'Gain', 7, (filePrediction) => {
    const { verdict } = selectionOf(filePrediction);
    return verdict === null ? '' : verdictWords(verdict).cell;
  }),
  numericColumn(
    'confidence',
    'Confidence',
    7.5,
    heard(({ predicted }) => predicted.confidence.value),
    shareOrDash,
    0,
  ),
];

/** Of what is silent there is no figure. */
function heard(figure: (filePrediction: FilePrediction) => number | null): typeof figure {
  return (filePrediction) => (isSilent(filePrediction.descriptors) ? null : figure(filePrediction));
}

function shareOrDash(share: number | null): string {
  return share === null ? '–' : formatShare(share);
}
