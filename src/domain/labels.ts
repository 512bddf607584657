/** How many characters a tag may have, a genre, the name of a model and a note; and how many tags a sound [S16]. */
export const TAG_CHARACTERS = 40;
export const TAGS_PER_SOUND = 100;
export const GENRE_CHARACTERS = 100;
export const NAME_CHARACTERS = 80;
export const NOTE_CHARACTERS = 10_000;

/** One line without control characters, spaces inside only; RE2 and JavaScript read it alike. */
export const LINE_PATTERN = '[^\\p{Cc}\\p{Z}](?:[^\\p{Cc}\\p{Zl}\\p{Zp}]*[^\\p{Cc}\\p{Z}])?';
const LINE = new RegExp(`^${LINE_PATTERN}$`, 'u');

/** What is changed of the tags of sounds: letters count alike whether small or capital. */
export interface TagChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** What a person says of a model. */
export interface ModelLabel {
  readonly modelId: string;
  readonly name: string | null;
  readonly note: string | null;
  readonly pinned: boolean;
}

/** What was typed as one line, without the spaces around it; null where nothing is left, or more than `most` characters. */
export function lineOf(typed: string, most: number): string | null {
  const line = typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  return LINE.test(line) && charactersIn(line) <= most ? line : null;
}

/** What was typed as a note, without the spaces around it; null where nothing is left, or too much. */
export function noteOf(typed: string): string | null {
  const note = typed.normalize('NFC').replaceAll('\0', '').trim();
  return note === '' || charactersIn(note) > NOTE_CHARACTERS ? null : note;
}

/** As the database counts them: code points. */
function charactersIn(text: string): number {
  return Array.from(text).length;
}
