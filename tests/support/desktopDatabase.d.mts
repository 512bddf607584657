import type { DuckDBConnection } from '@duckdb/node-api';

export function writeDesktopDatabase(
  path: string,
  fill: (connection: DuckDBConnection) => Promise<void>,
): Promise<void>;
