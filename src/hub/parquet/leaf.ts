import { parquetSchema, type ColumnChunk, type ColumnMetaData, type FileMetaData, type SchemaTree } from 'hyparquet';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from './hyparquetInternals.ts';

/** One leaf of one row group: where its bytes lie and how its levels count. */
export interface LeafChunk {
  readonly chunk: ColumnChunk;
  readonly meta: ColumnMetaData;
  readonly groupRows: number;
  readonly maxDefinitionLevel: number;
  readonly maxRepetitionLevel: number;
}

/** The leaf at `path` in a row group; null where there is none. */
export function findLeaf(metadata: FileMetaData, group: number, path: readonly string[]): LeafChunk | null {
  const rowGroup = metadata.row_groups[group];
  const chunk = rowGroup?.columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === path.join('.'));
  const meta = chunk?.meta_data;
  if (rowGroup === undefined || chunk === undefined || meta === undefined) return null;
  const treePath: SchemaTree[] = getTreePath(parquetSchema(metadata), [...path]);
  return {
    chunk,
    meta,
    groupRows: Number(rowGroup.num_rows),
    maxDefinitionLevel: getMaxDefinitionLevel(treePath),
    maxRepetitionLevel: getMaxRepetitionLevel(treePath),
  };
}

/** Where a leaf's pages lie in the file. */
export function chunkRange({ meta }: LeafChunk): {
  readonly start: number;
  readonly data: number;
  readonly end: number;
} {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionary > 0 ? Math.min(dictionary, data) : data;
  return { start, data, end: start + Number(meta.total_compressed_size) };
}
