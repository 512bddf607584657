import { fileStem } from '../fileNames.ts';

/** What a name pattern may hold besides plain text (V8). */
export const NAME_PARTS = ['{name}', '{treatment}', '{folder}', '{number}'] as const;

/** The sound's own name. */
export const DEFAULT_NAME_PATTERN = '{name}';
export const LONGEST_NAME_PATTERN = 100;

/** What a preset is named by. */
export interface NamedPreset {
  /** Of the sound, with either slash. */
  readonly path: string;
  readonly treatment: string;
  /** From 1. */
  readonly number: number;
  /** How many there are: numbers have as many digits, so that they sort. */
  readonly total: number;
}

/** What is in the way of a pattern; null where nothing is. */
export function namePatternRefusal(pattern: string): string | null {
  if (pattern.trim() === '') return 'Give the presets a name.';
  if (pattern.length > LONGEST_NAME_PATTERN) return `Choose a name of at most ${LONGEST_NAME_PATTERN} characters.`;
  const unknown = (pattern.match(/\{[^{}]*\}/gu) ?? []).find((part) => !isPart(part));
  return unknown === undefined ? null : `${unknown} stands for nothing. There are ${NAME_PARTS.join(', ')}.`;
}

/**
 * A preset's name by a pattern, neither safe as a file name nor unique; the sound's own where nothing is left of it. A slash
 * parts names, as no file's holds one.
 */
export function presetName(pattern: string, { path, treatment, number, total }: NamedPreset): string {
  const name = fileStem(path);
  const parts: Readonly<Record<(typeof NAME_PARTS)[number], string>> = {
    '{name}': name,
    '{treatment}': treatment,
    '{folder}': path.split(/[/\\]/u).at(-2) ?? '',
    '{number}': String(number).padStart(String(total).length, '0'),
  };
  const named = pattern
    .split(/[/\\]/u)
    .map((own) => own.replaceAll(/\{[^{}]*\}/gu, (part) => (isPart(part) ? parts[part] : part)).trim())
    .filter((own) => own !== '');
  return named.length === 0 ? name : named.join(' - ');
}

function isPart(part: string): part is (typeof NAME_PARTS)[number] {
  return NAME_PARTS.some((known) => known === part);
}
