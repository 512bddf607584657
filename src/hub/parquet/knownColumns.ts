import { parquetReadObjects } from 'hyparquet';
import { AppError, isAbort } from '../../domain/errors.ts';

type Options = Parameters<typeof parquetReadObjects>[0] & { readonly columns: readonly string[] };
type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of some columns, as `parquetReadObjects` gives them. A column of a type or an encoding that nobody here knows is
 * left out; where no column can be read, the first error stands.
 */
export async function readKnownColumns(options: Options): Promise<Row[]> {
  try {
    return await parquetReadObjects(options);
  } catch (error) {
    if (error instanceof AppError || isAbort(error) || options.columns.length === 1) throw error;
    const rows: Record<string, unknown>[] = [];
    for (const column of options.columns) {
      for (const [i, row] of (await readAlone(options, column)).entries()) rows[i] = { ...rows[i], ...row };
    }
    if (rows.length === 0) throw error;
    return rows;
  }
}

async function readAlone(options: Options, column: string): Promise<readonly Row[]> {
  try {
    return await parquetReadObjects({ ...options, columns: [column] });
  } catch (error) {
    if (error instanceof AppError || isAbort(error)) throw error;
    return [];
  }
}
