/** What `duckdb.worker.ts` says once DuckDB's own worker listens; messages that come earlier would be lost. */
export const ENGINE_LOADED = 'engine-loaded';
