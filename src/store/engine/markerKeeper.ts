import type { Database } from './database.ts';
import { hadData, readMarker, removeMarker, writeMarker, type DatabaseMarker } from './marker.ts';
import type { Session } from './session.ts';
import { SCHEMA_VERSION } from '../schema/migrations.ts';
import { numberOf } from './rows.ts';

/** Keeps the marker outside the database in step with it. */
export class MarkerKeeper {
  readonly #delayMs: number;
  readonly #stamp: () => Promise<string | null>;
  readonly #listBytes: () => Promise<number | null>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #suspect = false;

  /**
   * @param stamp tells the file as it is, whose rows were looked at when it was opened
   * @param listBytes brings the list of files beside it up to date, and tells how long it is; null for none
   */
  constructor(delayMs: number, stamp: () => Promise<string | null>, listBytes: () => Promise<number | null>) {
    this.#delayMs = delayMs;
    this.#stamp = stamp;
    this.#listBytes = listBytes;
  }

  /** Brings the marker up to date a moment after a write; more writes until then cost nothing. */
  noteWrite(database: Database): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.update(database);
    }, this.#delayMs);
  }

  /** Brings the marker up to date now. Resolves with whether there is anything that would be missed. */
  async update(database: Database): Promise<boolean> {
    const marker = await database.run('import', async (session) => this.#markerOf(session)).catch(() => null);
    if (marker === null) return false;
    await writeMarker(marker);
    return hadData(marker);
  }

  async #markerOf(session: Session): Promise<DatabaseMarker> {
    const [row] = await session.query(
      `SELECT (SELECT count(*) FROM audio_files) AS files, (SELECT count(*) FROM trial_runs) AS runs,
              (SELECT count(*) FROM models) AS models`,
    );
    const stamp = await this.#stamp();
    const list = await this.#listBytes();
    return {
      schemaVersion: SCHEMA_VERSION,
      audioFiles: numberOf(row?.['files']),
      runs: numberOf(row?.['runs']),
      models: numberOf(row?.['models']),
      suspect: this.#suspect,
      ...(stamp === null ? {} : { lookedThrough: stamp }),
      ...(list === null ? {} : { list }),
    };
  }

  /** A block could not be read: until the next open, which checks everything, the marker says so. */
  async noteDamage(): Promise<void> {
    this.#suspect = true;
    const marker = await readMarker();
    if (marker !== null) await writeMarker({ ...marker, suspect: true });
  }

  /** Forgets an update that is due. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Removes the marker together with all that it speaks of. */
  async remove(): Promise<void> {
    this.stop();
    this.#suspect = false;
    await removeMarker();
  }
}
