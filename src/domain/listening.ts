import type { ClusterHyperparameters } from './clusterSettings.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { KnobKey, PluginParameters } from './pluginParameters.ts';
import type { FittedTreatment, OwnTreatmentId, TreatmentId } from './treatments.ts';

/** A set of hyperparameters that may be heard on a sound. */
export interface ListeningCandidate {
  /** Distinct among the candidates of one sound. */
  readonly id: string;
  /** What a person reads: `Plugin defaults`, `Predicted`, … */
  readonly label: string;
  /** What is wanted; of an imported preset its knobs, which are played as they stand. */
  readonly hyperparameters: Hyperparameters;
  /** Whether it is the formula's best for the sound, which is preselected where nothing was judged and nothing is safer (J6). */
  readonly isOptimum?: boolean;
  /** Whether it goes before the optimum where nothing was judged (J6): one at most of a sound's candidates does. */
  readonly isSafest?: boolean;
}

/** How a sound is split and what is done to its parts: what is edited under Hear. */
export interface HearState {
  readonly candidateId: string;
  /** Whether the knobs make up for the plugin's own model (B3). */
  readonly compensates: boolean;
  /** All parameters; the candidate's knobs stand in the place of its five. */
  readonly settings: PluginParameters;
  /** The one that was chosen, as it was fitted or saved; null where the user has changed it. */
  readonly treatment: TreatmentId | OwnTreatmentId | null;
  /** Clusters that are heard alone, from 0; none for all. */
  readonly soloed: readonly number[];
  /** What the treatment does, and the split that it was fitted to; undefined where none was fitted. */
  readonly fitted?: (Pick<FittedTreatment, 'figures' | 'isReached'> & { readonly to: string }) | undefined;
}

/** What becomes of the five knobs of a candidate on a sound. */
export interface KnobPlan {
  readonly wanted: ClusterHyperparameters;
  /** As they are written to a preset. */
  readonly written: ClusterHyperparameters;
  /** What the plugin makes of them, the mean over the sound (B2); null until that is known. */
  readonly plays: ClusterHyperparameters | null;
  /** Null also where it is not known what was wanted: of an imported state. */
  readonly reached: Readonly<Record<KnobKey, boolean>> | null;
  readonly isCompensated: boolean;
}

/** A stretch of a sound in seconds from its start, `endSec` behind `startSec`. */
export interface Excerpt {
  readonly startSec: number;
  readonly endSec: number;
}
