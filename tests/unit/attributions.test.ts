import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../src/domain/hubImport.ts';
import { encodeAttributionsCsv, encodeAttributionsMarkdown } from '../../src/formats/attributions.ts';
import { decodeCsv } from '../../src/formats/csv.ts';

const whole: Attribution = {
  path: 'x/y/train/rain.wav',
  title: 'Rain [heavy]',
  creator: 'A. "B" C',
  sourceUrl: 'https://example.org/s/1',
  license: 'http://creativecommons.org/licenses/by/3.0/',
  licenseFamily: 'by',
  licenseSource: 'row',
  datasetId: 'x/y',
  tags: [],
};
const bare: Attribution = {
  ...whole,
  path: 'x/z/train/=cmd.wav',
  title: null,
  creator: null,
  sourceUrl: null,
  license: 'cc-by-4.0',
  licenseSource: 'card',
  datasetId: 'x/z',
};

describe('attributions', () => {
  it('[L4] the CSV names title, author, source and licence of each file', () => {
    const [head, first, second] = decodeCsv(encodeAttributionsCsv([whole, bare]));
    expect(head?.slice(0, 4)).toEqual(['title', 'author', 'source', 'license']);
    expect(first).toEqual([whole.title, whole.creator, whole.sourceUrl, whole.license, 'by', 'row', 'x/y', whole.path]);
    expect(second?.[0]).toBe("'=cmd.wav");
    expect(second?.[2]).toBe('x/z');
  });

  it('[L4] the Markdown lists them by data set, links what is an address and says what only a card tells', () => {
    expect(encodeAttributionsMarkdown([whole, bare, { ...bare, license: null }])).toBe(
      [
        '# Attributions',
        '',
        '## x/y',
        '',
        '- [Rain \\[heavy\\]](<https://example.org/s/1>) by A. "B" C, <http://creativecommons.org/licenses/by/3.0/>',
        '',
        '## x/z',
        '',
        "- =cmd.wav (x/z), cc-by-4.0 (by the data set's card)",
        '- =cmd.wav (x/z), no licence given',
        '',
      ].join('\n'),
    );
  });
});
