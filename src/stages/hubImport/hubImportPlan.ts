import type { ColumnChoice, HubImportOptions, HubOverview } from '../../domain/hubImport.ts';
import type { LicenseFamily } from '../../domain/license.ts';

/** Share of the rows whose licence passes, as far as the counted rows tell: 0 to 1. */
export function passingShare(
  overview: HubOverview,
  columns: ColumnChoice,
  allowed: readonly LicenseFamily[],
  useCardLicense: boolean,
): number {
  const cardFamily = useCardLicense && overview.cardLicense !== null ? overview.cardFamily : 'unknown';
  const passes = (family: LicenseFamily) => allowed.includes(family);
  const isCounted = columns.license !== null && columns.license === overview.detected.license;
  if (!isCounted || overview.countedRows === 0) return columns.license === null && !passes(cardFamily) ? 0 : 1;
  const passing = overview.licenses
    .filter(({ text, family }) => passes(text === '' ? cardFamily : family))
    .reduce((sum, { rows }) => sum + rows, 0);
  return passing / overview.countedRows;
}

/** Why no row would pass, and what would help; null where some may. */
export function nothingPasses(overview: HubOverview, options: HubImportOptions): string | null {
  const { columns, allowedFamilies, useCardLicense } = options;
  if (columns.audio === null) return 'No column holds audio: choose another under the columns, or another data set.';
  if (overview.isAudioMissing) {
    return 'The rows only name their audio, which is not in these files: fetch the data set by its name on the hub, or drop the folder with its audio.';
  }
  const isSure = columns.license === null || (overview.rows !== null && overview.countedRows >= overview.rows);
  if (!isSure || passingShare(overview, columns, allowedFamilies, useCardLicense) > 0) return null;
  const { cardLicense, cardFamily, licenses } = overview;
  const found = [...new Set(licenses.filter(({ text }) => text !== '').map(({ family }) => family))];
  const ways = [
    ...(found.length > 0 ? [`allow the licences found (${found.join(', ')}) if you may use them`] : []),
    ...(cardLicense === null || found.length > 0
      ? []
      : [`use the card's licence (${cardLicense}) and allow ${cardFamily}`]),
    ...(columns.license === null ? [wayByTable(overview)] : []),
    'allow unknown if you know that you may use the sounds',
  ];
  return `No row would pass: ${ways.join('; or ')}.`;
}

/** Whether any table can be joined to what is fetched: of several tar files on the hub it is not sure which one it means. */
export function takesTables({ revision, shards }: HubOverview): boolean {
  return revision === null || shards.length === 1 || shards.every(({ kind }) => kind !== 'tar');
}

function wayByTable(overview: HubOverview): string {
  if (!takesTables(overview))
    return 'download the tar files and drop them together with the table that names the licences';
  return overview.revision === null
    ? 'drop the table that names the licences here'
    : 'add the table that names the licences, or drop it here';
}

/** How many bytes of audio an import will read, about. */
export function bytesToCome(overview: HubOverview, options: HubImportOptions): number {
  const { columns, allowedFamilies, useCardLicense, maxItems } = options;
  const share = passingShare(overview, columns, allowedFamilies, useCardLicense);
  const bytes = overview.bytes * share;
  const rows = (overview.rows ?? 0) * share;
  return maxItems > 0 && rows > maxItems ? (bytes * maxItems) / rows : bytes;
}
