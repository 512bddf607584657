/** What a licence text allows, as far as a data set needs to know (rule L1). */
export const LICENSE_FAMILIES = [
  'cc0',
  'pd',
  'by',
  'by-sa',
  'by-nd',
  'by-nc',
  'by-nc-sa',
  'by-nc-nd',
  'sampling+',
  'nc-sampling+',
  'odc-by',
  'odbl',
  'software-permissive',
  'software-copyleft',
  'use-restricted',
  'cc-unspecified',
  'all-rights-reserved',
  'unknown',
] as const;

export type LicenseFamily = (typeof LICENSE_FAMILIES)[number];

/** What an import takes unless the user says otherwise (L2). */
export const DEFAULT_ALLOWED_FAMILIES: readonly LicenseFamily[] = ['cc0', 'pd', 'by'];

/** Where a file's licence was said (L3): in its own row, or only on the card of the whole data set. */
export type LicenseSource = 'row' | 'card' | 'none';
