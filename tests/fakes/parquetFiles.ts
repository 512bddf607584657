import type { SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { LICENSE_NAMES, type SoundRow } from './soundRows.ts';

/**
 * How the audio of a row group lies in the file: in small pages with an index, in one page, in one dictionary page, as a
 * plain binary column, or not at all.
 */
export type AudioLayout = 'page-index' | 'one-page' | 'dictionary' | 'binary' | 'path-only';

export interface AudioCell {
  readonly bytes: Uint8Array | null;
  readonly path: string | null;
}

export type TableColumn =
  | { readonly kind: 'audio'; readonly name: string; readonly values: readonly AudioCell[] }
  | { readonly kind: 'text'; readonly name: string; readonly values: readonly (string | null)[] }
  | { readonly kind: 'list'; readonly name: string; readonly values: readonly (readonly string[])[] }
  | { readonly kind: 'integer'; readonly name: string; readonly values: readonly bigint[] }
  | {
      readonly kind: 'label';
      readonly name: string;
      readonly values: readonly bigint[];
      readonly names: readonly string[];
    };

export interface ParquetFileOptions {
  readonly layout: AudioLayout;
  readonly rowsPerGroup: number;
  readonly codec?: 'SNAPPY' | 'UNCOMPRESSED';
  /** Whether the footer describes the columns, as the hub's conversions do. */
  readonly withFeatures?: boolean;
}

const OPTIONAL = { repetition_type: 'OPTIONAL' } as const;
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', ...OPTIONAL } as const;

/** A Parquet file of these columns in the given layout. */
export function writeParquet(columns: readonly TableColumn[], options: ParquetFileOptions): Uint8Array<ArrayBuffer> {
  const { layout, withFeatures = true } = options;
  const writer = new ByteWriter();
  const features = Object.fromEntries(columns.map((column) => [column.name, featureJson(column)]));
  void parquetWrite({
    writer,
    codec: options.codec ?? 'SNAPPY',
    rowGroupSize: options.rowsPerGroup,
    pageSize: layout === 'page-index' ? 1 : 1024 * 1024 * 1024,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap((column) => schemaOf(column, layout))],
    columnData: columns.map((column) => ({
      name: column.name,
      data: column.kind === 'audio' ? column.values.map((cell) => audioValue(cell, layout)) : [...column.values],
      offsetIndex: column.kind === 'audio' && layout === 'page-index',
      ...(column.kind === 'audio'
        ? { statistics: false, encoding: layout === 'dictionary' ? ('RLE_DICTIONARY' as const) : ('PLAIN' as const) }
        : {}),
    })),
    ...(withFeatures ? { kvMetadata: [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }] } : {}),
  });
  return new Uint8Array(writer.getBuffer());
}

/** A file of sounds as the hub's conversion of a freesound-like set. */
export function writeSoundParquet(
  rows: readonly SoundRow[],
  options: ParquetFileOptions & { readonly withLicense?: boolean },
): Uint8Array<ArrayBuffer> {
  const license: TableColumn = {
    kind: 'label',
    name: 'license',
    values: rows.map((row) => BigInt(row.license)),
    names: LICENSE_NAMES,
  };
  return writeParquet(
    [
      { kind: 'audio', name: 'audio', values: rows.map(({ audio, path }) => ({ bytes: audio, path })) },
      { kind: 'text', name: 'title', values: rows.map(({ title }) => title) },
      ...(options.withLicense === false ? [] : [license]),
      { kind: 'list', name: 'tags', values: rows.map(({ tags }) => tags) },
      { kind: 'text', name: 'username', values: rows.map(({ username }) => username) },
      { kind: 'integer', name: 'freesound_id', values: rows.map(({ soundId }) => soundId) },
    ],
    options,
  );
}

function schemaOf(column: TableColumn, layout: AudioLayout): SchemaElement[] {
  const { name } = column;
  switch (column.kind) {
    case 'audio':
      if (layout === 'binary') return [{ name, type: 'BYTE_ARRAY', ...OPTIONAL }];
      return [
        { name, num_children: 2, ...OPTIONAL },
        { name: 'bytes', type: 'BYTE_ARRAY', ...OPTIONAL },
        { name: 'path', ...TEXT },
      ];
    case 'text':
      return [{ name, ...TEXT }];
    case 'list':
      return [
        { name, num_children: 1, converted_type: 'LIST', ...OPTIONAL },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', ...TEXT },
      ];
    case 'integer':
    case 'label':
    default:
      return [{ name, type: 'INT64', ...OPTIONAL }];
  }
}

function audioValue({ bytes, path }: AudioCell, layout: AudioLayout): unknown {
  if (layout === 'binary') return bytes;
  return { bytes: layout === 'path-only' ? null : bytes, path };
}

function featureJson(column: TableColumn): unknown {
  const text = { dtype: 'string', _type: 'Value' };
  switch (column.kind) {
    case 'audio':
      return { sampling_rate: 16_000, _type: 'Audio' };
    case 'text':
      return text;
    case 'list':
      return { feature: text, _type: 'List' };
    case 'integer':
      return { dtype: 'int64', _type: 'Value' };
    case 'label':
    default:
      return { names: column.names, _type: 'ClassLabel' };
  }
}
