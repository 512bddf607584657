import { plural } from '../../domain/numberText.ts';
import { baseName, isAudioName, stemOf } from '../audioNames.ts';
import { tellsOfLicense, mergeFields } from '../columns/licenses.ts';
import { hasWords } from '../tar/webDataset.ts';
import type { Table, TableRow } from './readTable.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What tables say of audio files, and what they could not be asked for sure. */
export interface JoinedTables {
  /** What is known of one file; empty where no row surely means it. */
  readonly fieldsOf: (path: string) => Fields;
  /** Whether a row surely means a file. */
  readonly means: (path: string) => boolean;
  /** Whether the tables speak of the files at all, be it not surely. */
  readonly speaks: boolean;
  /** What of the tables could not be read, each as a sentence. */
  readonly problems: readonly string[];
  /** Rows that may mean more than one file, and files that rows of one table contest. */
  readonly doubtful: readonly string[];
  /** What a person should know before anything is stored. */
  readonly notes: readonly string[];
}

/** What a shard is told of its sounds. */
export type SaidOfSounds = Pick<JoinedTables, 'fieldsOf' | 'notes'>;

/** A row that means a file: by its path from the table's folder, or by a name that only this file has. */
interface Meant {
  readonly fields: Fields;
  readonly isExact: boolean;
  readonly table: Table;
  readonly key: string;
}

/** Names that a column of file names has, the likeliest first. */
export const FILE_COLUMNS = [
  'file_name',
  'filename',
  'file',
  'filepath',
  'file_path',
  'path',
  'audio',
  'audio_path',
  'fname',
];
const ID_COLUMN =
  /(?:^|_)(?:file|fname|name|key|clip|track|sound|audio|utterance|utt|note|sample|recording|segment|slice)(?:_|$)|ids?$/iu;
const SPLIT_FOLDER = /^(?:train(?:ing)?|test(?:ing)?|valid(?:ation)?|val|dev|evaluation|eval)$/iu;
const PROBED_ROWS = 500;

/**
 * Joins tables to audio files. A row means the file at its path from the table's folder; a bare name only the one file in
 * the table's reach that is called so; Freesound's ids mean the clip of that id. Names are compared in NFC. What is not sure
 * joins nothing, so that no file gets what another's row says.
 *
 * @param paths - of all audio files; a path that comes twice is ambiguous
 * @param keys - the samples that files belong to, by their paths: the key of one means its only file
 */
export function joinTables(
  tables: readonly Table[],
  paths: readonly string[],
  keys: ReadonlyMap<string, string> = new Map(),
): JoinedTables {
  const names = new AudioNames(paths, keys);
  const meant = new Map<string, Meant[]>();
  const doubtful: string[] = [];
  for (const table of tables) {
    for (const { path, ...row } of rowsThatMean(table, names, doubtful)) {
      meant.set(path, [...(meant.get(path) ?? []), row]);
    }
  }
  const fields = new Map<string, Fields>();
  for (const [path, rows] of meant) {
    const said = fieldsOfRows(rows);
    if (said === null) doubtful.push(path);
    else fields.set(path, said);
  }
  const means = (path: string) => fields.has(normal(path));
  const problems = tables.flatMap((table) => table.problems);
  const missing = tables.every(({ rows }) => rows.length === 0) ? [] : paths.filter((path) => !means(path));
  return {
    fieldsOf: (path) => fields.get(normal(path)) ?? {},
    means,
    speaks: fields.size + doubtful.length + problems.length > 0,
    problems,
    doubtful,
    notes: joinNotes({ problems, missing, doubtful }, paths.length),
  };
}

/** What a person should know of a join before anything is stored. */
export function joinNotes(
  {
    problems,
    missing,
    doubtful,
  }: Pick<JoinedTables, 'problems' | 'doubtful'> & { readonly missing: readonly string[] },
  sounds: number,
): string[] {
  return [
    ...problems,
    ...(missing.length === 0
      ? []
      : [
          `${missing.length} of ${plural(sounds, 'sound')} ${missing.length === 1 ? 'is surely meant by no row of a table and has' : 'are surely meant by no row of a table and have'} an unknown licence: ${missing[0]} for example.`,
        ]),
    ...(doubtful.length === 0
      ? []
      : [
          `${plural(doubtful.length, 'row')} of tables may mean more than one sound and ${doubtful.length === 1 ? 'was' : 'were'} joined to none: ${doubtful[0]} for example.`,
        ]),
  ];
}

