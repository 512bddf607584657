import type { LicenseFamily } from '../../domain/license.ts';

/** From the freest to what allows nothing that could be relied on. */
const BY_RESTRICTIVENESS: readonly LicenseFamily[] = [
  'cc0',
  'pd',
  'by',
  'odc-by',
  'software-permissive',
  'by-sa',
  'odbl',
  'software-copyleft',
  'by-nd',
  'sampling+',
  'by-nc',
  'by-nc-sa',
  'by-nc-nd',
  'nc-sampling+',
  'cc-unspecified',
  'use-restricted',
  'all-rights-reserved',
  'unknown',
];

/** The family that counts where several licences are named [L1]. `unknown` for none. */
export function mostRestrictive(families: readonly LicenseFamily[]): LicenseFamily {
  const ranks = families.map((family) => BY_RESTRICTIVENESS.indexOf(family));
  return BY_RESTRICTIVENESS[Math.max(...ranks)] ?? 'unknown';
}
