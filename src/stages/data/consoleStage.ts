import { signal, type ReadonlySignal } from '@preact/signals-core';
import { isAbort, toErrorFields, type AppErrorFields } from '../../domain/errors.ts';
import { SQL_ROW_LIMIT, SQL_TIME_LIMIT_MS, type SqlResult, type SqlTable } from '../../domain/sqlResult.ts';
import { encodeCsv } from '../../formats/csv.ts';
import type { SqlConsoleClient } from '../../workers/console/consoleClient.ts';
import type { TrainingStore } from '../../workers/contracts/store.ts';
import { untilAborted } from '../jobs/untilAborted.ts';
import { download } from '../shell/download.ts';
import { SQL_HISTORY_LENGTH, type Settings } from '../shell/settings.ts';

/** What the SQL console shows. */
export type ConsoleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: SqlResult }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: AppErrorFields };

const LIMITS = { rowLimit: SQL_ROW_LIMIT, timeLimitMs: SQL_TIME_LIMIT_MS };

const TABLES_STATEMENT = `
  SELECT table_name, column_name, data_type FROM information_schema.columns
  WHERE table_catalog = 'training' ORDER BY table_name, ordinal_position`;

const CSV_FILE_NAME = 'query_result.csv';

/** Questions in SQL about the data set, answered on a snapshot: nothing that is written there can reach the data. */
export class ConsoleStage {
  readonly #store: TrainingStore;
  readonly #client: SqlConsoleClient;
  readonly #state = signal<ConsoleState>({ kind: 'idle' });
  readonly #tables = signal<readonly SqlTable[]>([]);
  readonly #settings: Settings;
  #controller: AbortController | null = null;
  #reading: Promise<void> | null = null;

  constructor({
    store,
    sqlConsole,
    settings,
  }: {
    readonly store: TrainingStore;
    readonly sqlConsole: SqlConsoleClient;
    readonly settings: Settings;
  }) {
    this.#store = store;
    this.#settings = settings;
    this.#client = sqlConsole;
  }

  get state(): ReadonlySignal<ConsoleState> {
    return this.#state;
  }

  /** The tables of the data set and their columns, once {@link readTables} has been asked. */
  get tables(): ReadonlySignal<readonly SqlTable[]> {
    return this.#tables;
  }

  /** The statements that ran, the latest first. */
  get history(): ReadonlySignal<readonly string[]> {
    return this.#settings.sqlHistory;
  }

  /** Learns what there is to complete, and makes the engine ready on the way. */
  async readTables(): Promise<void> {
    if (this.#state.value.kind === 'running') return;
    this.#reading ??= this.#readTables().catch((error: unknown) => {
      this.#reading = null;
      throw error;
    });
    await this.#reading;
  }

  async #readTables(): Promise<void> {
    const { signal: never } = new AbortController();
    const { rows } = await this.#client.run(await this.#store.exportDatabase(), TABLES_STATEMENT, {
      signal: never,
      ...LIMITS,
    });
    const texts = rows.map((row) => row.map(String));
    this.#tables.value = [...new Set(texts.map(([table = '']) => table))].map((name) => ({
      name,
      columns: texts.flatMap(([table, column = '', type = '']) => (table === name ? [{ name: column, type }] : [])),
    }));
  }

  /** Never rejects: what goes wrong becomes the state. A second call while one runs does nothing. */
  async run(sql: string): Promise<void> {
    if (this.#state.value.kind === 'running') return;
    const controller = new AbortController();
    this.#controller = controller;
    this.#state.value = { kind: 'running' };
    this.#remember(sql);
    try {
      // One statement at a time; whether the tables could be read is told where they were asked for.
      if (this.#reading !== null)
        await untilAborted(
          this.#reading.catch(() => undefined),
          controller.signal,
        );
      const snapshot = await untilAborted(this.#store.exportDatabase(), controller.signal);
      const result = await this.#client.run(snapshot, sql, { signal: controller.signal, ...LIMITS });
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

  #remember(sql: string): void {
    const statement = sql.trim();
    if (statement === '') return;
    const { sqlHistory } = this.#settings;
    const others = sqlHistory.peek().filter((known) => known !== statement);
    sqlHistory.value = [statement, ...others].slice(0, SQL_HISTORY_LENGTH);
  }

  /** The rows that are shown, as CSV that no spreadsheet runs. */
  downloadCsv({ columns, rows }: SqlResult): void {
    const lines = rows.map((row) => row.map((cell) => (typeof cell === 'boolean' ? String(cell) : (cell ?? ''))));
    download(new Blob([encodeCsv([columns, ...lines])], { type: 'text/csv' }), CSV_FILE_NAME);
  }
}
