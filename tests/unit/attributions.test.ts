import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../src/domain/hubImport.ts';
import { encodeAttributionsCsv, encodeAttributionsMarkdown } from '../../src/formats/attributions.ts';
import { licenseDeed } from '../../src/formats/licenseDeed.ts';
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
  isRewritten: false,
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
    expect(first?.slice(0, 8)).toEqual([
      whole.title,
      whole.creator,
      whole.sourceUrl,
      whole.license,
      'by',
      'row',
      'x/y',
      whole.path,
    ]);
    expect(first?.slice(8)).toEqual(['CC BY 3.0', whole.license, 'none']);
    expect(second?.[0]).toBe("'=cmd.wav");
    expect(second?.[2]).toBe('https://huggingface.co/datasets/x/z');
  });

  it('[L4] the Markdown names title, author, source, licence with version and link, and changes; what is not given is said', () => {
    const local = { ...bare, datasetId: 'folder', license: null, isRewritten: true };
    expect(encodeAttributionsMarkdown([whole, bare, local])).toBe(
      [
        '# Attributions',
        '',
        '## x/y',
        '',
        '- [Rain \\[heavy\\]](<https://example.org/s/1>), by A. "B" C; licence: [CC BY 3.0](<http://creativecommons.org/licenses/by/3.0/>); changes: none',
        '',
        '## x/z',
        '',
        "- [=cmd.wav](<https://huggingface.co/datasets/x/z>), author not given; licence: [CC BY 4.0](<https://creativecommons.org/licenses/by/4.0/>), by the data set's card; changes: none",
        '',
        '## folder',
        '',
        '- =cmd.wav (source: folder, no address given), author not given; licence: none given; changes: none but the form: written as WAV from decoded samples',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['CC-BY-3.0', 'by', 'CC BY 3.0', 'https://creativecommons.org/licenses/by/3.0/'],
    ['Attribution', 'by', 'CC BY (version not given)', null],
    [
      'Creative Commons Attribution-NonCommercial 4.0 International',
      'by-nc',
      'CC BY-NC 4.0',
      'https://creativecommons.org/licenses/by-nc/4.0/',
    ],
    ['CC0-1.0', 'cc0', 'CC0 1.0', 'https://creativecommons.org/publicdomain/zero/1.0/'],
    [
      'http://creativecommons.org/licenses/sampling+/1.0/',
      'sampling+',
      'CC Sampling+ 1.0',
      'http://creativecommons.org/licenses/sampling+/1.0/',
    ],
    ['see the site', 'unknown', 'see the site', null],
    [
      'http://creativecommons.org/licenses/by/3.0/, http://creativecommons.org/licenses/by-nc/4.0/',
      'by-nc',
      'CC BY-NC 4.0',
      'http://creativecommons.org/licenses/by-nc/4.0/',
    ],
    ['CC BY 3.0 or CC BY-SA 4.0', 'by-sa', 'CC BY-SA 4.0', 'https://creativecommons.org/licenses/by-sa/4.0/'],
    ['cc-by-4.0, Attribution NonCommercial', 'by-nc', 'CC BY-NC (version not given)', null],
    [
      'http://creativecommons.org/publicdomain/zero/1.0/, cc-by-3.0',
      'by',
      'CC BY 3.0',
      'https://creativecommons.org/licenses/by/3.0/',
    ],
    [
      'cc-by-nc-4.0, cc-by-nc-sa-3.0',
      'by-nc-sa',
      'CC BY-NC-SA 3.0',
      'https://creativecommons.org/licenses/by-nc-sa/3.0/',
    ],
    [
      'http://creativecommons.org/licenses/by/4.0/; odc-by',
      'odc-by',
      'ODC-By 1.0',
      'https://opendatacommons.org/licenses/by/1-0/',
    ],
  ])('[L4] %s is named with version and link', (text, family, name, url) => {
    expect(licenseDeed(text, family)).toEqual({ name, url });
  });
});
