import { describe, expect, it } from 'vitest';
import { licenseFamilyOf } from '../../src/hub/licenses/licenseFamily.ts';
import { DEFAULT_ALLOWED_FAMILIES, LICENSE_FAMILIES } from '../../src/domain/license.ts';
import table from '../fixtures/huggingface/licences.json' with { type: 'json' };

describe('the licence table', () => {
  it('[L1] names the families that the product knows', () => {
    expect([...LICENSE_FAMILIES]).toEqual(table.families);
  });

  it('[L2] names the default allow list', () => {
    expect([...DEFAULT_ALLOWED_FAMILIES]).toEqual(table.default_allow);
  });

  it.each(table.rows)('[L1] "$input" is $family', ({ input, family, default_allowed: allowed }) => {
    const found = licenseFamilyOf(input);
    expect(found).toBe(family);
    expect(DEFAULT_ALLOWED_FAMILIES.includes(found)).toBe(allowed);
  });
});
