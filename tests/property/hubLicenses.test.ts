import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostRestrictive } from '../../src/hub/licenses/restrictiveness.ts';
import { licenseFamilyOf } from '../../src/hub/licenses/licenseFamily.ts';
import { DEFAULT_ALLOWED_FAMILIES, type LicenseFamily } from '../../src/domain/license.ts';
import table from '../fixtures/huggingface/licences.json' with { type: 'json' };

fc.configureGlobal({ seed: 5 });

const row = fc.constantFrom(...table.rows);
const addressed = fc.constantFrom(...table.rows.filter(({ input }) => input.startsWith('http')));
/** Rows that one separator cannot tear apart. */
const single = fc.constantFrom(
  ...table.rows.filter(({ input }) => input !== '' && !/[,;()]|\band\b/u.test(input) && !input.includes('not ')),
);
const separator = fc.constantFrom(', ', '; ', ' and ', ' or ', ' / ', ' | ', '\n');

describe('licence texts beyond the table', () => {
  it('[L1] case does not matter', () => {
    fc.assert(
      fc.property(row, fc.infiniteStream(fc.boolean()), ({ input, family }, upper) => {
        const mixed = Array.from(input, (c) => (upper.next().value ? c.toUpperCase() : c.toLowerCase())).join('');
        expect(licenseFamilyOf(mixed)).toBe(family);
      }),
    );
  });

  it('[L1] spaces around and doubled spaces do not matter', () => {
    const space = fc.stringMatching(/^[ \t\n]{0,3}$/u);
    fc.assert(
      fc.property(row, space, space, ({ input, family }, before, after) => {
        expect(licenseFamilyOf(before + input.replaceAll(' ', '  ') + after)).toBe(family);
      }),
    );
  });

  it('[L1] the scheme, www and a trailing slash of an address do not matter', () => {
    fc.assert(
      fc.property(
        addressed,
        fc.constantFrom('http://', 'https://'),
        fc.boolean(),
        fc.boolean(),
        (found, scheme, www, slash) => {
          const rest = found.input.replace(/^https?:\/\//u, '').replace(/\/$/u, '');
          expect(licenseFamilyOf(`${scheme}${www ? 'www.' : ''}${rest}${slash ? '/' : ''}`)).toBe(found.family);
        },
      ),
    );
  });

  it('[L1] of several licences the most restrictive counts, in any order', () => {
    fc.assert(
      fc.property(fc.array(single, { minLength: 1, maxLength: 4 }), separator, (rows, between) => {
        const forwards = licenseFamilyOf(rows.map(({ input }) => input).join(between));
        const backwards = licenseFamilyOf(
          rows
            .map(({ input }) => input)
            .toReversed()
            .join(between),
        );
        expect(forwards).toBe(backwards);
        expect(forwards).toBe(mostRestrictive(rows.map(({ family }) => family as LicenseFamily)));
      }),
    );
  });

  it('[L1] a part that nobody can read is never allowed by default', () => {
    fc.assert(
      fc.property(single, separator, fc.stringMatching(/^[a-z]{4,12} [a-z]{4,12}$/u), ({ input }, between, words) => {
        expect(DEFAULT_ALLOWED_FAMILIES).not.toContain(licenseFamilyOf(input + between + words));
      }),
    );
  });

  it('[L1] a negation is never a licence', () => {
    fc.assert(
      fc.property(single, fc.constantFrom('not ', 'no ', 'not licensed under '), ({ input }, negation) => {
        fc.pre(!input.startsWith('http') && !/deriv|reserved/iu.test(input));
        expect(licenseFamilyOf(negation + input)).toBe('unknown');
      }),
    );
  });

  it('[L1] an address of another site is unknown, whatever stands in it', () => {
    fc.assert(
      fc.property(addressed, fc.domain(), ({ input }, domain) => {
        fc.pre(!/(?:creative|opendata)commons\.org$/u.test(domain));
        expect(licenseFamilyOf(`https://${domain}/${input.replace(/^https?:\/\//u, '')}`)).toBe('unknown');
        expect(licenseFamilyOf(input.replace(/commons\.org/u, `commons.org.${domain}`))).toBe('unknown');
      }),
    );
  });

  it.each([
    ['CC BY-NC-SA 4.0', 'by-nc-sa'],
    ['CC-BY-3.0-US', 'by'],
    ['Creative Commons Attribution No Derivatives 4.0', 'by-nd'],
    ['CC0 1.0 Universal (CC0 1.0) Public Domain Dedication', 'cc0'],
    ['Licensed under the Creative Commons Attribution 4.0 International License', 'by'],
    ['CC BY 3.0 (http://creativecommons.org/licenses/by/3.0/)', 'by'],
    ['CC BY 3.0 (http://creativecommons.org/licenses/by-nc/3.0/)', 'by-nc'],
    ['creativecommons.org/licenses/by/4.0/legalcode', 'by'],
    ['https://creativecommons.org/licenses/by-nc-foo/4.0', 'unknown'],
    ['https://creativecommons.org/licenses/by/4.0/foo/bar', 'unknown'],
    ['https://opendatacommons.org/licenses/pddl/', 'pd'],
    ['cc-by-sa-nd', 'unknown'],
    ['nc', 'unknown'],
    ['Apache License, Version 2.0', 'unknown'],
    ['Apache License 2.0', 'software-permissive'],
    ['GPL-3.0-or-later', 'software-copyleft'],
    ['MIT or CC-BY-NC-4.0', 'by-nc'],
    ['["cc-by-4.0", "mit"]', 'software-permissive'],
    ['bigscience-bloom-rail-1.0', 'use-restricted'],
    ['CC BY 4.0, for non-commercial purposes only', 'use-restricted'],
    ['CC BY 4.0. All rights reserved.', 'all-rights-reserved'],
    ['CC\u2011BY\u20114.0', 'by'],
  ])('[L1] "%s" is %s', (text, family) => {
    expect(licenseFamilyOf(text)).toBe(family);
  });
});
