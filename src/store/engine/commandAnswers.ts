import { numberOf, textOf } from './rows.ts';
import type { Session } from './session.ts';
import { quoted, quotedList } from './sqlLiterals.ts';

/** So many commands may be under way when the engine or its worker ends. */
const KEPT_ANSWERS = 64;

/**
 * Which commands have committed, and what they answered. A command that is repeated, since nobody knows whether it committed
 * before the engine died, gets its first answer instead of running twice.
 */
export class CommandAnswers {
  readonly #session: Session;
  /** By key, the oldest first. */
  #answers: Map<string, unknown> | null = null;
  #lastNumber = 0;
  #key: string | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  async of<T>(key: string, work: () => Promise<T>): Promise<T> {
    const answers = await this.#read();
    if (answers.has(key)) return answers.get(key) as T;
    this.#key = key;
    try {
      const answer = await work();
      answers.set(key, answer);
      return answer;
    } finally {
      this.#key = null;
    }
  }

  /** Keeps the answer of the command that runs, inside its open transaction. */
  async note(answer: unknown): Promise<void> {
    const key = this.#key;
    if (key === null) return;
    const answers = await this.#read();
    const forgotten = [...answers.keys()].slice(0, Math.max(0, answers.size + 1 - KEPT_ANSWERS));
    this.#lastNumber += 1;
    await this.#session.script(
      `DELETE FROM command_answers WHERE command_key IN (${quotedList(forgotten)});
       INSERT INTO command_answers VALUES (${quoted(key)}, ${this.#lastNumber}, ${quoted(toText(answer))})`,
    );
    for (const old of forgotten) answers.delete(old);
  }

  /** Forgets all answers: those of commands that have ended say what was in the data set. */
  async forget(): Promise<void> {
    // On a full disk nothing may be written that need not be.
    if ((await this.#read()).size === 0) return;
    await this.#session.sideTransaction(async () => this.#session.script('DELETE FROM command_answers'));
    this.#answers = new Map();
  }

  async #read(): Promise<Map<string, unknown>> {
    if (this.#answers !== null) return this.#answers;
    const rows = await this.#session.query(
      'SELECT command_key, command_number, answer_json FROM command_answers ORDER BY command_number',
    );
    this.#lastNumber = numberOf(rows.at(-1)?.['command_number'] ?? 0);
    this.#answers = new Map(rows.flatMap((row) => readAnswer(textOf(row['command_key']), textOf(row['answer_json']))));
    return this.#answers;
  }
}

/** JSON that keeps dates. */
function toText(answer: unknown): string {
  return JSON.stringify({ answer }, function dated(this: Record<string, unknown>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? { dateMs: original.getTime() } : value;
  });
}

/** None where it cannot be read: nobody waits for it then. */
function readAnswer(key: string, text: string): [string, unknown][] {
  try {
    return [[key, fromText(text)]];
  } catch {
    return [];
  }
}

function fromText(text: string): unknown {
  const { answer } = JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'dateMs' in value && typeof value.dateMs === 'number'
      ? new Date(value.dateMs)
      : value,
  ) as { readonly answer?: unknown };
  return answer;
}
