import { signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort, toErrorFields, type AppErrorFields } from '../domain/errors.ts';
import { SQL_ROW_LIMIT, SQL_TIME_LIMIT_MS, type SqlResult } from '../domain/sqlResult.ts';
import { encodeCsv } from '../formats/csv.ts';
import type { SqlConsoleClient } from '../workers/consoleClient.ts';
import type { TrainingStore } from '../workers/contracts/store.ts';
import { download } from './download.ts';

/** What the SQL console shows. */
export type ConsoleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: SqlResult }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: AppErrorFields };

const CSV_FILE_NAME = 'query_result.csv';

/** Questions in SQL about the data set, answered on a snapshot: nothing that is written there can reach the data. */
export class ConsoleStage {
  readonly #store: TrainingStore;
  readonly #client: SqlConsoleClient;
  readonly #state = signal<ConsoleState>({ kind: 'idle' });
  #controller: AbortController | null = null;

  constructor({ store, sqlConsole }: { readonly store: TrainingStore; readonly sqlConsole: SqlConsoleClient }) {
    this.#store = store;
    this.#client = sqlConsole;
  }

  get state(): ReadonlySignal<ConsoleState> {
    return this.#state;
  }

  /** Never rejects: what goes wrong becomes the state. A second call while one runs does nothing. */
  async run(sql: string): Promise<void> {
    if (this.#state.value.kind === 'running') return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#state.value = { kind: 'running' };
    const limits = { rowLimit: SQL_ROW_LIMIT, timeLimitMs: SQL_TIME_LIMIT_MS };
    try {
      const snapshot = await this.#store.exportDatabase();
      const result = await this.#client.run(snapshot, sql, { signal: controller.signal, ...limits });
      this.#state.value = { kind: 'done', result };
    } catch (error) {
      this.#state.value = isAbort(error)
        ? { kind: 'stopped' }
        : { kind: 'failed', error: toErrorFields(error, { stage: 'export' }) };
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  /** The rows that are shown, as CSV that no spreadsheet runs. */
  downloadCsv({ columns, rows }: SqlResult): void {
    const lines = rows.map((row) => row.map((cell) => (typeof cell === 'boolean' ? String(cell) : (cell ?? ''))));
    download(new Blob([encodeCsv([columns, ...lines])], { type: 'text/csv' }), CSV_FILE_NAME);
  }
}
