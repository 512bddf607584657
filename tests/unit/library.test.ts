import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DESCRIPTOR_COUNT, descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { hyperparametersOfState, PLUGIN_DEFAULTS } from '../../src/domain/pluginParameters.ts';
import { signal } from '@preact/signals-core';
import { EVERYTHING, filterSounds, SMART_FILTERS, type KnownOfSounds } from '../../src/stages/library/libraryFilter.ts';
import { LibraryStage } from '../../src/stages/library/libraryStage.ts';
import { folderRows } from '../../src/ui/library/folderRows.ts';
import { soundColumns, worthShowing } from '../../src/ui/library/soundColumns.ts';
import { workStateWords } from '../../src/ui/library/workState.ts';
import { countsOf, valuesOf } from '../fakes/countsOf.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';

const DAY_MS = 86_400_000;
const LATEST_MS = Date.UTC(2026, 0, 20);

const BEST = {
  audioId: '',
  score: 0.5,
  hyperparameters: { ...hyperparametersOfState(PLUGIN_DEFAULTS), basePenaltyLog: 0, penaltySkew: 0 },
};

function sound(n: number, path: string, more: Partial<AudioRecord> = {}, importedAtMs = LATEST_MS): AudioRecord {
  const record = describedFile(n);
  return { ...record, best: BEST, ...more, file: { ...record.file, path, importedAt: new Date(importedAtMs) } };
}

const KICK = sound(1, 'drums/kicks/kick.wav', { tags: ['Punchy'] });
const SNARE = sound(2, 'drums/snares/snare.wav', { best: null });
const PAD = sound(3, 'pads/warm.wav', { note: 'for the bridge' });
const BROKEN = sound(4, 'broken.wav', { descriptors: { kind: 'failed', reason: 'no audio' }, best: null });
const OLD = sound(5, 'old.wav', {}, LATEST_MS - 2 * DAY_MS);
const ALL = [KICK, SNARE, PAD, BROKEN];
const KNOWN: KnownOfSounds = {
  isAbsent: ({ audioId }) => audioId === PAD.file.audioId,
  confidenceOf: (audioId) => (audioId === KICK.file.audioId ? 0.2 : null),
  latestMs: LATEST_MS,
};
const left = (filter: Partial<typeof EVERYTHING>, records: readonly AudioRecord[] = ALL) =>
  filterSounds(records, { ...EVERYTHING, ...filter }, KNOWN).map(({ file }) => file.path);

