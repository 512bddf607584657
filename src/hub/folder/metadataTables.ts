import { baseName } from '../audioNames.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { isRecord } from '../columns/feature.ts';

/** Parses CSV text into lines of cells. */
export type DecodeCsv = (text: string) => readonly (readonly string[])[];

/** What a folder's tables say of its files, by file name without extension, by file name, or by path. */
export type MetadataIndex = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

const LARGEST_TABLE_BYTES = 256 * 1024 * 1024;

/**
 * Reads the tables beside the audio and joins them by file name: CSV or TSV with a column of names (ESC-50,
 * UrbanSound8K), JSON with an entry per name (FSD50K's clips-info) or a list of records, and JSON lines.
 *
 * @param names - the audio files' paths; tables without any of them are left out
 */
export async function readMetadataTables(
  files: readonly HubFile[],
  names: readonly string[],
  decodeCsv: DecodeCsv,
): Promise<MetadataIndex> {
  const known = new Set(names.flatMap(keysOf));
  const index = new Map<string, Record<string, unknown>>();
  for (const { path, file } of files) {
    if (file.size > LARGEST_TABLE_BYTES) continue;
    for (const [key, record] of joinedRecords(await readTable(path, file, decodeCsv), known)) {
      index.set(key, { ...record, ...index.get(key) });
    }
  }
  return index;
}

/** Whether a file may be a table. */
export function isTableName(path: string): boolean {
  return /\.(?:csv|tsv|json|jsonl|ndjson)$/iu.test(path);
}

/** What is known of one file; empty where no table names it. */
export function metadataOf(index: MetadataIndex, path: string): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...keysOf(path).map((key) => index.get(key) ?? {})) as Readonly<Record<string, unknown>>;
}

/** The names that a table may use for a file, the vaguest first. */
function keysOf(path: string): string[] {
  const name = baseName(path);
  const stem = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : name;
  return [...new Set([stem, name, path])];
}

interface NamedRecord {
  /** The entry's own name, where the table is keyed by names. */
  readonly name: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

async function readTable(path: string, file: File, decodeCsv: DecodeCsv): Promise<readonly NamedRecord[]> {
  const text = await file.text();
  try {
    if (/\.csv$/iu.test(path)) return recordsOfCells(decodeCsv(text));
    if (/\.tsv$/iu.test(path)) return recordsOfCells(text.split(/\r?\n/u).map((line) => line.split('\t')));
    if (/\.json$/iu.test(path)) return recordsOfJson(JSON.parse(text));
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return recordsOfJson(lines.map((line) => JSON.parse(line) as unknown));
  } catch (error) {
    // Not every file with such a name is a table of sounds; one that cannot be read joins nothing.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function recordsOfCells(lines: readonly (readonly string[])[]): NamedRecord[] {
  const [head = [], ...rows] = lines;
  return rows.map((cells) => ({
    name: null,
    fields: Object.fromEntries(head.map((column, index) => [column.trim(), cells[index] ?? null])),
  }));
}

function recordsOfJson(parsed: unknown): NamedRecord[] {
  if (Array.isArray(parsed)) return parsed.filter(isRecord).map((fields) => ({ name: null, fields }));
  if (!isRecord(parsed)) return [];
  return Object.entries(parsed).flatMap(([name, fields]) => (isRecord(fields) ? [{ name, fields }] : []));
}

function* joinedRecords(
  records: readonly NamedRecord[],
  known: ReadonlySet<string>,
): Generator<[string, Readonly<Record<string, unknown>>]> {
  const column = keyColumn(records, known);
  for (const { name, fields } of records) {
    const key = name ?? (column === null ? null : keyOfCell(fields[column]));
    if (key === null) continue;
    const found = keysOf(key)
      .toReversed()
      .find((candidate) => known.has(candidate));
    if (found !== undefined) yield [found, fields];
  }
}

/** The column whose cells name audio files most often; a table may cover more files than were dropped. */
function keyColumn(records: readonly NamedRecord[], known: ReadonlySet<string>): string | null {
  const probe = records.slice(0, 500).filter(({ name }) => name === null);
  let best: { readonly column: string; readonly hits: number } | null = null;
  for (const column of new Set(probe.flatMap(({ fields }) => Object.keys(fields)))) {
    const hits = probe.filter(({ fields }) => {
      const cell = keyOfCell(fields[column]);
      return cell !== null && keysOf(cell).some((key) => known.has(key));
    }).length;
    if (hits > (best?.hits ?? 0)) best = { column, hits };
  }
  return best?.column ?? null;
}

function keyOfCell(cell: unknown): string | null {
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'string' && cell !== '' ? cell.replaceAll('\\', '/') : null;
}