/** The files that the rows of a table mean. */
function rowsThatMean(table: Table, names: AudioNames, doubtful: string[]): (Meant & { readonly path: string })[] {
  const find = names.findIn(folderOf(table.path));
  const column = keyColumn(table, (key) => find(key).length > 0);
  const isFreesound = isKeyedByFreesoundIds(table);
  const found = table.rows.flatMap((row) => {
    const key = keyOf(row, column);
    const files = key === null ? [] : find(key);
    return key === null || (files.length === 0 && !isFreesound) ? [] : [{ row, key, files }];
  });
  // Where one name is a path from the table's folder all are: what is not there is missing, and nothing elsewhere.
  const isExact = found.some(({ files }) => files[0]?.isExact === true);
  return found.flatMap(({ row: { fields }, key, files }) => {
    const fitting = files.filter((file) => file.isExact === isExact);
    const clips = files.length === 0 && isFreesound ? names.clipsOf(key) : [];
    if (fitting.length > 1) doubtful.push(`${key} in ${table.path}`);
    const said = isFreesound ? { ...fields, freesound_id: key } : fields;
    const meant = fitting.length === 1 ? fitting : clips;
    return meant.map(({ path, isExact: exact }) => ({ path, isExact: exact, fields: said, table, key }));
  });
}

/** The fields of all rows that mean a file, the surer first; null where rows of one table contest it. */
function fieldsOfRows(rows: readonly Meant[]): Fields | null {
  const merged = (of: readonly Meant[]) => mergeFields(of.map(({ fields }) => fields));
  const exact = merged(rows.filter(({ isExact }) => isExact));
  const guessed = rows.filter(({ isExact }) => !isExact);
  const keysOf = (table: Table) => new Set(guessed.filter((row) => row.table === table).map(({ key }) => normal(key)));
  const isContested = guessed.some(({ table }) => keysOf(table).size > 1);
  if (isContested) return rows.length > guessed.length ? exact : null;
  const says = Object.keys(exact).some(tellsOfLicense);
  const beside = Object.entries(merged(guessed)).filter(([name]) => !says || !tellsOfLicense(name));
  return { ...Object.fromEntries(beside), ...exact };
}

/** The column whose cells name audio files; null where none does. */
function keyColumn({ rows }: Table, isMeant: (key: string) => boolean): string | null {
  const probe = rows.filter(({ name }) => name === null);
  const columns = [...new Set(probe.slice(0, PROBED_ROWS).flatMap(({ fields }) => Object.keys(fields)))];
  const scored = columns.map((column) => {
    const keys = probe.map(({ fields }) => keyOfCell(fields[column])).filter((key) => key !== null);
    const namesFiles = keys.filter(isAudioName).length * 2 > keys.length;
    // A class label or a line number may look like a file's name as well.
    const mayName = namesFiles || (mayBeId(column) && new Set(keys).size === keys.length);
    const rank = FILE_COLUMNS.indexOf(column.toLowerCase());
    const isLikely = namesFiles && rank >= 0;
    return { column, namesFiles, isLikely, rank, hits: mayName ? keys.filter(isMeant).length : 0 };
  });
  const files = scored.filter(({ namesFiles }) => namesFiles);
  const likely = (files.length > 0 ? files : scored).filter(({ hits }) => hits > 0);
  const best = likely.toSorted(
    (a, b) => Number(b.isLikely) - Number(a.isLikely) || (a.isLikely ? a.rank - b.rank : 0) || b.hits - a.hits,
  );
  return best[0]?.column ?? null;
}

function keyOf({ name, fields }: TableRow, column: string | null): string | null {
  return name ?? (column === null ? null : keyOfCell(fields[column]));
}

/** Whether a column may hold ids, by its name. */
export function mayBeId(column: string): boolean {
  return ID_COLUMN.test(column);
}

/** What a cell may call a sound; null for nothing. */
export function keyOfCell(cell: unknown): string | null {
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'string' && cell.trim() !== '' ? cell.trim() : null;
}

/** FSD50K's clips-info: an entry per Freesound id, with who uploaded the clip under which licence. */
function isKeyedByFreesoundIds({ rows }: Table): boolean {
  return (
    rows.length > 0 &&
    rows.every(
      ({ name, fields }) =>
        name !== null &&
        /^\d{2,}$/u.test(name) &&
        'license' in fields &&
        ('uploader' in fields || 'username' in fields),
    )
  );
}

interface Found {
  /** In NFC. */
  readonly path: string;
  readonly isExact: boolean;
}

