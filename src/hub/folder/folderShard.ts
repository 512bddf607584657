import { isAudioName } from '../audioNames.ts';
import type { HubRecord, PlacedRow, ShardRequest } from '../records.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { isTableName, metadataOf, readMetadataTables, type DecodeCsv, type MetadataIndex } from './metadataTables.ts';

/** A dropped folder: one row per audio file, with what the tables beside it say. */
export class FolderShard {
  readonly rows: number;
  readonly #audio: readonly HubFile[];
  readonly #index: MetadataIndex;

  private constructor(audio: readonly HubFile[], index: MetadataIndex) {
    this.#audio = audio;
    this.#index = index;
    this.rows = audio.length;
  }

  static async open(files: readonly HubFile[], decodeCsv: DecodeCsv): Promise<FolderShard> {
    const audio = files
      .filter(({ path }) => isAudioName(path))
      .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
    const tables = files.filter(({ path }) => isTableName(path));
    const names = audio.map(({ path }) => path);
    return new FolderShard(audio, await readMetadataTables(tables, names, decodeCsv));
  }

  async *read({ from, accepts, licenseColumn, signal }: ShardRequest): AsyncGenerator<PlacedRow> {
    for (const [offset, { path, file }] of this.#audio.slice(from.row).entries()) {
      signal.throwIfAborted();
      const record = this.#record(path);
      const next = { group: 0, row: from.row + offset + 1 };
      const accepted = accepts(licenseColumn === null ? null : record[licenseColumn]);
      yield accepted
        ? { row: { kind: 'audio', record, audio: file, name: path }, next }
        : { row: { kind: 'refused', record }, next };
    }
  }

  /** The records of the first `count` files. */
  preview(count: number): HubRecord[] {
    return this.#audio.slice(0, count).map(({ path }) => this.#record(path));
  }

  #record(path: string): HubRecord {
    return { ...metadataOf(this.#index, path), file: path };
  }
}

/** Whether any table of a dropped folder names its audio files: then it is a data set, not just a folder of sounds. */
export async function isHubFolder(files: readonly HubFile[], decodeCsv: DecodeCsv): Promise<boolean> {
  if (!files.some(({ path }) => isTableName(path)) || !files.some(({ path }) => isAudioName(path))) return false;
  const names = files.filter(({ path }) => isAudioName(path)).map(({ path }) => path);
  const tables = files.filter(({ path }) => isTableName(path));
  return (await readMetadataTables(tables, names, decodeCsv)).size > 0;
}
