import type { SqlResult } from '../../domain/sqlResult.ts';

/** Statements of a person, answered on a copy of the data set by a DuckDB that can reach nothing else. */
export interface ConsoleCalls {
  /** Resolves once the engine is there; rejects with an AppError that says why it does not come. */
  prepare(): Promise<void>;
  /** Rejects with an AppError that says why the statement is refused. */
  run(snapshot: Blob, sql: string, rowLimit: number): Promise<SqlResult>;
}
