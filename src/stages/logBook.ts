import { signal, type ReadonlySignal } from '@preact/signals-core';
import { toErrorFields, type AppErrorFields } from '../domain/errors.ts';
import type { Stage } from '../domain/stage.ts';

export interface LogEntry {
  readonly id: number;
  readonly atMs: number;
  readonly stage: Stage;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  /** What it happened to; null for nothing in particular. */
  readonly subject: string | null;
  readonly details: string | null;
}

const ENTRIES_KEPT = 2000;

/** What happened, in order. Errors in it are also shown as alerts until the user dismisses them. */
export class LogBook {
  readonly #entries = signal<readonly LogEntry[]>([]);
  readonly #alerts = signal<readonly LogEntry[]>([]);
  #nextId = 1;

  get entries(): ReadonlySignal<readonly LogEntry[]> {
    return this.#entries;
  }

  get alerts(): ReadonlySignal<readonly LogEntry[]> {
    return this.#alerts;
  }

  info(stage: Stage, message: string): void {
    this.#append({ stage, level: 'info', message, subject: null, details: null });
  }

  /** Something the user should see, though the work went on. */
  warn(stage: Stage, message: string, subject: string | null = null): void {
    this.#alerts.value = [
      ...this.#alerts.value,
      this.#append({ stage, level: 'warning', message, subject, details: null }),
    ];
  }

  error(fields: AppErrorFields): void {
    const { stage, message, subject, details } = fields;
    this.#alerts.value = [
      ...this.#alerts.value,
      this.#append({ stage, level: 'error', message, subject, details: details ?? null }),
    ];
  }

  /** Logs whatever was thrown. */
  thrown(error: unknown, stage: Stage, subject: string | null = null): void {
    this.error(toErrorFields(error, { stage, subject }));
  }

  dismiss(id: number): void {
    this.#alerts.value = this.#alerts.value.filter((entry) => entry.id !== id);
  }

  dismissAll(): void {
    this.#alerts.value = [];
  }

  #append(entry: Omit<LogEntry, 'id' | 'atMs'>): LogEntry {
    const complete = { ...entry, id: this.#nextId++, atMs: Date.now() };
    this.#entries.value = [...this.#entries.value.slice(1 - ENTRIES_KEPT), complete];
    return complete;
  }
}
