import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';

/** A DuckDB instance in a worker of its own. */
export interface DuckDbEngine {
  readonly db: AsyncDuckDB;
  /** Resolves with the reason when the worker dies by itself: DuckDB leaves its pending calls hanging then. */
  readonly died: Promise<Error>;
  terminate(): void;
}

/** Starts a fresh instance; handed in from the layer that may create workers. */
export type DuckDbEngineFactory = () => Promise<DuckDbEngine>;
