import { signal, type ReadonlySignal } from '@preact/signals-core';
import { toErrorFields, type AppErrorFields } from '../../domain/errors.ts';
import type { Stage } from '../../domain/stage.ts';

export interface LogEntry {
  readonly id: number;
  readonly atMs: number;
  readonly stage: Stage;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  /** What it happened to; null for nothing in particular. */
  readonly subject: string | null;
  readonly details: string | null;
  /** How often it happened until then. */
  readonly times: number;
}

/** What is appended. */
type NewEntry = Omit<LogEntry, 'id' | 'atMs' | 'times'>;

/** What the user should see until it is dismissed: one entry, or many of one kind that were folded together. */
export interface Alert {
  readonly id: number;
  readonly level: 'warning' | 'error';
  readonly stage: Stage;
  /** In the order they came; never empty. */
  readonly entries: readonly LogEntry[];
}

/** Enough to name every file of an import of 10,000 that all fail. */
const ENTRIES_KEPT = 20_000;
/** From the next one on, entries of one stage and level that name what they are about share an alert. */
const ALONE_AT_MOST = 3;
/** The same refusal within so many lines is one line. */
const SAME_WITHIN = 20;
/** Entries that come in quick succession are told together: thousands of failing files must not hold up the page. */
const PUBLISH_EVERY_MS = 50;

/** What happened, in order. Errors in it are also shown as alerts until the user dismisses them. */
export class LogBook {
  readonly #entries = signal<readonly LogEntry[]>([]);
  readonly #alerts = signal<readonly Alert[]>([]);
  #log: LogEntry[] = [];
  #open: (Omit<Alert, 'entries'> & { readonly entries: LogEntry[] })[] = [];
  #nextId = 1;
  #publishedAtMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | null = null;

  readonly entries: ReadonlySignal<readonly LogEntry[]> = this.#entries;
  readonly alerts: ReadonlySignal<readonly Alert[]> = this.#alerts;

  info(stage: Stage, message: string): void {
    this.#append({ stage, level: 'info', message, subject: null, details: null });
  }

  /** Something the user should see, though the work went on; begins with the subject's name where there is one. */
  warn(stage: Stage, message: string, subject: string | null = null): void {
    const named = subject === null ? message : `${subject}: ${message}`;
    this.#append({ stage, level: 'warning', message: named, subject, details: null });
  }

  /** What only a reload mends is said once, however many parts of the app it concerns. */
  error({ code, stage, message, subject, details }: AppErrorFields): void {
    if (code === 'app-changed' && this.#open.some(({ entries }) => entries.some((entry) => entry.message === message)))
      return;
    this.#append({ stage, level: 'error', message, subject, details: details ?? null });
  }

  /** Logs whatever was thrown. */
  thrown(error: unknown, stage: Stage, subject: string | null = null): void {
    this.error(toErrorFields(error, { stage, subject }));
  }

  dismiss(id: number): void {
    this.#open = this.#open.filter((alert) => alert.id !== id);
    this.#publish();
  }

  dismissAll(): void {
    this.#open = [];
    this.#publish();
  }

  #append(entry: NewEntry): void {
    const earlier = this.#log.slice(-SAME_WITHIN).findLast((other) => isSameRefusal(entry, other));
    const complete = { ...entry, id: this.#nextId++, atMs: Date.now(), times: (earlier?.times ?? 0) + 1 };
    if (earlier !== undefined) this.#log.splice(this.#log.lastIndexOf(earlier), 1);
    this.#log.push(complete);
    if (this.#log.length > ENTRIES_KEPT * 1.1) this.#log = this.#log.slice(-ENTRIES_KEPT);
    if (complete.level !== 'info' && !this.#raiseAgain(complete, earlier)) this.#raise(complete, complete.level);
    this.#publishSoon();
  }

  /** Puts an entry in the place of the same one before, as long as that is shown. */
  #raiseAgain(entry: LogEntry, earlier: LogEntry | undefined): boolean {
    if (earlier === undefined) return false;
    const shown = this.#open.find(({ entries }) => entries.includes(earlier));
    shown?.entries.splice(shown.entries.indexOf(earlier), 1, entry);
    return shown !== undefined;
  }

  #raise(entry: LogEntry, level: Alert['level']): void {
    const { id, stage, subject } = entry;
    const isAlike = (alert: Alert) =>
      alert.stage === stage && alert.level === level && (alert.entries[0]?.subject ?? null) !== null;
    const family = subject === null ? [] : this.#open.filter(isAlike);
    const group = family.find(({ entries }) => entries.length > 1);
    if (group !== undefined) {
      group.entries.push(entry);
    } else if (family.length >= ALONE_AT_MOST) {
      this.#open = this.#open.filter((alert) => !family.includes(alert));
      this.#open.push({ id, level, stage, entries: [...family.flatMap(({ entries }) => entries), entry] });
    } else {
      this.#open.push({ id, level, stage, entries: [entry] });
    }
  }

  #publishSoon(): void {
    if (this.#timer !== null) return;
    const waitMs = this.#publishedAtMs + PUBLISH_EVERY_MS - performance.now();
    if (waitMs <= 0) this.#publish();
    else this.#timer = setTimeout(() => this.#publish(), waitMs);
  }

  #publish(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#publishedAtMs = performance.now();
    this.#entries.value = this.#log.slice(-ENTRIES_KEPT);
    this.#alerts.value = this.#open.map((alert) => ({ ...alert }));
  }
}

/** Whether a line says what another said already: that something was refused, or went wrong. */
function isSameRefusal(entry: NewEntry, other: NewEntry): boolean {
  return (
    entry.message === other.message &&
    entry.stage === other.stage &&
    entry.level === other.level &&
    entry.details === other.details &&
    (entry.level !== 'info' || entry.message.includes(' refused: '))
  );
}

/** What an entry says, with how often where that was more than once. */
export function saidWords({ message, times }: LogEntry): string {
  return times === 1 ? message : `${message} (${times} times)`;
}
