import { tellsOfLicense } from './licenses.ts';
import type { ColumnChoice, ColumnRole, HubColumn } from '../../domain/hubImport.ts';

/** The names of each role, the likelier first. */
const TERMS: Readonly<Record<ColumnRole, readonly string[]>> = {
  audio: ['audio', 'sound', 'wav', 'mp3'],
  license: ['license', 'licence', 'rights'],
  source: ['url', 'source_url', 'source', 'file', 'path'],
  creator: ['author', 'creator', 'artist', 'uploader'],
  genre: ['genre', 'tag', 'tags', 'category', 'class'],
  title: ['title', 'name', 'filename', 'fname'],
};

/** Names that stand for a role only as a whole: as parts of words they mean other things. */
const EXACT_TERMS: Readonly<Partial<Record<ColumnRole, readonly string[]>>> = {
  creator: ['username', 'user_name', 'user', 'artists', 'performer', 'composer', 'recordist', 'contributor'],
  source: ['page_url', 'track_url', 'track_link', 'link', 'href', 'uri'],
};

/**
 * Which column stands for what: an exact name first, in any case, then a term inside a word of a name. Audio is only
 * looked for among columns that can hold it, the rest among the others.
 */
export function detectColumns(columns: readonly HubColumn[]): ColumnChoice {
  const audible = columns.filter(({ holdsAudio }) => holdsAudio).map(({ name }) => name);
  const others = columns.filter(({ holdsAudio }) => !holdsAudio).map(({ name }) => name);
  // Who has the rights is no licence.
  const terms = others.filter((name) => !/holder|owner/iu.test(fieldOf(name)));
  // The name and the address of a licence are not the sound's, and those of its author are not either.
  const unlicensed = others.filter((name) => !tellsOfLicense(name));
  const own = unlicensed.filter((name) => !isOfPerson(name));
  return {
    audio: findColumn(audible, 'audio') ?? audible[0] ?? null,
    license: findColumn(terms, 'license') ?? terms.find((name) => tellsOfLicense(name) && !isId(name)) ?? null,
    source: findColumn(own, 'source'),
    creator: findColumn(unlicensed, 'creator') ?? personIn(unlicensed),
    genre: findColumn(own, 'genre'),
    title: findExact(own, 'title'),
  };
}

/** The column among `names` that stands for `role`; null for none. A field of a record goes by its own name. */
export function findColumn(names: readonly string[], role: ColumnRole): string | null {
  const exact = findExact(names, role);
  if (exact !== null) return exact;
  for (const term of TERMS[role]) {
    const found = names.find((name) => holdsTerm(fieldOf(name), term));
    if (found !== undefined) return found;
  }
  return null;
}

function findExact(names: readonly string[], role: ColumnRole): string | null {
  const terms = [...TERMS[role], ...(EXACT_TERMS[role] ?? [])];
  const called = (nameOf: (name: string) => string) =>
    terms.flatMap((term) => names.filter((name) => nameOf(name).toLowerCase() === term))[0];
  return called((name) => name) ?? called(fieldOf) ?? null;
}

/** Whether a column is a field of a record that tells of the author: `author.name`. */
function isOfPerson(name: string): boolean {
  return name
    .split('.')
    .slice(0, -1)
    .some((record) => findExact([record], 'creator') !== null);
}

/** What the author is called within a record, the likelier first. */
function personIn(names: readonly string[]): string | null {
  const fields = names.filter(isOfPerson);
  const isName = (name: string) => /name$/iu.test(fieldOf(name));
  const isAddress = (name: string) => /(?:^|_)(?:url|uri|link|href)$/iu.test(fieldOf(name));
  return fields.find(isName) ?? fields.find((name) => !isAddress(name) && !isId(name)) ?? null;
}

function isId(name: string): boolean {
  return /(?:^|_)ids?$/iu.test(fieldOf(name));
}

function fieldOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/**
 * Whether the first word holds the term (`sourceLink`, `wavfile`), or a later one as a part of it (`slice_filename`).
 * A later word that is the term itself only says whose it is: `instrument_source` is not a source.
 */
function holdsTerm(name: string, term: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  return words.some((word, index) => word.includes(term) && (index === 0 || word !== term));
}
