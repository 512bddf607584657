import { consume } from '@lit/context';
import type { AudioRecord } from '../../../domain/audioFile.ts';
import { soundSelection } from '../../../stages/library/soundSelection.ts';
import { selectionOf, type Selection } from '../../../stages/judging/preselected.ts';
import type { FilePrediction } from '../../../stages/prediction/predictionStage.ts';
import { DataContext, SoundsContext, LearningContext, ListeningContext } from '../../contexts.ts';
import { WorkbenchElement } from './workbenchElement.ts';

/** A part of the page that shows what goes into the preset of a sound. */
export class SelectionElement extends WorkbenchElement {
  @consume({ context: DataContext }) protected readonly data!: DataContext;
  @consume({ context: SoundsContext }) protected readonly sounds!: SoundsContext;
  @consume({ context: LearningContext }) protected readonly learning!: LearningContext;
  @consume({ context: ListeningContext }) protected readonly listening!: ListeningContext;

  /** What goes into the preset of an answered sound, with what was chosen for it under Hear once that is loaded. Reads signals. */
  protected shownSelection(filePrediction: FilePrediction): Selection {
    const choices = this.listening.hearing.value?.listening.choices;
    return selectionOf(
      this.selectionParts(),
      filePrediction,
      (key) => choices?.candidateFor(key) ?? { id: null, imported: null },
    );
  }

  /** The same of a sound of the data set; null without descriptors. Reads signals. */
  protected selectionOfSound(record: AudioRecord): Selection | null {
    return soundSelection(this.selectionParts(), record);
  }

  private selectionParts() {
    const { settings } = this.shell;
    const { dataSet } = this.data;
    const { sources } = this.sounds;
    const { models, prediction } = this.learning;
    const { hearing, judge, preferences } = this.listening;
    return { settings, dataSet, sources, models, prediction, hearing, judge, preferences };
  }
}
