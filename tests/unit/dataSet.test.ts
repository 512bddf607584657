import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { computed } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { audioRows } from '../../src/domain/audioColumns.ts';
import { isSilentFile, type AudioRecord } from '../../src/domain/audioFile.ts';
import { DESCRIPTOR_COUNT, descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../src/domain/hyperparameters.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';
import { AudioTable } from '../../src/stages/data/audioTable.ts';
import { DataSet } from '../../src/stages/data/dataSet.ts';
import { ownFolderOf } from '../../src/stages/data/folders.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { packedChanges, type FileChanges } from '../../src/workers/contracts/packedChanges.ts';
import type { DataSetMessage } from '../../src/workers/contracts/store.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, EMPTY_TABLES, FollowedDataSet } from '../fakes/followedDataSet.ts';
import { plainFile } from '../support/plainFile.ts';

/** A data set whose snapshots come when the test sends them. */
function detached() {
  const asked: { readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];
  const sendSnapshot = async () => new Promise<void>((resolve, reject) => asked.push({ resolve, reject }));
  const dataSet = new DataSet({ sendSnapshot }, new LogBook());
  const snapshot = (epoch: string, sequence: number, ...pages: readonly (readonly AudioRecord[])[]) => {
    const messages: readonly DataSetMessage[] = [
      { kind: 'snapshot-begin', epoch, sequence },
      ...pages.map((page) => ({ kind: 'snapshot-files', files: columnsOf(page) }) as const),
      { kind: 'snapshot-end', tables: EMPTY_TABLES },
    ];
    for (const message of messages) dataSet.follow(message);
  };
  const delta = (epoch: string, sequence: number, saved: readonly AudioRecord[], removed: readonly string[] = []) =>
    dataSet.follow({ kind: 'delta', epoch, sequence, changes: { files: { saved: columnsOf(saved), removed } } });
  const ids = () => dataSet.records.value.map(({ file }) => file.audioId);
  return { dataSet, asked, snapshot, delta, ids };
}

/** Bytes in use, once all that nobody holds is gone. */
function memoryInUse(): () => number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    // What a first collection lets go of may hold others.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
}

const at = (n: number, importedAtMs: number): AudioRecord => {
  const record = describedFile(n);
  return { ...record, file: { ...record.file, importedAt: new Date(importedAtMs) } };
};

