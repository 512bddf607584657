import type { MeasuredSettings } from '../../domain/measured.ts';
import type { PluginInUse } from '../../domain/pluginInUse.ts';
import type { PackedBend } from '../../domain/packedBend.ts';
import type { PackedMeasuredTrials } from '../../domain/packedMeasured.ts';

/** The four segments of a file at the rate that it is mixed at, in the order of their plan. */
export type Segments = readonly Float32Array<ArrayBuffer>[];

/** Only the main thread has Web Audio: decode there at this rate and call `cutSegments`. */
export interface SegmentsNeedWebAudio {
  readonly kind: 'needs-web-audio';
  readonly sampleRateHz: number;
}

/** What files are heard by. Where the plugin has no rate each is followed at its own and mixed at `MIXING_RATE_HZ`. */
export interface HearingSetup extends PluginInUse {
  readonly clusterCount: number;
}

/** What is heard of a file. */
export interface HeardFile {
  readonly segments: Segments;
  /** How the plugin's own model bends the knobs along the whole file [B]. */
  readonly bend: PackedBend;
}

/** What is mixed: some segments of a file, and the segments in the same places of each partner. */
export interface MixturesRequest extends HearingSetup {
  readonly own: Segments;
  readonly partners: readonly Segments[];
  /** Along the whole file, over which its knobs are compensated [B3]. */
  readonly bend: PackedBend;
}

/** Wanted settings to measure: count × 7 hyperparameters in the order of `HYPERPARAMETERS`. */
export interface MeasureRequest extends MixturesRequest {
  readonly hyperparameters: Float64Array;
}

export interface MeasuredSearchRequest extends MixturesRequest {
  readonly settings: MeasuredSettings;
  /** Trials that ran before; empty for a new search. */
  readonly finished: PackedMeasuredTrials;
}

/** The objective that hears (rules X), by what the plugin would play [B]. */
export interface MeasuredCalls {
  /**
   * Decodes a file, keeps its segments and follows the bend along it.
   *
   * @param durationSec of the whole file
   * @param isStreamed whether Web Audio has failed at it
   */
  readSegments(
    file: Blob,
    path: string,
    durationSec: number,
    setup: HearingSetup,
    isStreamed: boolean,
  ): Promise<({ readonly kind: 'done' } & HeardFile) | SegmentsNeedWebAudio>;
  /** The same of what Web Audio decoded. */
  cutSegments(channels: readonly Float32Array[], sampleRateHz: number, setup: HearingSetup): Promise<HeardFile>;
  /** Microseconds that one frame takes under one setting on this machine, measured on the spot. */
  timeFrame(clusterCount: number): Promise<number>;
  /** Purity and mask change on each mixture in turn: settings × mixtures × 2. */
  measure(request: MeasureRequest): Promise<Float64Array>;
  /**
   * Runs until all trials have run or `onTrials` answers false, which it is asked after every trial. Resolves when the
   * last one has been handed over.
   */
  searchMeasured(
    request: MeasuredSearchRequest,
    onTrials: (trials: PackedMeasuredTrials) => Promise<boolean>,
  ): Promise<void>;
}
