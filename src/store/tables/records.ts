import type { AudioMetadata } from '../../domain/hubImport.ts';
import type { Sequenced } from '../../workers/contracts/storeRecords.ts';

/** A model as the database keeps it: its figures for SQL, and all of it as the text of a model file. */
export interface StoredModel {
  readonly modelId: string;
  readonly createdAt: Date;
  /** NULL, like the next ones, where a kind of model has none. */
  readonly degree: number | null;
  readonly alpha: number | null;
  readonly kFolds: number | null;
  readonly cvMse: number | null;
  readonly trainMse: number | null;
  /** What it is and how good, in words. */
  readonly notes: string;
  readonly artifact: string;
}

/** A model as its stored text. */
export type ModelText = Pick<StoredModel, 'modelId' | 'artifact'> & Sequenced;

/** What stays with a file that came from a public data set. */
export interface StoredMetadata {
  readonly audioId: string;
  readonly metadata: AudioMetadata;
}
