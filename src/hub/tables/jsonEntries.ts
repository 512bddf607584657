import { parseLooseJson } from './looseJson.ts';

/** An entry of an object by its name, or of a list without one. */
export interface JsonEntry {
  readonly name: string | null;
  readonly value: unknown;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Of `{` and `[`, by what closes them. */
const OPENED_BY: Readonly<Record<number, number>> = { 0x7d: 0x7b, 0x5d: 0x5b };
const LIST = 0x5b;
const NAMED_VALUE = /^\s*("(?:[^"\\]|\\.)*")\s*:/su;

/**
 * Takes the one object or list of a JSON text apart as it comes, so that no more than an entry of it is in memory. Throws a
 * SyntaxError on anything else.
 */
export class JsonEntries {
  #opened = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isDone = false;
  #count = 0;
  /** What came of the entry that goes on. */
  #begun = '';

  /** The entries that end within a piece of the text. */
  push(text: string): JsonEntry[] {
    const found: JsonEntry[] = [];
    let from = 0;
    const take = (end: number) => {
      found.push(this.#entry(this.#begun + text.slice(from, end)));
      this.#begun = '';
      from = end + 1;
    };
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) this.#isInString = false;
      } else if (code === 0x7b || code === LIST) {
        if (this.#depth === 0) {
          if (this.#opened !== 0) throw new SyntaxError('something follows its end');
          this.#opened = code;
          from = at + 1;
        }
        this.#depth += 1;
      } else if (this.#depth === 0) {
        if (!/\s/u.test(text.charAt(at))) throw new SyntaxError('it is no object and no list');
      } else if (code === QUOTE) this.#isInString = true;
      else if (code === COMMA && this.#depth === 1) take(at);
      else if (code in OPENED_BY) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        if (OPENED_BY[code] !== this.#opened) throw new SyntaxError('it ends as what it did not begin as');
        this.#isDone = true;
        if (this.#count > 0 || (this.#begun + text.slice(from, at)).trim() !== '') take(at);
      }
    }
    if (this.#depth > 0) this.#begun += text.slice(from);
    return found;
  }

  /** Called behind the last piece. */
  end(): void {
    if (!this.#isDone) throw new SyntaxError('it is cut short');
  }

  #entry(text: string): JsonEntry {
    this.#count += 1;
    if (this.#opened === LIST) return { name: null, value: parseLooseJson(text) };
    const [head = '', name] = NAMED_VALUE.exec(text) ?? [];
    if (name === undefined) throw new SyntaxError('an entry has no name');
    return { name: JSON.parse(name) as string, value: parseLooseJson(text.slice(head.length)) };
  }
}
