import type { AudioMetadata, HubImportPlan } from '../domain/hubImport.ts';
import { baseName, isAudioName, safeName } from './audioNames.ts';
import { cellOf } from './columns/licenses.ts';
import { sourceAddressOf } from './columns/sourceAddress.ts';
import { personOf, tagsOf, textOf } from './columns/values.ts';
import type { LicenseDecision } from './licenseDecision.ts';
import type { HubRecord } from './records.ts';

/** Genres shown of a row that has many tags. */
const GENRES_SHOWN = 3;

/** What stays with a file: its licence, creator, source and the row it came from [L4]. */
export function itemMetadata(plan: HubImportPlan, record: HubRecord, license: LicenseDecision): AudioMetadata {
  const { columns, config, split } = plan.options;
  const cell = (column: string | null) => (column === null ? null : cellOf(record, column));
  const genre = cell(columns.genre);
  const tags = [...new Set([...tagsOf(genre), ...tagsOf(record['tags'])])];
  return {
    datasetId: plan.datasetId,
    config,
    split,
    title: textOf(cell(columns.title)),
    sourceUrl: sourceAddressOf(record, columns.source),
    license: license.text,
    licenseFamily: license.family,
    licenseSource: license.source,
    creator: personOf(cell(columns.creator)),
    genre: Array.isArray(genre) ? textOf(tags.slice(0, GENRES_SHOWN)) : textOf(genre),
    tags,
    rawJson: JSON.stringify(record),
  };
}

/**
 * Where a file lies in the data set: below the set's id, by its own name, or by its row's number where it has none.
 *
 * @param rowNumber - counted over all shards, from 1
 */
export async function itemPath(
  plan: HubImportPlan,
  audio: Blob,
  name: string | null,
  rowNumber: number,
): Promise<string> {
  const folder = plan.datasetId.split('/').map(safeName).join('/');
  const { config, split } = plan.options;
  const own = ownName(name);
  const stem = own === '' ? `row-${rowNumber}` : own;
  const file = isAudioName(stem) ? stem : `${stem}${await audioExtension(audio)}`;
  return [folder, ...[config, split].filter((part) => part !== '' && part !== 'default').map(safeName), file].join('/');
}

/** What a sound is called within its shard; empty where it has no name. */
export function ownName(name: string | null): string {
  return name === null ? '' : safeName(baseName(name));
}

/** The extension that fits the first bytes; `.wav` where they are not known, which the import then refuses by name. */
async function audioExtension(audio: Blob): Promise<string> {
  const head = new Uint8Array(await audio.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (text.startsWith('fLaC')) return '.flac';
  if (text.startsWith('OggS')) return '.ogg';
  if (text.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)) return '.mp3';
  if (text.startsWith('FORM')) return '.aiff';
  return text.slice(4, 8) === 'ftyp' ? '.m4a' : '.wav';
}
