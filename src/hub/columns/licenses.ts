import { licenseFamilyOf } from '../licenses/licenseFamily.ts';
import { isRecord } from './feature.ts';
import { textOf } from './values.ts';

/** The value of a column; `metadata.license` is a field within the record `metadata`. */
export function cellOf(record: Readonly<Record<string, unknown>>, column: string): unknown {
  if (column in record) return record[column];
  const dot = column.indexOf('.');
  for (let at = dot; at >= 0; at = column.indexOf('.', at + 1)) {
    const inner = record[column.slice(0, at)];
    if (isRecord(inner)) return cellOf(inner, column.slice(at + 1));
  }
  return undefined;
}

/** Whether a column is a licence by its whole name, or by the name of its field. */
function isLicenseColumn(column: string): boolean {
  return /(?:^|\.)licen[cs]es?$/iu.test(column);
}

/** Whether a column tells of a licence by a word of its name: `license_url`, `track_license`, `licenseName`, `rights`. */
export function tellsOfLicense(column: string): boolean {
  const words = column
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u);
  return (
    words.every((word) => !/^(?:rights)?(?:holders?|owners?)$/u.test(word)) &&
    words.some((word) => /^(?:licen[cs]es?(?:url|uri|link|name|text)?|rights|copyrights?)$/u.test(word))
  );
}

/**
 * What a row says of its licence: the chosen column and every field that is called a licence, also within records, and what
 * can be read as one of those that only tell of it. A row that says two has the stricter one [L1]; null where it says none.
 */
export function licenseOf(record: Readonly<Record<string, unknown>>, chosen: string | null): string | null {
  const cell = chosen === null ? null : cellOf(record, chosen);
  const texts = [...textsIn(cell), ...licenseFields(record, 3)].map(textOf).filter((text) => text !== null);
  return texts.length === 0 ? null : [...new Set(texts)].join(', ');
}

function licenseFields(record: Readonly<Record<string, unknown>>, depth: number): unknown[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (tellsOfLicense(name)) {
      const texts = textsIn(value);
      return isLicenseColumn(name) ? texts : texts.filter(isReadable);
    }
    return depth > 0 && isRecord(value) ? licenseFields(value, depth - 1) : [];
  });
}

/** All texts of a cell, also of records and lists in it; a record without any says what it is, as it says something. */
function textsIn(cell: unknown): unknown[] {
  if (Array.isArray(cell)) return cell.flatMap(textsIn);
  if (!isRecord(cell)) return [cell];
  const texts = Object.values(cell)
    .flatMap(textsIn)
    .filter((part) => typeof part === 'string' && part.trim() !== '');
  return texts.length > 0 || Object.values(cell).every((part) => part === null) ? texts : [cell];
}

function isReadable(value: unknown): boolean {
  const text = textOf(value) ?? '';
  return licenseFamilyOf(text) !== 'unknown' || /\ball rights reserved\b/iu.test(text);
}

/** The first says what it says; licences are all kept, and the strictest of them counts [L1]. */
export function mergeFields(said: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of said.flatMap((fields) => Object.entries(fields))) {
    if (textOf(result[name]) === null) result[name] = value;
    else if (textOf(value) !== null && tellsOfLicense(name) && textOf(result[name]) !== textOf(value)) {
      result[name] = [...new Set([result[name], value].flat())];
    }
  }
  return result;
}
