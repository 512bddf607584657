import { baseName, isAudioName, stemOf } from '../audioNames.ts';
import { isRecord } from '../columns/feature.ts';
import { keyOfCell, mayBeId } from './tableJoin.ts';
import type { JsonEntry } from './jsonEntries.ts';
import type { TableRow } from './readTable.ts';

/** Stands for a cell of which only counts that it is there. */
const NO_NAME = '–';

/**
 * The rows of a JSON out of its entries: a list of records, a record per name, or lists of records within an object. Of what
 * can mean none of the sounds only that stays by which a table is understood: its names, and the names of its fields.
 */
export class JsonRows {
  readonly #isMeant: (key: string) => boolean;
  readonly #shapes = new Map<string, TableRow['fields']>();
  readonly #keyed: TableRow[] = [];
  readonly #listed: TableRow[] = [];

  /** @param sounds - null for keeping all of each row */
  constructor(sounds: readonly string[] | null) {
    this.#isMeant = sounds === null ? () => true : namesOf(sounds);
  }

  get all(): readonly TableRow[] {
    return this.#keyed.length > 0 ? this.#keyed : this.#listed;
  }

  add({ name, value }: JsonEntry): void {
    if (name !== null && isRecord(value)) {
      this.#keyed.push({ name, fields: this.#isMeant(name) ? value : this.#shapeOf(value) });
    } else if (name === null && isRecord(value)) this.#listed.push({ name, fields: this.#kept(value) });
    else if (name !== null && Array.isArray(value)) for (const one of value) this.add({ name: null, value: one });
  }

  /** The names of the fields, which all rows of one kind share. */
  #shapeOf(fields: TableRow['fields']): TableRow['fields'] {
    const names = Object.keys(fields);
    const key = JSON.stringify(names);
    const shape = this.#shapes.get(key) ?? Object.fromEntries(names.map((name) => [name, null]));
    this.#shapes.set(key, shape);
    return shape;
  }

  /** Any cell may be the one that names a sound. */
  #kept(fields: TableRow['fields']): TableRow['fields'] {
    const cells = Object.entries(fields).flatMap(([column, cell]) => {
      const key = keyOfCell(cell);
      return key === null ? [] : [[column, key] as const];
    });
    if (cells.some(([, key]) => this.#isMeant(key))) return fields;
    return Object.fromEntries(
      cells.map(([column, key]) => [column, mayBeId(column) || isAudioName(key) ? key : NO_NAME]),
    );
  }
}

/** Whether a key of a table can mean any of the sounds, by whatever it is joined: path, name, sample or clip. */
function namesOf(sounds: readonly string[]): (key: string) => boolean {
  const known = new Set<string>();
  for (const sound of sounds) {
    const name = baseName(sound.normalize('NFC'));
    const [upToFirstDot = ''] = name.split('.');
    const [clip = name] = /^\d+/u.exec(name) ?? [];
    for (const one of [name, stemOf(name), upToFirstDot, clip]) known.add(one);
  }
  return (key) => {
    const name = baseName(key.trim().replaceAll('\\', '/').normalize('NFC'));
    return known.has(name) || known.has(stemOf(name)) || /^\.{0,2}$/u.test(name);
  };
}
