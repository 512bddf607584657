import { isTableName } from '../../domain/dataSetFiles.ts';
import { AppError } from '../../domain/errors.ts';
import { isAudioName } from '../audioNames.ts';
import type { UnpackingRoom } from '../bytes/unpackingRoom.ts';
import { licenseOf } from '../columns/licenses.ts';
import type { HubRecord, PlacedRow, ShardRequest, ShardRow } from '../records.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { readSidecar, readTable, tooLarge, type SoundNames, type Table } from '../tables/readTable.ts';
import { joinTables, type JoinedTables, type SaidOfSounds } from '../tables/tableJoin.ts';

/** Of more texts each is one sound's, and none a table. */
const MOST_TEXTS = 20;

/** A file of a folder or of an archive, read when it is wanted. */
export interface FolderFile {
  readonly path: string;
  /** The archive that it lies in, by its path; null for none. */
  readonly archive: string | null;
  readonly sizeBytes: number;
  /** @param room - where it is unpacked to; in memory without one */
  readonly blob: (signal: AbortSignal, room?: UnpackingRoom) => Promise<Blob>;
}

/** A dropped folder, or what archives unpack to: one row per audio file, with what the tables beside it say. */
export class FolderShard {
  readonly rows: number;
  /** What a person should know of its tables before anything is stored. */
  readonly notes: readonly string[];
  readonly #audio: readonly FolderFile[];
  readonly #tables: SaidOfSounds | null;

  /** @param tables - what is said of the audio among `files`; null for nothing */
  constructor(files: readonly FolderFile[], tables: SaidOfSounds | null) {
    this.#audio = audioOf(files);
    this.#tables = tables;
    this.rows = this.#audio.length;
    this.notes = tables?.notes ?? [];
  }

  static async open(files: readonly FolderFile[], signal: AbortSignal): Promise<FolderShard> {
    return new FolderShard(files, await joinBeside(files, audioOf(files), signal));
  }

  async holdsSounds(): Promise<boolean> {
    return this.rows > 0;
  }

  async *read({ from, accepts, licenseColumn, room, signal }: ShardRequest): AsyncGenerator<PlacedRow> {
    for (const [offset, file] of this.#audio.slice(from.row).entries()) {
      signal.throwIfAborted();
      const record = this.#record(file.path);
      const next = { group: 0, row: from.row + offset + 1 };
      yield accepts(licenseOf(record, licenseColumn))
        ? { row: await rowOf(file, record, signal, room), next }
        : { row: { kind: 'refused', record }, next };
    }
  }

  /** The records of the first `count` files. */
  preview(count: number): HubRecord[] {
    return this.#audio.slice(0, count).map(({ path }) => this.#record(path));
  }

  #record(path: string): HubRecord {
    return { ...this.#tables?.fieldsOf(path), file: path };
  }
}

/** Whether any table of a dropped folder speaks of its audio: then it is a data set, not just a folder of sounds. */
export async function isHubFolder(files: readonly HubFile[]): Promise<boolean> {
  const inFolder = files.map(ofFolder);
  const audio = audioOf(inFolder);
  if (audio.length === 0) return false;
  return (await joinBeside(inFolder, audio, new AbortController().signal)).speaks;
}

/** A file that was dropped. */
export function ofFolder({ path, file }: HubFile): FolderFile {
  return { path, archive: null, sizeBytes: file.size, blob: async () => file };
}

/** The audio files of a folder or an archive, in the order of their names. */
export function audioOf(files: readonly FolderFile[]): FolderFile[] {
  return files
    .filter(({ path }) => isAudioName(path))
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** The row of a file; what its archive holds damaged costs that file only. */
async function rowOf(
  { path: name, blob }: FolderFile,
  record: HubRecord,
  signal: AbortSignal,
  room?: UnpackingRoom,
): Promise<ShardRow> {
  try {
    return { kind: 'audio', record, audio: await blob(signal, room), name };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'damaged-file')) throw error;
    return { kind: 'no-audio', record, reason: 'their archive holds them damaged or encrypted', name };
  }
}

async function joinBeside(
  files: readonly FolderFile[],
  audio: readonly FolderFile[],
  signal: AbortSignal,
): Promise<JoinedTables> {
  const sounds = audio.map(({ path }) => path);
  return joinTables(await readTables(files, signal, async () => sounds), sounds);
}

/**
 * The tables among files, also those that are too large to be read, which say so. A JSON that is called like a sound beside
 * it and names a licence is the text of that sound, as in a WebDataset.
 *
 * @param named - all sounds that they may mean
 */
export async function readTables(
  files: readonly FolderFile[],
  signal: AbortSignal,
  named?: SoundNames,
): Promise<Table[]> {
  const tables: Table[] = [];
  const sounds = new Set(audioOf(files).map(({ path }) => withoutExtension(path)));
  const isPlainText = ({ path }: FolderFile) => /\.txt$/iu.test(path);
  const hasManyTexts = files.filter(isPlainText).length > MOST_TEXTS;
  for (const file of files) {
    const { path, sizeBytes, blob } = file;
    const isOfSound = sounds.has(withoutExtension(path));
    if (!isTableName(path) || (isPlainText(file) && (isOfSound || hasManyTexts))) continue;
    const skipped = tooLarge(path, sizeBytes);
    if (skipped !== null) {
      tables.push(skipped);
      continue;
    }
    const content = await blob(signal).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'damaged-file') return error.message;
      throw error;
    });
    if (typeof content === 'string') {
      tables.push({ path, rows: [], problems: [content] });
      continue;
    }
    const table = { path, file: new File([content], path) };
    const said = isOfSound ? await readSidecar(table) : null;
    tables.push(said ?? (await readTable(table, signal, named)));
  }
  return tables;
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./]+$/u, '').normalize('NFC');
}
