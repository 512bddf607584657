import type { Command } from '../../stages/shell/commands.ts';

/** What of a key press tells which keys they are. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Whether a shortcut is one printable key, which would be in the way where people type. */
export function isSingleKey(keys: string): boolean {
  return keys.length === 1;
}

/** Whether these are the keys of `Mod+Shift+Z`, `Alt+1`, `?`. Letters and digits go by their place on the keyboard. */
export function matchesKeys(press: KeyPress, keys: string, isMac: boolean): boolean {
  if (isSingleKey(keys)) return press.key === keys && !press.ctrlKey && !press.metaKey && !press.altKey;
  const parts = keys.split('+');
  const last = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  return (
    (press.code === `Key${last}` || press.code === `Digit${last}` || press.key === last) &&
    press.ctrlKey === (mod && !isMac) &&
    press.metaKey === (mod && isMac) &&
    press.altKey === parts.includes('Alt') &&
    press.shiftKey === parts.includes('Shift')
  );
}

/** The keys as this machine's keyboard names them: `Ctrl+K`, `⌘K`. */
export function keysText(keys: string, isMac: boolean): string {
  if (!isMac) return keys.replace('Mod', 'Ctrl');
  return keys.replace('Mod+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥');
}

/**
 * The commands that a search text finds: every word begins a word of the title, the group or what else people type for it, best
 * first.
 */
export function searchCommands(
  commands: readonly Command[],
  text: string,
  wordsFor: (command: Command) => string = () => '',
): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return commands;
  const rank = (command: Command): number => {
    const own = command.title.toLowerCase();
    const named = wordsIn(`${own} ${command.group.toLowerCase()}`);
    const all = [...named, ...wordsFor(command).split(' ')];
    const finds = (candidates: readonly string[]) =>
      words.every((word) => candidates.some((candidate) => candidate.startsWith(word)));
    if (own.startsWith(words.join(' '))) return 3;
    return finds(named) ? 2 : finds(all) ? 1 : 0;
  };
  return commands
    .map((command) => ({ command, rank: rank(command) }))
    .filter((found) => found.rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ command }) => command);
}

/** The words of a text, those with marks in them such as `.vstpreset` and `best_equations.json` also whole. */
function wordsIn(text: string): readonly string[] {
  return [...text.split(' '), ...text.split(/[^\p{L}\p{N}]+/u)];
}

/** Whether an event comes from where text is typed. */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
