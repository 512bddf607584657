import { describe, expect, it } from 'vitest';
import type { HubImportOptions, HubOverview } from '../../src/domain/hubImport.ts';
import { DEFAULT_ALLOWED_FAMILIES } from '../../src/domain/license.ts';
import { bytesToCome, nothingPasses, passingShare } from '../../src/stages/hubImport/hubImportPlan.ts';
import { parseHubLink } from '../../src/ui/import/hub/hubLink.ts';
import { routeOf } from '../../src/ui/routes.ts';

const columns = { audio: 'audio', license: 'license', source: null, creator: null, genre: null, title: null };
const overview: HubOverview = {
  datasetId: 'x/y',
  revision: 'abc',
  splits: [],
  config: 'default',
  split: 'train',
  shards: [],
  rows: 1000,
  bytes: 1_000_000,
  columns: [],
  detected: columns,
  firstRows: [],
  licenses: [
    { text: 'cc0', family: 'cc0', rows: 10 },
    { text: 'cc-by-nc-4.0', family: 'by-nc', rows: 60 },
    { text: '', family: 'unknown', rows: 30 },
  ],
  countedRows: 100,
  cardLicense: 'cc-by-4.0',
  cardFamily: 'by',
  isAudioMissing: false,
  notes: [],
};
const options: HubImportOptions = {
  config: 'default',
  split: 'train',
  maxItems: 0,
  columns,
  allowedFamilies: DEFAULT_ALLOWED_FAMILIES,
  useCardLicense: false,
};

describe('what an import will cost', () => {
  it('follows the licences that were counted', () => {
    expect(passingShare(overview, columns, DEFAULT_ALLOWED_FAMILIES, false)).toBeCloseTo(0.1);
    expect(passingShare(overview, columns, ['by-nc'], false)).toBeCloseTo(0.6);
    expect(bytesToCome(overview, options)).toBeCloseTo(100_000);
  });

  it('[L3] the card counts for rows without a licence only', () => {
    expect(passingShare(overview, columns, DEFAULT_ALLOWED_FAMILIES, true)).toBeCloseTo(0.4);
    const none = { ...columns, license: null };
    expect(passingShare(overview, none, DEFAULT_ALLOWED_FAMILIES, false)).toBe(0);
    expect(passingShare(overview, none, DEFAULT_ALLOWED_FAMILIES, true)).toBe(1);
  });

  it('falls with the number of items that is asked for', () => {
    expect(bytesToCome(overview, { ...options, maxItems: 50 })).toBeCloseTo(50_000);
    expect(bytesToCome(overview, { ...options, maxItems: 500 })).toBeCloseTo(100_000);
  });
});

describe('what cannot pass is not offered', () => {
  const none = { ...columns, license: null };
  const bare = { ...overview, licenses: [], countedRows: 0, detected: none };

  it.each([
    [
      'nothing says a licence',
      { ...bare, cardLicense: null },
      { columns: none },
      /add the table that names the licences, or drop it here; .* allow unknown/u,
    ],
    ['only the card says one', bare, { columns: none }, /use the card's licence \(cc-by-4\.0\) and allow by/u],
    [
      'all rows say another',
      { ...overview, rows: 100, licenses: overview.licenses.slice(1, 2) },
      {},
      /allow the licences found \(by-nc\)/u,
    ],
    ['the audio is elsewhere', { ...overview, isAudioMissing: true }, {}, /only name their audio/u],
    ['no column holds audio', overview, { columns: { ...columns, audio: null } }, /No column holds audio/u],
  ])('where %s it says what would help', (_, of, change, sentence) => {
    expect(nothingPasses(of, { ...options, ...change })).toMatch(sentence);
  });

  it('but rows that were not counted may pass', () => {
    expect(nothingPasses({ ...overview, licenses: overview.licenses.slice(1, 2) }, options)).toBeNull();
    expect(nothingPasses(bare, { ...options, columns: none, useCardLicense: true })).toBeNull();
    expect(nothingPasses(overview, options)).toBeNull();
  });
});

describe('deep links', () => {
  it('fill the form', () => {
    expect(parseHubLink('#/import?dataset=x/y&config=a&split=test&max=20&license=cc0,by&license=BY-SA')).toEqual({
      source: null,
      datasetId: 'x/y',
      config: 'a',
      split: 'test',
      maxItems: 20,
      families: ['cc0', 'by', 'by-sa'],
    });
  });

  it('without a data set are none, and nonsense falls back to the defaults', () => {
    expect(parseHubLink('#/import')).toBeNull();
    expect(parseHubLink('#/import?dataset=x/y&max=-3&license=free')).toMatchObject({ maxItems: 0, families: null });
  });

  it('lead to their tab', () => {
    expect(routeOf('#/import?dataset=x/y')).toBe('import');
    expect(routeOf('#/elsewhere?dataset=x/y')).toBeNull();
  });
});
