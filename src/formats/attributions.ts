import type { Attribution } from '../domain/hubImport.ts';
import { encodeCsv } from './csv.ts';
import { licenseDeed } from './licenseDeed.ts';

export const ATTRIBUTIONS_CSV_FILE_NAME = 'attributions.csv';
export const ATTRIBUTIONS_MARKDOWN_FILE_NAME = 'attributions.md';

const HEAD = [
  'title',
  'author',
  'source',
  'license',
  'license_family',
  'license_source',
  'dataset_id',
  'path',
  'license_name',
  'license_url',
  'changes',
];

/** Title, author, source, licence and changes of each file as CSV [L4]. */
export function encodeAttributionsCsv(attributions: readonly Attribution[]): string {
  const rows = attributions.map((entry) => {
    const { creator, license, licenseFamily, licenseSource, datasetId, path } = entry;
    const deed = license === null ? null : licenseDeed(license, licenseFamily);
    return [
      titleOf(entry),
      creator ?? '',
      sourceOf(entry),
      license ?? '',
      licenseFamily ?? '',
      licenseSource ?? '',
      datasetId ?? '',
      path,
      deed?.name ?? '',
      deed?.url ?? '',
      changesOf(entry),
    ];
  });
  return encodeCsv([HEAD, ...rows]);
}

/**
 * The same as a Markdown list by data set, ready for a credits page: title, author, source, licence with version and link, and
 * what was changed; what the data set does not give is said [L4].
 */
export function encodeAttributionsMarkdown(attributions: readonly Attribution[]): string {
  const byName = new Map<string, Attribution[]>();
  for (const entry of attributions) {
    const name = entry.datasetId ?? 'Other files';
    const entries = byName.get(name);
    if (entries === undefined) byName.set(name, [entry]);
    else entries.push(entry);
  }
  const sections = [...byName].map(
    ([name, entries]) => `## ${escapeMarkdown(name)}\n\n${entries.map((entry) => `- ${lineOf(entry)}`).join('\n')}\n`,
  );
  return ['# Attributions\n', ...sections].join('\n');
}

function lineOf(entry: Attribution): string {
  const title = escapeMarkdown(titleOf(entry));
  const author = entry.creator === null ? 'author not given' : `by ${escapeMarkdown(entry.creator)}`;
  const source = sourceOf(entry);
  const linked = isWebAddress(source)
    ? `[${title}](<${source}>)`
    : `${title} (source: ${escapeMarkdown(source)}, no address given)`;
  return `${linked}, ${author}; licence: ${licenseText(entry)}; changes: ${changesOf(entry)}`;
}

function licenseText({ license, licenseFamily, licenseSource }: Attribution): string {
  if (license === null) return 'none given';
  const { name, url } = licenseDeed(license, licenseFamily);
  const named = url === null ? `${escapeMarkdown(name)} (no address given)` : `[${escapeMarkdown(name)}](<${url}>)`;
  return licenseSource === 'card' ? `${named}, by the data set's card` : named;
}

/** The bytes are kept as they came, but for samples that came without a file: those were written as one. */
function changesOf({ isRewritten }: Attribution): string {
  return isRewritten ? 'none but the form: written as WAV from decoded samples' : 'none';
}

function titleOf({ title, path }: Attribution): string {
  return title ?? path.slice(path.lastIndexOf('/') + 1);
}

/** The sound's own address, else the page of its data set on the hub, else whatever is known. */
function sourceOf({ sourceUrl, datasetId, path }: Attribution): string {
  if (sourceUrl !== null && isWebAddress(sourceUrl)) return sourceUrl;
  if (datasetId !== null && /^[\w.-]+\/[\w.-]+$/u.test(datasetId))
    return `https://huggingface.co/datasets/${datasetId}`;
  return sourceUrl ?? datasetId ?? path;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>]+$/u.test(text);
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_[\]<>#|]/gu, String.raw`\$&`);
}