describe('what the library is narrowed to', () => {
  it('everything where nothing is asked, as the same array', () => {
    expect(filterSounds(ALL, EVERYTHING, KNOWN)).toBe(ALL);
  });

  it('a folder holds what lies below it, and no folder that begins alike', () => {
    expect(left({ folder: 'drums' })).toEqual(['drums/kicks/kick.wav', 'drums/snares/snare.wav']);
    expect(left({ folder: 'drum' })).toEqual([]);
  });

  it('words are found in names, tags and notes, all of them, in capitals or not', () => {
    expect(left({ text: 'PUNCHY kick' })).toEqual(['drums/kicks/kick.wav']);
    expect(left({ text: 'bridge' })).toEqual(['pads/warm.wav']);
    expect(left({ text: 'kick bridge' })).toEqual([]);
  });

  it('a tag, whether it is written in capitals or not', () => {
    expect(left({ tag: 'punchy' })).toEqual(['drums/kicks/kick.wav']);
  });

  it('each smart filter leaves what it says, and counts as many as it leaves', () => {
    const records = [...ALL, OLD];
    expect(left({ smart: 'new' }, records)).not.toContain('old.wav');
    expect(left({ smart: 'no-preset' })).toEqual(['drums/snares/snare.wav']);
    expect(left({ smart: 'uncertain' })).toEqual(['drums/kicks/kick.wav']);
    expect(left({ smart: 'no-sound' })).toEqual(['pads/warm.wav']);
    expect(left({ smart: 'failed' })).toEqual(['broken.wav']);
  });

  it('each smart filter counts as many as it leaves', async () => {
    const silent = descriptorsFromVector(new Float64Array(DESCRIPTOR_COUNT).fill(-100));
    const done = { kind: 'done', descriptors: silent, frameCount: 1, note: null } as const;
    const { dataSet } = new FollowedDataSet([...ALL, OLD, sound(6, 'silent.wav', { best: null, descriptors: done })]);
    await dataSet.whenCurrent();
    const answers = new Map([
      [KICK.file.audioId, { score: 0.5, confidence: 0.2 }],
      [SNARE.file.audioId, { score: 0.5, confidence: 0.8 }],
    ]);
    const library = new LibraryStage({
      dataSet,
      sources: {
        absent: signal(dataSet.present(new Set([PAD.file.audioId]))),
        presenceOf: ({ audioId }) => (audioId === PAD.file.audioId ? 'gone' : 'here'),
      },
      prediction: { ofFiles: signal(answers) },
    });
    const counts = library.counts.value;
    expect(counts).toEqual({ all: 6, new: 5, 'no-preset': 1, uncertain: 1, 'no-sound': 1, failed: 1 });
    for (const { id: smart } of SMART_FILTERS) {
      library.narrow({ smart });
      expect(library.shown.value.length, smart).toBe(counts[smart]);
    }
  });

  it('[S20] smart filters count nothing that only the database knows before that is open', () => {
    const { dataSet } = new FollowedDataSet([]);
    dataSet.follow({ kind: 'kept-begin' });
    dataSet.follow({ kind: 'kept-end', changes: { files: { saved: columnsOf(ALL), removed: [] } } });
    const sources = { absent: signal([]), presenceOf: () => 'here' as const };
    const library = new LibraryStage({ dataSet, sources, prediction: { ofFiles: signal(new Map()) } });
    expect(library.counts.value).toMatchObject({ all: 4, uncertain: null, 'no-sound': null, failed: 1 });
  });
});

describe('the tree of folders', () => {
  const FOLDERS = ['a', 'a-b', 'a/c', 'a/c/d'].map((path, count) => ({ path, count }));

  it('shows the top, and what is in a folder once it is unfolded', () => {
    expect(folderRows(FOLDERS, new Set()).map(({ path }) => path)).toEqual(['a', 'a-b']);
    expect(folderRows(FOLDERS, new Set(['a', 'a/c'])).map(({ name, depth, hasOwn }) => [name, depth, hasOwn])).toEqual([
      ['a', 0, true],
      ['c', 1, true],
      ['d', 2, false],
      ['a-b', 0, false],
    ]);
  });
});

describe('the columns of sounds', () => {
  it('hold their places only where they say something of a sound', () => {
    const known = { verdicts: new Map(), answers: new Map(), playingId: null, presenceOf: () => 'here' as const };
    const shown = (records: readonly AudioRecord[]) =>
      worthShowing(soundColumns(known), records, valuesOf(records)).map(({ key }) => key);
    expect(shown([SNARE])).not.toEqual(expect.arrayContaining(['tags']));
    expect(shown([SNARE, KICK])).toEqual(expect.arrayContaining(['tags', 'best']));
    expect(shown([SNARE])).not.toContain('hasSound');
    const genreOf = (genre: string | null) => ({ ...SNARE, file: { ...SNARE.file, genre } });
    expect(shown([genreOf(''), { ...SNARE, note: '' }])).not.toEqual(expect.arrayContaining(['genre']));
    expect(shown([genreOf(''), { ...SNARE, note: '' }])).not.toEqual(expect.arrayContaining(['note']));
    expect(shown([genreOf(''), genreOf('Techno')])).toContain('genre');
  });
});

describe('the state of the work', () => {
  it('counts what has a preset among what can have one', () => {
    expect(workStateWords(countsOf([]), false)).toBe('No sounds yet');
    expect(workStateWords(countsOf(ALL), true)).toBe('Working: 2 of 3, 1 failed');
    expect(workStateWords(countsOf(ALL), false)).toBe('2 of 3 sounds with a preset: Run All does the rest, 1 failed');
    expect(workStateWords(countsOf([KICK, PAD]), false)).toBe('Ready: 2 presets');
  });
});
