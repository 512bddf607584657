import type { AudioFile } from '../../domain/audioFile.ts';
import type { BlindComparisonAnswer, PriorKind } from '../../domain/blindComparison.ts';
import type { MeasuredCollection } from '../../domain/collection.ts';
import type { AudioMetadata } from '../../domain/hubImport.ts';
import type { Descriptors } from '../../domain/descriptors.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { MeasuredRun } from '../../domain/measured.ts';
import type { PackedMeasuredTrials } from '../../domain/packedMeasured.ts';
import type { PackedTrials } from '../../domain/packedTrials.ts';
import type { PluginWindow } from '../../domain/pluginWindow.ts';
import type { StoreMode } from '../../domain/storage.ts';
import type { TrialBudget, TrialRun } from '../../domain/trials.ts';

/** What opening the database found. */
export interface StoreOpening {
  readonly mode: StoreMode;
  /** One sentence per thing that the user should know (recovered, restored, not durable); empty where all is well. */
  readonly notices: readonly string[];
}

/** A file that was read and identified, ready to be stored. */
export interface NewAudioFile extends Omit<AudioFile, 'importedAt' | 'license' | 'licenseFamily'> {
  /** The name of the copy in the staging folder; null where none was made. */
  readonly stagedName: string | null;
}

/** What became of one file that was offered to the store (S1). */
export type AddedAudio =
  | { readonly kind: 'added'; readonly audioId: string; readonly path: string }
  /** The same bytes are there already under `existingPath`. */
  | { readonly kind: 'duplicate'; readonly audioId: string; readonly path: string; readonly existingPath: string };

export interface ExtractedDescriptors {
  readonly audioId: string;
  readonly descriptors: Descriptors;
  readonly frameCount: number;
  /** What the decoder told: replaces what the header promised. */
  readonly durationSec: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** A visible remark (truncated, less exact decoder); null for none. */
  readonly note: string | null;
}

export type DescriptorOutcome =
  | ({ readonly kind: 'done' } & ExtractedDescriptors)
  | { readonly kind: 'failed'; readonly audioId: string; readonly reason: string };

/** The whole present state of one run: storing it again with more trials replaces what was stored. */
export interface RunSnapshot {
  readonly runId: string;
  readonly audioId: string;
  readonly budget: TrialBudget;
  readonly state: TrialRun['state'];
  readonly trials: PackedTrials;
}

/** The whole present state of one measured run: storing it again replaces what was stored. */
export interface MeasuredSnapshot extends Pick<
  MeasuredRun,
  'runId' | 'audioId' | 'settings' | 'partnerIds' | 'set' | 'measure' | 'collectionId' | 'isFinished'
> {
  readonly trials: PackedMeasuredTrials;
}

/** The trials of one file within a search over several. */
export interface CollectionPart {
  readonly run: MeasuredRun;
  readonly trials: PackedMeasuredTrials;
}

export interface StoredPrediction {
  readonly audioId: string;
  readonly modelId: string;
  readonly hyperparameters: Hyperparameters;
  /** Unperturbed. */
  readonly score: number;
  readonly confidence: number | null;
}

/** What one model predicted, as columns, as there may be many: a row a file. */
export interface StoredPredictions {
  readonly audioIds: readonly string[];
  /** rows × the seven in the order of `HYPERPARAMETERS`. */
  readonly hyperparameters: Float64Array;
  readonly scores: Float64Array;
  /** NaN for none. */
  readonly confidences: Float64Array;
}

/** A row's place in the order of what was made in this database [S9]; 0 for those of earlier versions, which their times decide among. */
export interface Sequenced {
  readonly sequence: number;
}

/** A collection as it is stored: what came out of it as the text that its format writes. */
export interface StoredCollection extends Omit<MeasuredCollection, 'result' | 'report'> {
  readonly resultJson: string | null;
}

export interface ListedCollection extends StoredCollection, Sequenced {}

export interface ListedBlindComparisonAnswer extends BlindComparisonAnswer, Sequenced {}

/** The best preset that direct search found for a file (Q). */
export interface StoredOptimum {
  readonly audioId: string;
  /** Of the unperturbed proxy objective. */
  readonly score: number;
  /** Five values in the order of `TARGETS`. */
  readonly targets: readonly number[];
}

/** What direct search found for all files, as columns: there may be many. */
export interface StoredOptima {
  readonly audioIds: readonly string[];
  readonly scores: Float64Array;
  /** rows × 5. */
  readonly targets: Float64Array;
}

/** A window of one file. */
export interface StoredPluginWindow extends PluginWindow {
  readonly audioId: string;
}

/** A file on its way into the data set. */
export interface DescribedFile {
  readonly file: NewAudioFile;
  /** What became of its descriptors; null where it has them already. */
  readonly outcome: DescriptorOutcome | null;
  readonly windows: readonly StoredPluginWindow[];
  /** What a public data set says of it; null where it comes from elsewhere. */
  readonly metadata: AudioMetadata | null;
}

/** What the user says of the plugin in use. */
export interface PluginBuild {
  readonly pluginId: string;
  /** The plugin model that it was built with, which may be gone; null as it is shipped. */
  readonly builtInModelId: string | null;
}

/** What listening found best for a file (E3). */
export interface PreferredOptimum {
  readonly audioId: string;
  readonly hyperparameters: Hyperparameters;
  /** Expected utility above the plugin's defaults, in units of the listener's own uncertainty. */
  readonly utility: number;
  /** What was expected before the answers; null where an earlier version kept it, which did not say. */
  readonly prior: PriorKind | null;
}
