import type { Database } from './engine/database.ts';
import type { MarkerKeeper } from './engine/markerKeeper.ts';
import type { WholeKeeper } from './engine/wholeKeeper.ts';
import type { OpfsFiles } from './files/opfsFiles.ts';
import type { ChangeLog } from './replication/changeLog.ts';
import type { BackupKeeper } from './transfer/backup.ts';
import type { BackupRestore } from './transfer/backupRestore.ts';
import type { CompactionKeeper } from './transfer/compaction.ts';
import type { DatabaseTransfer } from './transfer/databaseTransfer.ts';
import type { UndoableWrites } from './undo/undoableWrites.ts';

/** A data set that is open, with all that works on it. */
export interface OpenedStore {
  readonly database: Database;
  readonly changeLog: ChangeLog;
  /** Where the database's file is kept as a whole; else null. */
  readonly whole: WholeKeeper | null;
  /** Null for a database in memory, as are the next two. */
  readonly files: OpfsFiles | null;
  readonly backups: BackupKeeper | null;
  readonly marker: MarkerKeeper | null;
  /** Null where the file is not written, too. */
  readonly compaction: CompactionKeeper | null;
  readonly undoable: UndoableWrites;
  readonly transfer: DatabaseTransfer;
  readonly restoring: BackupRestore;
}
