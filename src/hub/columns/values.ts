import { isRecord } from './feature.ts';

/** A cell as the text that a person would write; null where it holds nothing. */
export function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== null);
    return texts.length === 0 ? null : texts.join(', ');
  }
  return JSON.stringify(value);
}

const NAME_FIELDS = ['name', 'full_name', 'display_name', 'username', 'user_name'];

/** Who a cell means: the name within a record of a person, and all of a list of them; null for nobody. */
export function personOf(value: unknown): string | null {
  if (Array.isArray(value)) return textOf(value.map(personOf));
  if (!isRecord(value)) return textOf(value);
  const name = NAME_FIELDS.map((field) => textOf(value[field])).find((text) => text !== null);
  return name ?? textOf(Object.values(value).filter((part) => typeof part === 'string' && !/^https?:/u.test(part)));
}

/** The tags in a cell: a list, a JSON list as text, or text with commas, semicolons or bars between them. */
export function tagsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(textOf).filter((tag) => tag !== null);
  const text = textOf(value);
  if (text === null) return [];
  if (/^\[.*\]$/su.test(text)) {
    try {
      const parsed: unknown = JSON.parse(text.replaceAll("'", '"'));
      if (Array.isArray(parsed)) return tagsOf(parsed);
    } catch {
      return tagsOf(text.slice(1, -1));
    }
  }
  return text
    .split(/[,;|]/u)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
