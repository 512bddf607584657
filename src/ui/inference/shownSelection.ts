import { selectionOf, type Selection } from '../../stages/judging/preselected.ts';
import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import type { Workbench } from '../../stages/workbench.ts';

/** What goes into the preset of an answered sound, with what was chosen for it under Hear once that is loaded. Reads signals. */
export function shownSelection(workbench: Workbench, filePrediction: FilePrediction): Selection {
  const choices = workbench.hearing.value?.listening.choices;
  return selectionOf(workbench, filePrediction, (key) => choices?.candidateFor(key) ?? { id: null, imported: null });
}
