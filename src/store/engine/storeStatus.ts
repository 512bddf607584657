import type { BackupStatus } from '../../domain/backup.ts';
import type { StoreStatus } from '../../domain/storage.ts';
import type { BackupKeeper } from '../transfer/backup.ts';
import { listKeptAside } from '../files/keptAside.ts';
import { DATABASE_FILE, type OpfsFiles } from '../files/opfsFiles.ts';

/** How the store is: room, persistence, backup. Without files it is in memory. */
export async function storeStatus(
  files: OpfsFiles | null,
  backups: BackupKeeper | null,
  isReadOnly: boolean,
): Promise<StoreStatus & BackupStatus> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const persisted = await navigator.storage?.persisted?.().catch(() => false);
  return {
    mode: isReadOnly ? 'read-only' : files === null ? 'memory' : 'opfs',
    persisted: persisted ?? false,
    usageBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
    databaseBytes: (await files?.size(DATABASE_FILE)) ?? null,
    keptAside: files === null ? [] : await listKeptAside(files),
    lastBackupAt: (await backups?.lastAt()) ?? null,
    lastBackupFailure: backups?.failure ?? null,
  };
}
