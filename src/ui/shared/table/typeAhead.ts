/** A pause of this length begins a new word. */
const PAUSE_MS = 900;

/** Finds a row by the letters that are typed one after another. */
export class TypeAhead {
  #typed = '';
  #lastMs = -Infinity;

  /** Takes one letter, and says what to look for. @param pressedMs when its key went down, on the page's clock. */
  type(letter: string, pressedMs: number): string {
    this.#typed = pressedMs - this.#lastMs > PAUSE_MS ? letter : this.#typed + letter;
    this.#lastMs = pressedMs;
    return this.#typed;
  }

  /** What was found is seen: a pause counts from here, so that a slow page does not take a word apart. */
  shown(nowMs: number): void {
    this.#lastMs = Math.max(this.#lastMs, nowMs);
  }
}

/**
 * The place of the row that is meant: the next one after `from` (or that one itself, while a word goes on) whose name begins
 * with what was typed, else the next that has it anywhere; null for none.
 */
export function findTyped(names: readonly string[], typed: string, from: number): number | null {
  const wanted = typed.toLowerCase();
  const first = wanted.length > 1 ? from : from + 1;
  const at = (k: number) => (first + k + names.length) % names.length;
  const places = names.map((_, k) => at(k));
  const nameAt = (place: number) => (names[place] ?? '').toLowerCase();
  return (
    places.find((place) => nameAt(place).startsWith(wanted)) ??
    places.find((place) => nameAt(place).includes(wanted)) ??
    null
  );
}
