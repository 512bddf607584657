import type { LicenseFamily } from '../../domain/license.ts';

const FAMILIES: Readonly<Record<string, LicenseFamily>> = {
  '': 'by',
  sa: 'by-sa',
  nd: 'by-nd',
  nc: 'by-nc',
  'nc,sa': 'by-nc-sa',
  'nc,nd': 'by-nc-nd',
};

/** The Creative Commons family with these conditions (`nc`, `nd`, `sa`) in any order; `unknown` for any other set. */
export function attributionFamily(conditions: readonly string[]): LicenseFamily {
  if (new Set(conditions).size < conditions.length) return 'unknown';
  return FAMILIES[[...conditions].sort().join(',')] ?? 'unknown';
}
