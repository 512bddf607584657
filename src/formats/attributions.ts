import type { Attribution } from '../domain/hubImport.ts';
import { encodeCsv } from './csv.ts';

export const ATTRIBUTIONS_CSV_FILE_NAME = 'attributions.csv';
export const ATTRIBUTIONS_MARKDOWN_FILE_NAME = 'attributions.md';

const HEAD = ['title', 'author', 'source', 'license', 'license_family', 'license_source', 'dataset_id', 'path'];

/** Title, author, source and licence of each file as CSV [L4]. */
export function encodeAttributionsCsv(attributions: readonly Attribution[]): string {
  const rows = attributions.map((entry) => [
    titleOf(entry),
    entry.creator ?? '',
    sourceOf(entry),
    entry.license ?? '',
    entry.licenseFamily ?? '',
    entry.licenseSource ?? '',
    entry.datasetId ?? '',
    entry.path,
  ]);
  return encodeCsv([HEAD, ...rows]);
}

/** The same as a Markdown list by data set, ready for a credits page [L4]. */
export function encodeAttributionsMarkdown(attributions: readonly Attribution[]): string {
  const byName = new Map<string, Attribution[]>();
  for (const entry of attributions) {
    const name = entry.datasetId ?? 'Other files';
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  const sections = [...byName].map(
    ([name, entries]) => `## ${escapeMarkdown(name)}\n\n${entries.map((entry) => `- ${lineOf(entry)}`).join('\n')}\n`,
  );
  return ['# Attributions\n', ...sections].join('\n');
}

function lineOf(entry: Attribution): string {
  const title = escapeMarkdown(titleOf(entry));
  const author = entry.creator === null ? '' : ` by ${escapeMarkdown(entry.creator)}`;
  const source = sourceOf(entry);
  const linked = isWebAddress(source) ? `[${title}](<${source}>)` : `${title} (${escapeMarkdown(source)})`;
  return `${linked}${author}, ${licenseText(entry)}`;
}

function licenseText({ license, licenseSource }: Attribution): string {
  if (license === null) return 'no licence given';
  const text = isWebAddress(license) ? `<${license}>` : escapeMarkdown(license);
  return licenseSource === 'card' ? `${text} (by the data set's card)` : text;
}

function titleOf({ title, path }: Attribution): string {
  return title ?? path.slice(path.lastIndexOf('/') + 1);
}

function sourceOf({ sourceUrl, datasetId, path }: Attribution): string {
  return sourceUrl ?? datasetId ?? path;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>]+$/u.test(text);
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_[\]<>#|]/gu, String.raw`\$&`);
}
