import type { CompressedCodec } from '../../domain/audioCodec.ts';
import type { AudioIdDelta } from '../../domain/audioIdSet.ts';
import type { AppErrorFields } from '../../domain/errors.ts';
import type { Fold, FoldResult, RidgeFit, TrainingMatrix } from '../../domain/training.ts';
import type { Hyperparameters } from '../../domain/hyperparameters.ts';
import type { AlphaGrid } from '../../domain/model.ts';
import type { PluginWindow } from '../../domain/pluginWindow.ts';
import type { PackedTrials } from '../../domain/packedTrials.ts';
import type { TrialBudget } from '../../domain/trials.ts';
import type { SoundPicture } from '../../domain/soundPicture.ts';
import type { PlaybackCalls } from './playback.ts';
import type { LearningCalls } from './learning.ts';
import type { ListeningCalls } from './listening.ts';
import type { MeasuredCalls } from './measured.ts';
import type { PackingCalls } from './packing.ts';
import type { PreferenceCalls } from './preference.ts';
import type { PoolingCalls } from './pooling.ts';
import type { PluginModelCalls } from './pluginModel.ts';
import type { TimbreCalls } from './timbre.ts';

/** What is known of a file before it is decoded (S1). */
export interface IdentifiedAudio {
  readonly audioId: string;
  readonly durationSec: number | null;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** The copy of its bytes in the staging folder; null where none was asked for or there was no room. */
  readonly stagedName: string | null;
}

/** The descriptors of one decoded file. */
export interface AnalysedAudio {
  readonly kind: 'done';
  /** The twelve descriptors in order. */
  readonly descriptors: Float64Array;
  readonly frameCount: number;
  /** What the plugin would see of it; none for a file shorter than 24 frames. */
  readonly windows: readonly PluginWindow[];
  readonly durationSec: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly note: string | null;
}

/** What Web Audio is to decode, and what is known of it. */
export interface WebAudioRequest {
  readonly sampleRateHz: number;
  /** Frames that the headers promise; null where they do not say. */
  readonly declaredFrames: number | null;
  /** Frames that every decoder has to give; null where it may leave out some of a packet. */
  readonly leastFrames: number | null;
  /** Null for samples that nothing had to decode. */
  readonly codec: CompressedCodec | null;
  readonly note: string | null;
}

/** Only the main thread has Web Audio: decode there at this rate and call `analyseChannels`. */
export interface NeedsWebAudio extends WebAudioRequest {
  readonly kind: 'needs-web-audio';
  /** What the decoded samples will take. */
  readonly decodedBytes: number;
  /** All bytes of the file where they were read already. */
  readonly bytes: ArrayBuffer | null;
}

export interface FailedAnalysis {
  readonly kind: 'failed';
  readonly error: AppErrorFields;
}

export type AnalysisOutcome = AnalysedAudio | NeedsWebAudio | FailedAnalysis;

/** Where the time of a worker's pass over a file went, for the bench. What is not held is read while it is decoded. */
export interface PassTimes {
  hashingMs: number;
  decodingMs: number;
  computingMs: number;
}

/** A file and what became of its descriptors; null where it is described already. */
export interface DescribedAudio {
  readonly audio: IdentifiedAudio;
  readonly outcome: AnalysisOutcome | null;
  readonly spent: PassTimes;
}

/** Descriptors and import of one file (rules D, S1). */
export interface AnalysisService {
  /** With a staged copy, where there is room. */
  identify(file: Blob, path: string): Promise<IdentifiedAudio>;
  /**
   * Identifies a file and describes it from the same bytes, without a copy.
   *
   * @param bytes all of them, where the file is small enough to be held; null streams it
   * @param described what this worker lacks of the files that are not decoded again; large PCM is, as its identity is known
   *   when its samples are
   */
  describe(
    file: Blob,
    bytes: Uint8Array<ArrayBuffer> | null,
    path: string,
    described: AudioIdDelta,
  ): Promise<DescribedAudio>;
  /** The audio id of a file's bytes; null where they are no audio that is read here. Rejects with `file-gone`. */
  contentId(file: Blob, path: string): Promise<string | null>;
  /** @param stagedName the copy of its bytes in the staging folder, where there is one: read instead, being faster. */
  analyse(file: Blob, path: string, stagedName?: string | null): Promise<AnalysedAudio | NeedsWebAudio>;
  /** By the streaming decoder, where Web Audio failed on a compressed file. */
  analyseStreamed(file: Blob, path: string): Promise<AnalysedAudio>;
  /** The descriptors of what Web Audio decoded as asked. */
  analyseChannels(path: string, channels: readonly Float32Array[], asked: WebAudioRequest): Promise<AnalysedAudio>;
  /** The file names of the example sounds. */
  exampleNames(): Promise<string[]>;
  /** One of them as a 24-bit WAV file. */
  synthesiseExample(index: number): Promise<Blob>;
  /** What one of them looks like. */
  drawExample(index: number, columns: number): Promise<SoundPicture>;
}

export interface SearchRequest {
  readonly descriptors: Float64Array;
  readonly budget: TrialBudget;
  /** Trials that ran before (T7); empty for a new search. */
  readonly finished: PackedTrials;
  /** The centre of a local refinement (T6); null searches the whole ranges. */
  readonly refineAround: Hyperparameters | null;
}

/** Trials (rules T). */
export interface TrialsCalls {
  /**
   * Runs until the budget is spent or `onTrials` answers false, which it is asked about every few milliseconds with the
   * trials since the last time. Resolves when the last of them has been handed over.
   */
  search(request: SearchRequest, onTrials: (trials: PackedTrials) => Promise<boolean>): Promise<void>;
  /** The same in one go: all trials after `finished`. */
  searchToEnd(request: SearchRequest): Promise<PackedTrials>;
}

export interface FoldRequest {
  readonly matrix: TrainingMatrix;
  readonly grid: AlphaGrid;
  readonly kFolds: number;
  readonly foldSeed: number;
  readonly foldIndex: number;
}

/** Training (rules M). */
export interface TrainingCalls {
  evaluateFold(request: FoldRequest): Promise<FoldResult>;
  /** Answers (test rows × 5) of a ridge of one α to the rows of a fold that it has not seen. */
  answerFold(matrix: TrainingMatrix, alpha: number, fold: Fold): Promise<Float64Array>;
  fit(matrix: TrainingMatrix, alpha: number): Promise<RidgeFit>;
}

/** Every call that a compute worker answers; a pool of them has one per core. */
export type ComputeCalls = AnalysisService &
  TrialsCalls &
  TrainingCalls &
  LearningCalls &
  PluginModelCalls &
  TimbreCalls &
  PlaybackCalls &
  ListeningCalls &
  PreferenceCalls &
  MeasuredCalls &
  PoolingCalls &
  PackingCalls;
