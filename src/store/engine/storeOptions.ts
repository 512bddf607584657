import { APP_VERSION } from '../../domain/appVersion.ts';
import { DEFAULT_BACKUP_POLICY, type BackupPolicy } from '../transfer/backup.ts';
import { DEFAULT_COMPACTION_POLICY, type CompactionPolicy } from '../transfer/compaction.ts';
import { DEFAULT_IMPORT_POLICY, type ImportPolicy } from '../transfer/mergeIncoming.ts';
import type { TrainedModel } from '../../domain/model.ts';
import type { StoredModel } from '../tables/records.ts';
import type { DuckDbEngineFactory } from './duckdbEngine.ts';
import type { Unkept } from '../../domain/storage.ts';
import { DEFAULT_WHOLE_POLICY, type WholePolicy } from './wholeKeeper.ts';
import type { CanRead } from '../schema/jsonShapes.ts';
import type { StepFollower } from './openingSteps.ts';

export interface TrainingStoreOptions {
  readonly createEngine: DuckDbEngineFactory;
  /** How models are written is known elsewhere. */
  readonly writeModel: (model: TrainedModel) => StoredModel;
  readonly openTimeoutMs?: number;
  readonly callTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly backupPolicy?: BackupPolicy;
  /** When the database's file is made small again. */
  readonly compactionPolicy?: CompactionPolicy;
  readonly importPolicy?: ImportPolicy;
  /** Copies younger than this are left alone by the sweep at open. */
  readonly stagedOrphanAgeMs?: number;
  /** How long after a write the marker outside the database is brought up to date. */
  readonly markerDelayMs?: number;
  /** Is told of each step of opening. */
  readonly onStep?: StepFollower;
  /** How the database's file is kept as a whole, where the browser has no synchronous file handles. */
  readonly wholePolicy?: WholePolicy;
  /** Is told of what is not kept yet, where that is not at once, and of what could not be kept. */
  readonly onUnkept?: (unkept: Unkept) => void;
  /** Whether a model's or an outcome's text can be read. */
  readonly canRead?: CanRead;
  /** Which build this is. */
  readonly build?: string;
}

/** What holds where nothing else is asked for. */
export const DEFAULT_STORE_OPTIONS: Required<Omit<TrainingStoreOptions, 'createEngine' | 'writeModel'>> = {
  openTimeoutMs: 10_000,
  callTimeoutMs: 120_000,
  lockTimeoutMs: 3_000,
  backupPolicy: DEFAULT_BACKUP_POLICY,
  compactionPolicy: DEFAULT_COMPACTION_POLICY,
  importPolicy: DEFAULT_IMPORT_POLICY,
  stagedOrphanAgeMs: 10 * 60_000,
  markerDelayMs: 500,
  onStep: () => undefined,
  wholePolicy: DEFAULT_WHOLE_POLICY,
  onUnkept: () => undefined,
  canRead: () => true,
  build: APP_VERSION,
};

/** What ended in this tab lets go of the file for sure, so it is waited for longer than for another tab. */
export const OWN_LOCK_FACTOR = 5;

/** What a browser that keeps nothing is told. */
export const MEMORY_NOTICE =
  'This browser keeps neither files nor records for this page (a private window, perhaps), so the data set lives in memory ' +
  'only and is gone after a reload. Export the database before you leave.';
