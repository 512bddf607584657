import type { FileMetaData, SchemaElement } from 'hyparquet';

/**
 * The metadata of a file that had only the wanted leaves and one row group, so that a reader which selects whole columns
 * reads `audio.path` without `audio.bytes`. Throws a RangeError for a group that there is not, and for a file without a schema.
 */
export function projectLeaves(
  metadata: FileMetaData,
  group: number,
  wants: (path: readonly string[]) => boolean,
): FileMetaData {
  const rowGroup = metadata.row_groups[group];
  if (rowGroup === undefined) throw new RangeError(`there is no row group ${group}`);
  const [root] = metadata.schema;
  if (root === undefined) throw new RangeError('the file has no schema');
  const columns = rowGroup.columns.filter(({ meta_data: meta }) => meta !== undefined && wants(meta.path_in_schema));
  const { elements } = projectElement(metadata.schema, 0, [], wants);
  return {
    ...metadata,
    schema: elements.length === 0 ? [{ ...root, num_children: 0 }] : elements,
    num_rows: rowGroup.num_rows,
    row_groups: [{ ...rowGroup, columns }],
  };
}

/** The names of the columns that are left, in order. */
export function projectedColumns({ row_groups: [group] }: FileMetaData): string[] {
  const names = (group?.columns ?? []).map(({ meta_data: meta }) => meta?.path_in_schema[0] ?? '');
  return [...new Set(names)];
}

function projectElement(
  schema: readonly SchemaElement[],
  at: number,
  path: readonly string[],
  wants: (path: readonly string[]) => boolean,
): { readonly elements: SchemaElement[]; readonly next: number } {
  const element = schema[at];
  if (element === undefined) throw new RangeError('the schema is cut short');
  const count = element.num_children ?? 0;
  if (count === 0) return { elements: wants(path) ? [element] : [], next: at + 1 };
  const kept: SchemaElement[] = [];
  let children = 0;
  let next = at + 1;
  for (let child = 0; child < count; child += 1) {
    const name = schema[next]?.name ?? '';
    const result = projectElement(schema, next, [...path, name], wants);
    if (result.elements.length > 0) children += 1;
    kept.push(...result.elements);
    next = result.next;
  }
  return { elements: children === 0 ? [] : [{ ...element, num_children: children }, ...kept], next };
}