/** The audio files by what a table may call them. */
class AudioNames {
  readonly #byPath = new Map<string, number>();
  readonly #byStem = new Map<string, string[]>();
  readonly #byName = new Map<string, string[]>();
  readonly #byBareStem = new Map<string, string[]>();
  readonly #byKey = new Map<string, string[]>();
  readonly #byBareKey = new Map<string, string[]>();
  readonly #byClip = new Map<string, string[]>();
  readonly #folders = new Set<string>();

  constructor(paths: readonly string[], keys: ReadonlyMap<string, string>) {
    for (const [path, key] of paths.map((one) => [normal(one), keys.get(one)] as const)) {
      this.#byPath.set(path, (this.#byPath.get(path) ?? 0) + 1);
      const name = baseName(path);
      addPath(this.#byStem, stemOf(path), path);
      addPath(this.#byName, name, path);
      addPath(this.#byBareStem, stemOf(name), path);
      if (key !== undefined) {
        addPath(this.#byKey, normal(key), path);
        addPath(this.#byBareKey, normal(baseName(key)), path);
      }
      const [, clip] = /^(\d{2,})(?:_\d+|__.*)?$/su.exec(stemOf(name)) ?? [];
      if (clip !== undefined) addPath(this.#byClip, clip, path);
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        if (this.#folders.has(folder)) break;
        this.#folders.add(folder);
        if (folder === '') break;
      }
    }
  }

  /** Finds the files that a key of a table in `folder` may mean; one for a sure join. */
  findIn(folder: string): (key: string) => readonly Found[] {
    const base = normal(folder);
    const reach = this.#reachOf(base);
    return (rawKey) => {
      const key = normal(rawKey.replaceAll('\\', '/')).replace(/^(?:\.\/)+/u, '');
      const path = resolvePath(base, key);
      if (path !== null && this.#byPath.has(path)) return this.#founds([path], true);
      const isStem = !isAudioName(key);
      const stems = isStem && path !== null ? (this.#byStem.get(path) ?? ofKey(this.#byKey.get(path))) : [];
      if (stems.length > 0) return this.#founds(stems, true);
      if (reach === null) return [];
      const name = baseName(key);
      const named = isStem ? (this.#byBareStem.get(name) ?? ofKey(this.#byBareKey.get(name))) : this.#byName.get(name);
      const within = (named ?? []).filter((one) => reach === '' || one.startsWith(`${reach}/`));
      const told = (one: string) =>
        [folderOf(one), isStem ? name : baseName(one)].filter((part) => part !== '').join('/');
      return this.#founds(key.includes('/') ? within.filter((one) => agree(told(one), key)) : within, false);
    };
  }

  /**
   * The folder within which bare names are looked for: the table's own, or the nearest above that holds audio. A split
   * without audio (`train`) is not at hand: null.
   */
  #reachOf(folder: string): string | null {
    let reach = folder;
    while (reach !== '' && !this.#folders.has(reach)) {
      if (SPLIT_FOLDER.test(baseName(reach))) return null;
      reach = folderOf(reach);
    }
    return reach;
  }

  clipsOf(id: string): Found[] {
    return [...new Set(this.#byClip.get(id) ?? [])].map((path) => ({ path, isExact: false }));
  }

  /** A path that two files have counts twice, and so means neither. */
  #founds(paths: readonly string[], isExact: boolean): Found[] {
    return [...new Set(paths)].flatMap((path) =>
      Array.from({ length: this.#byPath.get(path) ?? 1 }, () => ({ path, isExact })),
    );
  }
}

/** The files that a key means: none where the only one has more than words behind it, as `kick` and `kick.00.wav`. */
function ofKey(paths: readonly string[] | undefined): readonly string[] {
  if (paths === undefined) return [];
  return paths.length === 1 && !paths.every(hasWords) ? [] : paths;
}

/** Whether two paths end alike as far as the shorter one goes. */
function agree(path: string, key: string): boolean {
  return `/${path}`.endsWith(`/${key.replace(/^\/+/u, '')}`) || `/${key}`.endsWith(`/${path}`);
}

/** Where a key of a table leads from its folder; null for what lies above all that is at hand. */
function resolvePath(folder: string, key: string): string | null {
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of key.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Puts a path among those of its key. */
export function addPath(map: Map<string, string[]>, key: string, path: string): void {
  const paths = map.get(key);
  if (paths === undefined) map.set(key, [path]);
  else paths.push(path);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function normal(path: string): string {
  return path.normalize('NFC');
}
