import { isParquetName } from '../../domain/dataSetFiles.ts';
import { AppError } from '../../domain/errors.ts';
import { baseName } from '../audioNames.ts';
import { released, sliced, unpacked } from '../bytes/unpacked.ts';
import { BlobSource } from '../bytes/rangeSource.ts';
import { canHoldAudio, isRecord } from '../columns/feature.ts';
import { ParquetShard } from '../parquet/parquetShard.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { FILE_COLUMNS } from './tableJoin.ts';
import { parseDelimited } from './delimited.ts';
import { licenseOf, mergeFields, tellsOfLicense } from '../columns/licenses.ts';
import { parseLooseJson } from './looseJson.ts';
import { piecesOfAnyEncoding, textOfAnyEncoding } from '../bytes/anyEncoding.ts';
import { JsonEntries } from './jsonEntries.ts';
import { JsonRows } from './jsonRows.ts';

/** What one line of a table says. */
export interface TableRow {
  /** The entry's own name, where the table is keyed by names. */
  readonly name: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Table {
  readonly path: string;
  readonly rows: readonly TableRow[];
  /** What of it could not be read, each as a sentence. */
  readonly problems: readonly string[];
}

/** The sounds that tables may mean, where these are known; asked for only where it is of use. */
export type SoundNames = () => Promise<readonly string[]>;

const LARGEST_TABLE_BYTES = 256 * 1024 * 1024;
const TOO_LARGE =
  'is larger than 256 MB and was not read. Save the columns that name files and licences by themselves, as CSV, and use that instead';
const LINES_NAMED = 5;
/** Of the lines of a text that is a table at most this share is damaged. */
const DAMAGED_SHARE = 0.1;

/** Whether a Parquet file has no column of audio: then it is a table. */
export async function isParquetTable(path: string, file: File): Promise<boolean> {
  try {
    const shard = await ParquetShard.open(new BlobSource(path, file), new AbortController().signal);
    return ![...shard.features.values()].some(canHoldAudio);
  } catch (error) {
    // What cannot be read is named when it is opened as a shard.
    if (error instanceof AppError) return false;
    throw error;
  }
}

/**
 * Reads a table: text with separators, JSON, JSON lines, or Parquet without audio. What is damaged is named.
 *
 * @param sounds - names all that its rows may mean: of a JSON, what is said of other sounds is not kept
 */
export async function readTable({ path, file }: HubFile, signal: AbortSignal, sounds?: SoundNames): Promise<Table> {
  if (isParquetName(path)) return readParquetTable(path, file, signal);
  const json = /\.json(?:\.gz)?$/iu.test(path) ? await readJson({ path, file }, signal, sounds) : null;
  if (json !== null) return json;
  const { bytes, problem } = await unpackedTable(path, file, signal);
  if (problem !== null) return emptyTable(path, problem);
  const text = textOfAnyEncoding(bytes);
  const kind = path.toLowerCase().replace(/\.gz$/u, '');
  if (kind.endsWith('.txt')) return readPlainText(path, text);
  if (/\.[ct]sv$/u.test(kind)) return readDelimited(path, text);
  const lines = readJsonLines(path, text);
  if (lines.rows.length > 0 || !kind.endsWith('.json')) return lines;
  return emptyTable(path, `could not be read: ${whyNoJson(text)}`);
}

/** Reads a JSON entry by entry; null where it is none, or is damaged. */
async function readJson({ path, file }: HubFile, signal: AbortSignal, sounds?: SoundNames): Promise<Table | null> {
  const entries = new JsonEntries();
  const rows = new JsonRows(sounds === undefined ? null : await sounds());
  let size = 0;
  try {
    for await (const text of piecesOfAnyEncoding(tableBytes(path, file, signal))) {
      size += text.length;
      if (size > LARGEST_TABLE_BYTES) return emptyTable(path, TOO_LARGE);
      for (const entry of entries.push(text)) rows.add(entry);
    }
    entries.end();
    return { path, rows: rows.all, problems: [] };
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function whyNoJson(text: string): string {
  try {
    parseLooseJson(text);
    return 'it holds no rows';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The JSON of one sound, which is called like it; null where it names no licence and so may be anything. */
export async function readSidecar({ path, file }: HubFile): Promise<Table | null> {
  if (!/\.json$/iu.test(path)) return null;
  try {
    const fields = parseLooseJson(textOfAnyEncoding(new Uint8Array(await file.arrayBuffer())));
    if (!isRecord(fields) || licenseOf(fields, null) === null) return null;
    return { path, rows: [{ name: baseName(path).replace(/\.json$/iu, ''), fields }], problems: [] };
  } catch {
    return null;
  }
}

/** What stands for a table that is too large to be read; null for others. */
export function tooLarge(path: string, bytes: number): Table | null {
  return bytes <= LARGEST_TABLE_BYTES ? null : emptyTable(path, TOO_LARGE);
}

/** What a table holds, also one that GZIP packed; what of it was read before a damage may end within a row and says nothing. */
async function unpackedTable(
  path: string,
  file: File,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly problem: string | null }> {
  if (!/\.gz$/iu.test(path)) return { bytes: new Uint8Array(await file.arrayBuffer()), problem: null };
  const none = new Uint8Array(0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const piece of tableBytes(path, file, signal)) {
      size += piece.length;
      if (size > LARGEST_TABLE_BYTES) return { bytes: none, problem: TOO_LARGE };
      parts.push(piece.slice());
    }
  } catch {
    signal.throwIfAborted();
    return { bytes: none, problem: 'could not be unpacked: it is damaged or cut short' };
  }
  return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()), problem: null };
}

/** The bytes of a table as they come, unpacked; each piece is good until the one after the next is asked for. */
function tableBytes(path: string, file: File, signal: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>> {
  const bytes = sliced(file, signal);
  return /\.gz$/iu.test(path) ? unpacked(bytes, 'gzip') : released(bytes);
}

function emptyTable(path: string, problem: string): Table {
  return { path, rows: [], problems: [`${path} ${problem}.`] };
}

async function readParquetTable(path: string, file: File, signal: AbortSignal): Promise<Table> {
  try {
    const shard = await ParquetShard.open(new BlobSource(path, file), signal);
    if ([...shard.features.values()].some(canHoldAudio)) return { path, rows: [], problems: [] };
    const rows: TableRow[] = [];
    for (let group = 0; group < shard.groupCount; group += 1) {
      for (const fields of await shard.records(group, signal)) rows.push({ name: null, fields });
    }
    return { path, rows, problems: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { path, rows: [], problems: [error.message] };
  }
}

function readDelimited(path: string, text: string): Table {
  const { head, rows, damagedLines } = parseDelimited(text);
  const last = rows.at(-1);
  const isCut =
    last !== undefined &&
    !/[\r\n]$/u.test(text) &&
    head.some((column, at) => tellsOfLicense(column) && isCutShort(rows.map(({ cells }) => cells[at] ?? '')));
  const whole = isCut ? rows.slice(0, -1) : rows;
  return {
    path,
    rows: whole.map(({ cells }) => ({
      name: null,
      // Two columns of one name both count.
      fields: mergeFields(head.map((column, index) => ({ [column]: cells[index] ?? null }))),
    })),
    problems: damaged(path, isCut ? [...damagedLines, last.line] : damagedLines),
  };
}

/** A text is a table where its first line names the column of files or of licences, and its lines have as many cells; others say nothing. */
function readPlainText(path: string, text: string): Table {
  const { head, rows, damagedLines } = parseDelimited(text);
  const isTable =
    head.length > 1 &&
    head.some((column) => FILE_COLUMNS.includes(column.toLowerCase()) || tellsOfLicense(column)) &&
    damagedLines.length <= (rows.length + damagedLines.length) * DAMAGED_SHARE;
  return isTable ? readDelimited(path, text) : { path, rows: [], problems: [] };
}

/** Whether the last cell is the beginning of another: then a file without a last line end was cut there. */
function isCutShort(cells: readonly string[]): boolean {
  const last = cells.at(-1) ?? '';
  return last !== '' && cells.some((cell) => cell !== last && cell.startsWith(last));
}

function readJsonLines(path: string, text: string): Table {
  const rows: TableRow[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\r|\n/u)
    .entries()) {
    if (line.trim() === '') continue;
    try {
      const fields = parseLooseJson(line);
      if (isRecord(fields)) rows.push({ name: null, fields });
    } catch {
      damagedLines.push(index + 1);
    }
  }
  return { path, rows, problems: rows.length === 0 ? [] : damaged(path, damagedLines) };
}

function damaged(path: string, lines: readonly number[]): string[] {
  if (lines.length === 0) return [];
  const named = lines.slice(0, LINES_NAMED).join(', ');
  const more = lines.length > LINES_NAMED ? ` and ${lines.length - LINES_NAMED} more` : '';
  const what = lines.length === 1 ? `Line ${named} of ${path} is` : `Lines ${named}${more} of ${path} are`;
  return [`${what} damaged and ${lines.length === 1 ? 'was' : 'were'} left out.`];
}
