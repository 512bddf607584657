import { parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';
import { parseFooterFeatures, type Feature, type FeatureMap } from '../columns/feature.ts';

/** What each top-level column holds: as the footer key `huggingface` says, else as the Parquet schema tells. */
export function readFeatures(metadata: FileMetaData): FeatureMap {
  const described = parseFooterFeatures(metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value);
  return new Map(
    parquetSchema(metadata).children.map((node) => [
      node.element.name,
      described?.get(node.element.name) ?? featureOf(node),
    ]),
  );
}

function featureOf(node: SchemaTree): Feature {
  const { element, children } = node;
  const [child] = children;
  if (child !== undefined && (element.converted_type === 'LIST' || element.logical_type?.type === 'LIST')) {
    return { kind: 'list', of: featureOf(child.children[0] ?? child) };
  }
  if (child !== undefined) {
    const fields = new Map(children.map((field) => [field.element.name, featureOf(field)]));
    return { kind: 'struct', fields };
  }
  if (element.converted_type === 'UINT_8' || element.converted_type === 'INT_8') {
    return { kind: 'value', dtype: element.converted_type.toLowerCase().replace('_', '') };
  }
  if (element.type !== 'BYTE_ARRAY') return { kind: 'value', dtype: (element.type ?? 'unknown').toLowerCase() };
  const isText =
    element.converted_type === 'UTF8' || element.converted_type === 'ENUM' || element.logical_type?.type === 'STRING';
  return { kind: 'value', dtype: isText ? 'string' : 'binary' };
}
