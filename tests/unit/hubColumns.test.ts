import { describe, expect, it } from 'vitest';
import { detectColumns, findColumn } from '../../src/hub/columns/detect.ts';
import { decodeValue, parseFooterFeatures } from '../../src/hub/columns/feature.ts';
import { sourceAddressOf } from '../../src/hub/columns/sourceAddress.ts';
import { personOf, tagsOf, textOf } from '../../src/hub/columns/values.ts';

const column = (name: string, holdsAudio = false) => ({ name, type: holdsAudio ? 'audio' : 'text', holdsAudio });

describe('column detection', () => {
  it('an exact name in any case comes before a part of a word', () => {
    expect(findColumn(['license_url', 'LICENCE'], 'license')).toBe('LICENCE');
    expect(findColumn(['filename', 'Path'], 'source')).toBe('Path');
    expect(findColumn(['classID', 'class'], 'genre')).toBe('class');
  });

  it('the likelier term comes first', () => {
    expect(findColumn(['path', 'file', 'url'], 'source')).toBe('url');
    expect(findColumn(['category', 'genre'], 'genre')).toBe('genre');
  });

  it.each([
    ['instrument_source', 'source', false],
    ['instrument_source_str', 'source', false],
    ['filename', 'source', true],
    ['sourceLink', 'source', true],
    ['slice_filename', 'source', true],
    ['slice_file_name', 'source', false],
    ['license_name', 'license', true],
    ['artistName', 'creator', true],
    ['genre_top', 'genre', true],
    ['wavfile', 'audio', true],
  ] as const)('%s stands for %s: %s', (name, role, found) => {
    expect(findColumn([name], role)).toBe(found ? name : null);
  });

  it('audio is only looked for among columns that can hold it, and found whatever its name', () => {
    expect(detectColumns([column('audiofile'), column('recording', true)])).toMatchObject({
      audio: 'recording',
      source: 'audiofile',
    });
    expect(detectColumns([column('audio')]).audio).toBeNull();
  });
});

describe('records within rows', () => {
  it.each([
    [['author.name', 'author.url'], { creator: 'author.name', title: null, source: null }],
    [['metadata.artist.id', 'metadata.artist.name', 'title'], { creator: 'metadata.artist.name', title: 'title' }],
    [
      ['user.username', 'license.name', 'license.url'],
      { creator: 'user.username', license: 'license.name', source: null },
    ],
    [['copyright', 'rights_holder'], { license: 'copyright' }],
    [['rightsHolder', 'rights_owner'], { license: null }],
  ])(
    "[L4] of %j the author's name and address are not the sound's, and who has the rights is no licence",
    (names, found) => {
      expect(detectColumns(names.map((name) => column(name)))).toMatchObject(found);
    },
  );

  it.each([
    [{ name: 'Ann', id: 7 }, 'Ann'],
    [[{ name: 'Ann' }, { username: 'bo' }], 'Ann, bo'],
    [{ first: 'Ann', last: 'Lee', page: 'https://example.org' }, 'Ann, Lee'],
    [{ id: 7 }, null],
    [{ name: null }, null],
    [['Ann', null], 'Ann'],
  ])('[L4] %j is %s', (cell, name) => {
    expect(personOf(cell)).toBe(name);
  });

  it('[L4] an id of a known host counts within a record too, and the address of an author is no source', () => {
    expect(sourceAddressOf({ meta: { freesound_id: 12 }, author: { url: 'https://example.org' } }, null)).toBe(
      'https://freesound.org/s/12/',
    );
    expect(sourceAddressOf({ author: { url: 'https://example.org' } }, null)).toBeNull();
  });
});

describe('features', () => {
  const features = parseFooterFeatures(
    JSON.stringify({
      info: {
        features: {
          audio: { sampling_rate: 44_100, _type: 'Audio' },
          license: { names: ['CC0-1.0', 'CC-BY-4.0'], _type: 'ClassLabel' },
          labels: { feature: { names: ['dog', 'rain'], _type: 'ClassLabel' }, _type: 'Sequence' },
          more: { feature: { names: ['a', 'b'], _type: 'ClassLabel' }, _type: 'List' },
          bare: [{ dtype: 'string', _type: 'Value' }],
          events: { feature: { label: { names: ['x', 'y'], _type: 'ClassLabel' } }, _type: 'Sequence' },
        },
      },
    }),
  );

  it('class labels come as names, in lists and records too', () => {
    expect(decodeValue(1n, features?.get('license'))).toBe('CC-BY-4.0');
    expect(decodeValue(-1n, features?.get('license'))).toBeNull();
    expect(decodeValue([1n, 0n], features?.get('labels'))).toEqual(['rain', 'dog']);
    expect(decodeValue([1n], features?.get('more'))).toEqual(['b']);
    expect(decodeValue({ label: [0n, 1n] }, features?.get('events'))).toEqual({ label: ['x', 'y'] });
  });

  it('sequences, lists and bare lists are all lists', () => {
    expect(['labels', 'more', 'bare'].map((name) => features?.get(name)?.kind)).toEqual(['list', 'list', 'list']);
  });

  it('big integers are numbers where a number is exact, else text', () => {
    expect(decodeValue(12n, undefined)).toBe(12);
    expect(decodeValue(2n ** 60n, undefined)).toBe('1152921504606846976');
    expect(decodeValue({ deep: [3n] }, undefined)).toEqual({ deep: [3] });
  });

  it('a footer that says nothing usable is passed over', () => {
    expect(parseFooterFeatures(undefined)).toBeNull();
    expect(parseFooterFeatures('{')).toBeNull();
    expect(parseFooterFeatures('{"info":{}}')).toBeNull();
  });
});

describe('cells', () => {
  it('tags come from lists, from lists as text, and from text with separators', () => {
    expect(tagsOf(['a', ' b ', null])).toEqual(['a', 'b']);
    expect(tagsOf("['dog', 'rain']")).toEqual(['dog', 'rain']);
    expect(tagsOf('dog, rain;  wind')).toEqual(['dog', 'rain', 'wind']);
    expect(tagsOf(null)).toEqual([]);
  });

  it('empty cells are none', () => {
    expect([textOf(''), textOf('  '), textOf([]), textOf(undefined)]).toEqual([null, null, null, null]);
  });
});
