import type { Excerpt } from '../domain/listening.ts';
import type { MergePlan } from '../domain/databaseMerge.ts';
import type { PluginParameters } from '../domain/pluginParameters.ts';
import type { ChosenFile } from '../stages/import/chosenFiles.ts';
import type { LiveChoice } from '../stages/prediction/liveStage.ts';
import type { HubDialogInput } from './import/hub/hubLink.ts';
import type { Brushes } from './optimise/trials/parallelFigure.ts';
import type { Arrangement } from './shared/table/arranging.ts';
import type { FigureDrag } from './shared/figure/figureFrame.ts';
import type { TourStep } from './tour/tourSteps.ts';

/** What lies over the page; one at a time. */
export type Overlay = 'about' | 'palette' | 'shortcuts' | 'jobs' | 'space' | 'reconnect' | 'projects';

/** What elements tell those around them: the name of each event and what it carries, null for nothing. */
export interface AppEvents {
  /** Audio id of the file that was chosen. */
  'ib-audio': string;
  'ib-answered': null;
  /** What is wanted of a table's column. */
  'ib-arrange': Arrangement;
  'ib-brushes': Brushes;
  /** Id of a job. */
  'ib-cancel': number;
  'ib-close': null;
  /** Keys of the columns that are hidden. */
  'ib-columns': readonly string[];
  'ib-decide': MergePlan;
  /** Id of an alert; null for all. */
  'ib-dismiss': number | null;
  'ib-drag': FigureDrag;
  'ib-drop': DataTransfer;
  'ib-excerpt': Excerpt;
  /** Audio ids of the files that presets are wanted of. */
  'ib-export-presets': readonly string[];
  'ib-files': readonly ChosenFile[];
  'ib-help': null;
  /** Key of what the pointer is over; null for nothing. */
  'ib-hover': string | null;
  'ib-import-database': File;
  /** A name to write into the SQL statement. */
  'ib-insert': string;
  /** Numbers of the trials that the brushes leave; null for all. */
  'ib-kept': ReadonlySet<number> | null;
  'ib-live-choice': LiveChoice | null;
  /** Null where what was typed is no number within the limits. */
  'ib-number': number | null;
  /** Key of the row that is to be opened. */
  'ib-open': string;
  'ib-open-hub-dialog': HubDialogInput;
  'ib-parameters': Partial<PluginParameters>;
  /** Key of what was pressed in a figure, or picked of many sounds. */
  'ib-pick': string;
  'ib-plain-files': readonly ChosenFile[];
  /** Key of the row that is to be heard. */
  'ib-play': string;
  /** Key of the row that the keyboard came to. */
  'ib-reach': string;
  'ib-run': null;
  /** Keys of the selected rows. */
  'ib-select': ReadonlySet<string>;
  'ib-show': Overlay;
  /** Number of a cluster, from 0. */
  'ib-solo': number;
  'ib-statement': string;
  'ib-step': TourStep;
  /** Audio ids of the sounds whose tags are to be changed. */
  'ib-tag': readonly string[];
  'ib-tour': null;
  /** How far to go into the time that is seen (above 1), and what stays where it is. */
  'ib-zoom': { readonly factor: number; readonly aroundSec: number };
}