describe('the data set as the page knows it', () => {
  it('gives rows back as they were sent', async () => {
    const searched = {
      ...describedFile(0),
      best: { audioId: 'file-0', score: 0.5, hyperparameters: DEFAULT_HYPERPARAMETERS },
    };
    const failed = { ...at(1, 5), descriptors: { kind: 'failed', reason: 'no sound' } } as const;
    const unknown = { ...at(2, 6), file: { ...at(2, 6).file, durationSec: null, channels: null } };
    const { dataSet } = new FollowedDataSet([searched, failed, unknown]);
    await dataSet.whenCurrent();
    const [first, second, third] = dataSet.records.value;
    expect(first && plainFile(first.file)).toEqual(searched.file);
    expect(first?.descriptors.kind === 'done' && first.descriptors.descriptors).toEqual(
      searched.descriptors.kind === 'done' && searched.descriptors.descriptors,
    );
    expect(first?.best?.hyperparameters).toEqual(DEFAULT_HYPERPARAMETERS);
    expect(second?.descriptors).toEqual(failed.descriptors);
    expect(third && plainFile(third.file)).toEqual(unknown.file);
    expect(dataSet.described.value).toHaveLength(2);
  });

  it('takes what a search found of some files; the rest of their rows stays, and a file that is gone is none of them', () => {
    const { snapshot, dataSet, ids } = detached();
    snapshot('a', 1, [at(0, 10), at(1, 20)]);
    const audioIds = ['file-9', 'file-1'];
    const values = HYPERPARAMETERS.map((_, column) => 11 + column);
    const numbers = Float64Array.from([0.1, ...values.map((value) => value - 10), 0.9, ...values]);
    dataSet.follow({ kind: 'delta', epoch: 'a', sequence: 2, changes: { best: { audioIds, numbers } } });
    expect(ids()).toEqual(['file-0', 'file-1']);
    expect(dataSet.get('file-0')?.best).toBeNull();
    const found = dataSet.get('file-1');
    expect(found?.best?.score).toBe(0.9);
    expect(Object.values(found?.best?.hyperparameters ?? {})).toEqual(values);
    expect(found && plainFile(found.file)).toEqual(at(1, 20).file);
    expect(found?.descriptors.kind).toBe('done');
  });

  it('takes deltas in order: rows come, change, go, and come back to their place', () => {
    const { delta, snapshot, dataSet, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot('a', 4, [at(0, 10), at(1, 20)], [at(2, 30)]);
    delta('a', 5, [at(3, 40)]);
    delta('a', 6, [{ ...at(1, 20), descriptors: { kind: 'missing' } }], ['file-0']);
    expect(ids()).toEqual(['file-1', 'file-2', 'file-3']);
    expect(dataSet.get('file-1')?.descriptors).toEqual({ kind: 'missing' });
    expect(dataSet.get('file-0')).toBeUndefined();
    delta('a', 7, [at(0, 10)]);
    expect(ids()).toEqual(['file-0', 'file-1', 'file-2', 'file-3']);
    expect(dataSet.get('file-3')?.file.importedAt).toEqual(new Date(40));
  });

  it('[S20] shows the files that the last visit left before the database is open, and goes on from them or takes others', () => {
    const { delta, dataSet, ids, snapshot } = detached();
    const tellKept = (changes: FileChanges, ...pages: readonly (readonly AudioRecord[])[]) => {
      dataSet.follow({ kind: 'kept-begin' });
      for (const page of pages) {
        const { buffer } = packedChanges({ files: { saved: columnsOf(page), removed: [] } });
        dataSet.follow({ kind: 'kept-page', bytes: buffer });
      }
      expect(ids(), 'nothing counts before its end').toEqual([]);
      dataSet.follow({ kind: 'kept-end', changes });
    };
    tellKept({ files: { saved: columnsOf([at(3, 40)]), removed: ['file-0'] } }, [at(0, 10), at(1, 20)], [at(2, 30)]);
    expect(ids()).toEqual(['file-1', 'file-2', 'file-3']);
    expect(dataSet.isAhead.value).toBe(true);
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    dataSet.follow({ kind: 'snapshot-begin', epoch: 'a', sequence: 0, isListTold: true });
    dataSet.follow({ kind: 'snapshot-end', tables: EMPTY_TABLES });
    expect(ids()).toEqual(['file-1', 'file-2', 'file-3']);
    expect(dataSet.isAhead.value).toBe(false);
    delta('a', 1, [at(4, 50)], ['file-2']);
    expect(ids()).toEqual(['file-1', 'file-3', 'file-4']);
    snapshot('b', 0, [at(7, 70)]);
    expect(ids()).toEqual(['file-7']);
  });

  it('[S20] is ahead also where all files came after the list was written whole, and not where all have gone since', () => {
    const tell = (changes: FileChanges) => {
      const { dataSet, ids } = detached();
      const { buffer } = packedChanges({ files: { saved: columnsOf([at(0, 10)]), removed: [] } });
      dataSet.follow({ kind: 'kept-begin' });
      if (changes.files?.saved.rowCount === 0) dataSet.follow({ kind: 'kept-page', bytes: buffer });
      dataSet.follow({ kind: 'kept-end', changes });
      return [ids(), dataSet.isAhead.value];
    };
    expect(tell({ files: { saved: columnsOf([at(1, 10)]), removed: [] } })).toEqual([['file-1'], true]);
    expect(tell({ files: { saved: columnsOf([]), removed: ['file-0'] } })).toEqual([[], false]);
  });

  it('[S20] lets go of the files that the last visit left where the database does not open', () => {
    const { dataSet, ids } = detached();
    const { buffer } = packedChanges({ files: { saved: columnsOf([at(0, 10)]), removed: [] } });
    dataSet.follow({ kind: 'kept-begin' });
    dataSet.follow({ kind: 'kept-page', bytes: buffer });
    dataSet.follow({ kind: 'kept-end', changes: {} });
    expect(ids()).toEqual(['file-0']);
    dataSet.follow({ kind: 'kept-begin' });
    dataSet.follow({ kind: 'kept-end', changes: {} });
    expect(ids()).toEqual([]);
    expect(dataSet.isAhead.value).toBe(false);
  });

  it('asks for a snapshot once where a delta is missing, and shows nothing half of it', () => {
    const { delta, snapshot, dataSet, asked, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot('a', 0, [at(0, 10)]);
    delta('a', 2, [at(2, 30)]);
    delta('a', 3, [at(3, 40)]);
    expect(asked).toHaveLength(2);
    expect(ids()).toEqual(['file-0']);
    snapshot('a', 3, [at(0, 10), at(1, 20), at(2, 30), at(3, 40)]);
    delta('a', 4, [at(4, 50)]);
    expect(ids()).toEqual(['file-0', 'file-1', 'file-2', 'file-3', 'file-4']);
    expect(asked).toHaveLength(2);
  });

  it('what is stored while a long list is being sent stays: the list goes before it on the same channel', () => {
    const { delta, snapshot, dataSet, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    for (let round = 0; round < 40; round += 1) {
      const known = Array.from({ length: round + 1 }, (_, n) => at(n, n));
      snapshot('a', round, known);
      delta('a', round + 1, [at(round + 1, round + 1)]);
      expect(ids()).toHaveLength(round + 2);
    }
  });

  it('another opening of the database counts anew: what the last one said is not mixed into it', () => {
    const { delta, snapshot, dataSet, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot('a', 0, [at(0, 10)]);
    dataSet.follow({ kind: 'restarted', epoch: 'b' });
    delta('b', 1, [at(7, 70)]);
    expect(ids()).toEqual(['file-0']);
    snapshot('b', 1, [at(7, 70)]);
    expect(ids()).toEqual(['file-7']);
  });

  it('asks again after a snapshot that failed', async () => {
    const { delta, dataSet, asked, snapshot, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    const current = dataSet.whenCurrent();
    asked[0]?.reject(new Error('the disk is gone'));
    await expect(current).rejects.toThrow('the disk is gone');
    delta('a', 1, []);
    expect(asked).toHaveLength(2);
    snapshot('a', 1, [at(0, 10)]);
    await dataSet.whenCurrent();
    expect(ids()).toEqual(['file-0']);
  });

  it('asks again when somebody waits for it after a snapshot that failed', async () => {
    const { dataSet, asked, snapshot, ids } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    asked[0]?.reject(new Error('busy'));
    await expect(dataSet.whenCurrent()).rejects.toThrow('busy');
    const current = dataSet.whenCurrent();
    expect(asked).toHaveLength(2);
    snapshot('a', 0, [at(0, 10)]);
    await current;
    expect(ids()).toEqual(['file-0']);
  });

  it('waits for the snapshot that was asked for last, whatever becomes of earlier ones', async () => {
    const { dataSet, asked, snapshot } = detached();
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot('a', 0, []);
    dataSet.follow({ kind: 'restarted', epoch: 'b' });
    asked[0]?.reject(new Error('its worker died'));
    await Promise.resolve();
    const current = dataSet.whenCurrent();
    snapshot('b', 0, []);
    await current;
    expect(asked).toHaveLength(2);
  });

  it('tells who follows runs of files whose runs changed, and of all after a snapshot', () => {
    const { dataSet, snapshot } = detached();
    const told: string[][] = [];
    dataSet.followRuns((changed) => told.push(['file-0', 'file-1'].filter((id) => changed.has(id))));
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot('a', 0, []);
    dataSet.follow({ kind: 'delta', epoch: 'a', sequence: 1, changes: { runsOf: ['file-1'] } });
    dataSet.follow({ kind: 'delta', epoch: 'a', sequence: 2, changes: { runsOf: 'any' } });
    expect(told).toEqual([['file-0', 'file-1'], ['file-1'], ['file-0', 'file-1']]);
  });

  it('keeps counts and places as the files themselves have them, whatever comes, changes and goes', () => {
    const { delta, snapshot, dataSet } = detached();
    const best = { audioId: '', score: 0.5, hyperparameters: DEFAULT_HYPERPARAMETERS };
    const silent = descriptorsFromVector(new Float64Array(DESCRIPTOR_COUNT).fill(-100));
    const kinds: readonly ((n: number) => AudioRecord)[] = [
      (n) => at(n, n),
      (n) => ({ ...at(n, n), best }),
      (n) => ({ ...at(n, n), descriptors: { kind: 'missing' } }),
      (n) => ({ ...at(n, n), descriptors: { kind: 'failed', reason: 'no sound' }, best: n % 2 === 0 ? best : null }),
      (n) => ({ ...at(n, n), descriptors: { kind: 'done', descriptors: silent, frameCount: 1, note: null }, best }),
    ];
    const random = new RandomState(7);
    const below = (end: number) => Math.floor(end * random.double());
    const some = () => Array.from({ length: 3 }, () => below(40));
    const records = () => dataSet.records.value;
    const count = (passes: (record: AudioRecord) => boolean) => records().filter(passes).length;
    const isDone = ({ descriptors }: AudioRecord) => descriptors.kind === 'done';
    const hasFailed = ({ descriptors }: AudioRecord) => descriptors.kind === 'failed';
    dataSet.follow({ kind: 'restarted', epoch: 'a' });
    snapshot(
      'a',
      0,
      Array.from({ length: 10 }, (_, n) => at(n, n)),
    );
    for (let round = 1; round <= 200; round += 1) {
      const saved = new Set(some());
      const made = [...saved].map((n) => kinds[below(kinds.length)]?.(n) ?? at(n, n));
      const removed = some().filter((n) => !saved.has(n));
      delta(
        'a',
        round,
        made,
        removed.map((n) => `file-${n}`),
      );
      expect(dataSet.counts.value).toEqual({
        files: records().length,
        described: count(isDone),
        failed: count(hasFailed),
        silent: count(isSilentFile),
        searched: count((record) => record.best !== null),
        labelled: count((record) => isDone(record) && record.best !== null),
        presets: count((record) => record.best !== null && !hasFailed(record) && !isSilentFile(record)),
        unsearched: count((record) => record.best === null && !hasFailed(record)),
        lacking: count((record) => record.best === null && !hasFailed(record) && !isSilentFile(record)),
      });
      const times = records().map(({ file }) => file.importedAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const record of records()) expect(dataSet.get(record.file.audioId)).toBe(record);
      for (const n of removed) expect(dataSet.get(`file-${n}`)).toBeUndefined();
      const asked = new Set(['file-99', ...some().map((n) => `file-${n}`)]);
      for (const ids of [asked, new Set(records().map(({ file }) => file.audioId))])
        expect(dataSet.present(ids)).toEqual(records().filter(({ file }) => ids.has(file.audioId)));
    }
  });

  it('says which tags, genres, licences and folders there are, and when files came, as the files themselves do', () => {
    const { dataSet, snapshot } = detached();
    const random = new RandomState(5);
    const below = (end: number) => Math.floor(end * random.double());
    const pick = <T>(all: readonly T[], instead: T): T => all[below(all.length)] ?? instead;
    const file = (n: number): AudioRecord => {
      const record = describedFile(n);
      const path = `${pick(['', 'a/', 'a/b/', 'a\\b\\'], '')}${n}.wav`;
      const [genre, licenseFamily] = [pick([null, 'rock', 'dub'], null), pick([null, 'by'], null)];
      const labels = { note: pick([null, 'loud'], null), tags: pick([[], ['x'], ['x', 'Y'], ['y']], []) };
      return { ...record, ...labels, file: { ...record.file, path, genre, licenseFamily } };
    };
    const someIds = () => Array.from(new Set([below(40), below(40)]), (n) => `file-${n}`);
    snapshot(
      'a',
      0,
      Array.from({ length: 10 }, (_, n) => file(n)),
    );
    const followedTags = computed(() => new Map(dataSet.values.value.of.tag));
    for (let sequence = 1; sequence <= 200; sequence += 1) {
      const kind = below(10);
      if (kind === 0) {
        snapshot(
          'a',
          sequence,
          Array.from({ length: below(30) }, (_, n) => file(n)),
        );
      } else if (kind < 4) {
        const audioIds = someIds();
        const numbers = Float64Array.from(audioIds.flatMap(() => [0.5, ...HYPERPARAMETERS.map(() => 1)]));
        dataSet.follow({ kind: 'delta', epoch: 'a', sequence, changes: { best: { audioIds, numbers } } });
      } else {
        const saved = new Set([below(40), below(40), below(40)]);
        const removed = someIds().filter((id) => !saved.has(Number(id.slice('file-'.length))));
        const files = { saved: columnsOf(Array.from(saved, (n) => file(n))), removed };
        dataSet.follow({ kind: 'delta', epoch: 'a', sequence, changes: { files } });
      }
      const records = dataSet.records.value;
      const counted = (valuesOf: (record: AudioRecord) => readonly (string | null)[]) => {
        const counts = new Map<string, number>();
        for (const value of records.flatMap(valuesOf))
          if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
        return counts;
      };
      const { of, filled } = dataSet.values.value;
      expect(of.genre).toEqual(counted((record) => [record.file.genre]));
      expect(of.licenseFamily).toEqual(counted((record) => [record.file.licenseFamily]));
      expect(of.tag).toEqual(counted(({ tags }) => tags));
      expect(followedTags.value, 'whoever follows them hears of each change').toEqual(of.tag);
      expect(of.folder).toEqual(counted(({ file: { path } }) => [ownFolderOf(path)]));
      expect(filled.soundNote).toBe(records.filter(({ note }) => note !== null).length);
      expect(filled.genre).toBe(records.filter((record) => record.file.genre !== null).length);
      expect(dataSet.counts.value.searched).toBe(records.filter(({ best }) => best !== null).length);
      expect(dataSet.arrivals.value.ids).toEqual(records.map((record) => record.file.audioId));
    }
  });

  it('lets go of rows that others have replaced, though nobody has looked when files came', () => {
    const used = memoryInUse();
    const { dataSet, snapshot } = detached();
    const count = 20_000;
    snapshot(
      'a',
      0,
      Array.from({ length: count }, (_, n) => describedFile(n)),
    );
    expect(dataSet.arrivals.value.ids).toHaveLength(count);
    const numbers = new Float64Array(1000 * (1 + HYPERPARAMETERS.length)).fill(0.5);
    const before = used();
    for (let sequence = 1; sequence <= count / 1000; sequence += 1) {
      const audioIds = Array.from({ length: 1000 }, (_, n) => `file-${1000 * (sequence - 1) + n}`);
      dataSet.follow({ kind: 'delta', epoch: 'a', sequence, changes: { best: { audioIds, numbers } } });
    }
    expect((used() - before) / count).toBeLessThan(150);
  });

  it('holds 100,000 files in at most 100 MB, also after each was changed twice in batches', () => {
    const used = memoryInUse();
    const template = columnsOf(Array.from({ length: 1000 }, (_, n) => describedFile(n)));
    /** As sent: strings and numbers of its own, nothing shared. */
    const page = (from: number) => {
      const { rowCount, texts, numbers } = structuredClone(template);
      const numbered = Array.from({ length: rowCount }, (_, i) => `${from + i}`.padStart(20, '0'));
      const path = numbered.map((id) => `a folder of a usual name/another one/sound number ${id}.wav`);
      return { rowCount, texts: { ...texts, audioId: numbered, path }, numbers };
    };
    const before = used();
    const table = new AudioTable();
    for (let round = 0; round < 3; round += 1) {
      for (let from = 0; from < 100_000; from += 1000) {
        table.change(page(from), []);
      }
    }
    expect(table.rows).toHaveLength(100_000);
    expect((used() - before) / 1e6).toBeLessThan(100);
    expect(table.rows[99_999]?.file.path).toBe(audioRows(page(99_000))[999]?.file.path);
  });
});
