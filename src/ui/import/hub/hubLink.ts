import type { HubFile, HubSource } from '../../../stages/import/chosenFiles.ts';
import { LICENSE_FAMILIES, type LicenseFamily } from '../../../domain/license.ts';

/** What the dialog of a data set begins with. */
export interface HubDialogInput {
  /** Dropped files; null for a data set of the hub. */
  readonly source: Exclude<HubSource, { readonly kind: 'hub' }> | null;
  readonly datasetId: string;
  readonly config: string | null;
  readonly split: string | null;
  readonly maxItems: number;
  /** Null for the default ones. */
  readonly families: readonly LicenseFamily[] | null;
}

/** The dialog takes tables that are dropped while it shows a data set of the hub; false where they are not for it. */
export interface TakesTables {
  takeTables(files: readonly HubFile[]): Promise<boolean>;
}

export const EMPTY_HUB_DIALOG: HubDialogInput = {
  source: null,
  datasetId: '',
  config: null,
  split: null,
  maxItems: 0,
  families: null,
};

/**
 * Reads a deep link, `#/import?dataset=…&config=…&split=…&max=…&license=…`; licences by their families, separated by
 * commas or repeated. Null for a hash without a data set.
 */
export function parseHubLink(hash: string): HubDialogInput | null {
  const query = new URLSearchParams(hash.split('?')[1] ?? '');
  const datasetId = query.get('dataset')?.trim() ?? '';
  if (datasetId === '') return null;
  const max = Number(query.get('max') ?? 0);
  const named = query.getAll('license').flatMap((value) => value.split(','));
  const families = LICENSE_FAMILIES.filter((family) => named.some((name) => name.trim().toLowerCase() === family));
  return {
    source: null,
    datasetId,
    config: query.get('config'),
    split: query.get('split'),
    maxItems: Number.isInteger(max) && max > 0 ? max : 0,
    families: families.length > 0 ? families : null,
  };
}
