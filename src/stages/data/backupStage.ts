import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { BackupPreview, HeldIds } from '../../domain/backup.ts';
import { AppError } from '../../domain/errors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { download } from '../shell/download.ts';
import { isBackupOld, oldBackupReminder } from './backupReminder.ts';
import { exportReminder, type ExportReminder } from './exportReminder.ts';
import type { CopiedContents, DataSetCopy } from './changesSinceCopy.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'store' | 'dataSet' | 'jobs' | 'log' | 'settings' | 'undoing'> {
  readonly models: ModelStage;
}

/** Copies of the data set: the backup beside it in the browser, and the exported file that the user holds. */
export class BackupStage {
  readonly #deps: Dependencies;
  /** An old backup as far as it has been looked at. */
  readonly #oldBackup = signal<DataSetCopy | null>(null);
  #lookedAtMs: number | null = null;
  /** What to say about the last export; null where there is nothing to lose. */
  readonly exportReminder: ReadonlySignal<ExportReminder | null>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { lastExportAtMs, lastExportHolds } = deps.settings;
    const holds = computed(() => {
      const ids = lastExportHolds.value;
      return ids === null ? null : asSets(ids);
    });
    const lastExport = computed(() => {
      const atMs = lastExportAtMs.value;
      return atMs === null ? null : { atMs, holds: holds.value };
    });
    this.exportReminder = computed(() =>
      deps.dataSet.isAhead.value
        ? null
        : exportReminder({ ...this.#contents(), lastExport: lastExport.value, nowMs: Date.now() }),
    );
  }

  /** What to say about a backup that is old and lacks something; null for one that is as it should be. */
  reminderOf(madeAt: Date): string | null {
    const nowMs = Date.now();
    if (!isBackupOld(madeAt, nowMs)) return null;
    const { value: backup } = this.#oldBackup;
    if (backup?.atMs === madeAt.getTime()) return oldBackupReminder(backup, nowMs, this.#contents());
    void this.#lookAt(madeAt.getTime());
    return null;
  }

  /** Which files and models are in it tells what it lacks, not a clock [S9], but where it cannot be read. */
  async #lookAt(atMs: number): Promise<void> {
    if (this.#lookedAtMs === atMs) return;
    this.#lookedAtMs = atMs;
    const holds = await this.#deps.store.listBackedUp().then(asSets, () => null);
    this.#oldBackup.value = { atMs, holds };
  }

  /** Makes a backup now and reads it back whole. */
  async make(): Promise<JobOutcome> {
    const { store, jobs } = this.#deps;
    return jobs.run({ kind: 'backup', stage: 'export', title: 'Backup', unit: 'steps' }, async () => {
      const isGood = await store.makeBackup();
      if (isGood) return 'Backup finished: written and read back whole';
      throw new AppError({
        code: 'storage-unavailable',
        stage: 'export',
        subject: null,
        message:
          'No good backup could be made; the last one stays. The Data tab tells why. Export the database to have a copy.',
        details: (await store.status()).lastBackupFailure,
      });
    });
  }

  /** What restoring the backup would change. Logs and answers null where there is none or it cannot be read. */
  async preview(): Promise<BackupPreview | null> {
    try {
      return await this.#deps.store.previewBackup();
    } catch (error) {
      this.#deps.log.thrown(error, 'import', 'training.bak');
      return null;
    }
  }

  /** Puts the backup in the place of the data set. */
  async restore(): Promise<JobOutcome> {
    const { store, undoing, jobs, dataSet } = this.#deps;
    return jobs.run({ kind: 'restore', stage: 'import', title: 'Restoring', unit: 'steps' }, async () => {
      const step = await store.restoreBackup();
      undoing.warnIfFinal(step);
      return `Restoring finished: the backup's ${dataSet.counts.value.files} files are in place`;
    });
  }

  /** Gives a file that was kept aside as a download. */
  async exportKeptAside(name: string): Promise<void> {
    const file = await this.#deps.store.openKeptAside(name);
    if (file !== null) download(file, name.endsWith('.duckdb') ? name : `${name}.duckdb`);
  }

  #contents(): CopiedContents {
    const { dataSet } = this.#deps;
    const models = this.#deps.models.models.value;
    return {
      files: dataSet.arrivals.value,
      models: {
        ids: models.map(({ modelId }) => modelId),
        atMs: Float64Array.from(models, ({ createdAt }) => createdAt.getTime()),
      },
    };
  }
}

function asSets({ files, models }: HeldIds): NonNullable<DataSetCopy['holds']> {
  return { files: new Set(files), models: new Set(models) };
}
