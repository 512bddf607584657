import type { LicenseFamily, LicenseSource } from '../domain/license.ts';
import { textOf } from './columns/values.ts';
import { licenseFamilyOf } from './licenses/licenseFamily.ts';

/** The licence of one row and where it was said. */
export interface LicenseDecision {
  /** As it was found; null where nothing says any. */
  readonly text: string | null;
  readonly family: LicenseFamily;
  readonly source: LicenseSource;
}

/** The licence of a row's cell; the card's only where the row has none and the user chose so [L3]. */
export function decideLicense(cell: unknown, cardLicense: string | null, useCard: boolean): LicenseDecision {
  const text = textOf(cell);
  if (text !== null) return { text, family: licenseFamilyOf(text), source: 'row' };
  if (useCard && cardLicense !== null) {
    return { text: cardLicense, family: licenseFamilyOf(cardLicense), source: 'card' };
  }
  return { text: null, family: 'unknown', source: 'none' };
}
