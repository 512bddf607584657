import type { AdaptationReport, CollectionResult } from '../../domain/collection.ts';
import type { MeasuredTrial } from '../../domain/measured.ts';

/** The files of a collection with their trials: the same settings on all of them, the first the plugin's defaults. */
export interface PoolingRequest {
  readonly audioIds: readonly string[];
  /** The recording of each file. */
  readonly groups: readonly string[];
  /** files × 12 descriptors, row-major. */
  readonly inputs: Float64Array;
  readonly trials: readonly (readonly MeasuredTrial[])[];
  /** λ of their scores. */
  readonly changeWeight: number;
}

/** The best that is known of a file: the place of a trial, and the score that is expected of it. */
export interface PooledAnswer {
  readonly trial: number;
  readonly score: number;
}

export interface Pooled {
  readonly result: CollectionResult;
  /** Of each file, by the surrogate pooled from all files; empty where all files are of one recording. */
  readonly answers: readonly PooledAnswer[];
}

export interface ReportRequest extends PoolingRequest {
  readonly durationsSec: readonly number[];
  /** The trials of the same settings on mixtures that nothing was searched on. */
  readonly unseen: readonly (readonly MeasuredTrial[])[];
}

export interface ScorePredictionRequest extends PoolingRequest {
  /** others × 12 descriptors of files that have no trials, row-major. */
  readonly others: Float64Array;
}

/** What many files teach together (X7, X8). */
export interface PoolingCalls {
  pool(request: PoolingRequest): Promise<Pooled>;
  /** The scores of the collection's settings that its files predict of others (X8b): others × settings, row-major. */
  predictScores(request: ScorePredictionRequest): Promise<Float64Array>;
  reportAdaptation(request: ReportRequest): Promise<AdaptationReport>;
}
