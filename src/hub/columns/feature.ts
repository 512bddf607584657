/** What a column holds, as far as an import needs to know. */
export type Feature =
  | { readonly kind: 'audio' }
  | { readonly kind: 'class'; readonly names: readonly string[] }
  | { readonly kind: 'value'; readonly dtype: string }
  | { readonly kind: 'list'; readonly of: Feature }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, Feature> };

export type FeatureMap = ReadonlyMap<string, Feature>;

const UNKNOWN: Feature = { kind: 'value', dtype: 'unknown' };

/** The columns that the footer key `huggingface` of a Parquet file describes; null where it says nothing usable. */
export function parseFooterFeatures(json: string | undefined): FeatureMap | null {
  if (json === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(json);
    const features = isRecord(parsed) && isRecord(parsed['info']) ? parsed['info']['features'] : null;
    return isRecord(features) ? fieldsOf(features) : null;
  } catch {
    return null;
  }
}

/** `Sequence`, `List`, `LargeList` and a bare list are all lists; whatever is not known is a plain value. */
function parseFeature(json: unknown): Feature {
  if (Array.isArray(json)) return { kind: 'list', of: parseFeature(json[0]) };
  if (!isRecord(json)) return UNKNOWN;
  switch (json['_type']) {
    case 'Audio':
      return { kind: 'audio' };
    case 'ClassLabel':
      return { kind: 'class', names: Array.isArray(json['names']) ? json['names'].map(String) : [] };
    case 'Value':
      return { kind: 'value', dtype: String(json['dtype']) };
    case 'Sequence':
    case 'List':
    case 'LargeList':
      return { kind: 'list', of: parseFeature(json['feature']) };
    case undefined:
      return { kind: 'struct', fields: fieldsOf(json) };
    default:
      return { kind: 'value', dtype: String(json['_type']) };
  }
}

function fieldsOf(json: Readonly<Record<string, unknown>>): FeatureMap {
  return new Map(Object.entries(json).map(([name, feature]) => [name, parseFeature(feature)]));
}

/** The type of a column in words. */
export function featureText(feature: Feature): string {
  switch (feature.kind) {
    case 'audio':
      return 'audio';
    case 'class':
      return `class of ${feature.names.length}`;
    case 'value':
      return isText(feature) ? 'text' : feature.dtype;
    case 'list':
      return `list of ${featureText(feature.of)}`;
    case 'struct':
    default:
      return 'record';
  }
}

/** Whether a column can hold audio bytes. */
export function canHoldAudio(feature: Feature): boolean {
  if (feature.kind === 'value') return feature.dtype === 'binary' || feature.dtype === 'large_binary';
  if (feature.kind === 'list') return feature.of.kind === 'value' && /^u?int8$/u.test(feature.of.dtype);
  if (feature.kind !== 'struct') return feature.kind === 'audio';
  return feature.fields.has('bytes') || (feature.fields.has('array') && feature.fields.has('sampling_rate'));
}

/** A value with class labels as their names and big integers as numbers, or as text where a number is not exact. */
export function decodeValue(value: unknown, feature: Feature | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint' || typeof value === 'number') {
    const index = Number(value);
    if (feature?.kind === 'class') return feature.names[index] ?? null;
    return Number.isSafeInteger(index) || typeof value === 'number' ? index : value.toString();
  }
  // Infinity is a date for DuckDB, and none here.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)) {
    return Array.from(value as unknown as ArrayLike<number | bigint>, (entry) => decodeValue(entry, listItem(feature)));
  }
  if (Array.isArray(value)) return value.map((entry) => decodeValue(entry, listItem(feature)));
  if (value instanceof Uint8Array) return isText(feature) ? new TextDecoder().decode(value) : null;
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, decodeValue(entry, fieldOf(feature, name))]),
    );
  }
  return value;
}

function isText(feature: Feature | undefined): boolean {
  return feature?.kind === 'value' && (feature.dtype === 'string' || feature.dtype === 'large_string');
}

function listItem(feature: Feature | undefined): Feature | undefined {
  return feature?.kind === 'list' ? feature.of : undefined;
}

/** A list of records lies in Parquet as a record of lists. */
function fieldOf(feature: Feature | undefined, name: string): Feature | undefined {
  if (feature?.kind === 'struct') return feature.fields.get(name);
  if (feature?.kind !== 'list' || feature.of.kind !== 'struct') return undefined;
  const of = feature.of.fields.get(name);
  return of === undefined ? undefined : { kind: 'list', of };
}

/** Whether a value read from JSON is an object, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
