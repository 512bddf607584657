import type { BackupStatus } from '../../domain/backup.ts';
import type { StoreStatus } from '../../domain/storage.ts';
import { listKeptAside } from '../files/keptAside.ts';
import { DATABASE_FILE } from '../files/opfsFiles.ts';
import type { OpenedStore } from '../openedStore.ts';

/** How the store is: room, persistence, backup. */
export async function storeStatus({
  files,
  whole,
  backups,
  database,
}: OpenedStore): Promise<StoreStatus & BackupStatus> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const persisted = await navigator.storage?.persisted?.().catch(() => false);
  const mode = files !== null ? 'opfs' : whole !== null ? 'whole' : 'memory';
  return {
    mode: database.isReadOnly ? 'read-only' : mode,
    persisted: persisted ?? false,
    usageBytes: estimate?.usage ?? null,
    quotaBytes: estimate?.quota ?? null,
    databaseBytes: whole?.bytes ?? (await files?.size(DATABASE_FILE)) ?? null,
    keptAside: files === null ? ((await whole?.listAside()) ?? []) : await listKeptAside(files),
    lastBackupAt: (await backups?.lastAt()) ?? null,
    lastBackupFailure: backups?.failure ?? null,
  };
}
