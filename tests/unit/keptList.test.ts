import {
  array,
  assert,
  double,
  integer,
  property,
  record,
  string,
  tuple,
  uniqueArray,
  type Arbitrary,
} from 'fast-check';
import { expect, it } from 'vitest';
import { BEST_WIDTH } from '../../src/domain/audioColumns.ts';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { AudioTable } from '../../src/stages/data/audioTable.ts';
import { mergedChanges } from '../../src/store/replication/mergedChanges.ts';
import { packedChanges, unpackedChanges, type FileChanges } from '../../src/workers/contracts/packedChanges.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf } from '../fakes/followedDataSet.ts';

const fileOf = (n: number, note: string): AudioRecord => ({ ...describedFile(n), note });

const anId = integer({ min: 0, max: 5 });
const aChange: Arbitrary<FileChanges> = record({
  saved: uniqueArray(tuple(anId, string()), { selector: ([n]) => n }),
  removed: uniqueArray(anId),
  best: uniqueArray(tuple(anId, double({ noNaN: true })), { selector: ([n]) => n }),
}).map(({ saved, removed, best }) => {
  const ids = new Set(saved.map(([n]) => n));
  const gone = removed.filter((n) => !ids.has(n)).map((n) => `file-${n}`);
  return {
    files: { saved: columnsOf(saved.map(([n, note]) => fileOf(n, note))), removed: gone },
    best: {
      audioIds: best.map(([n]) => `file-${n}`),
      numbers: Float64Array.from(best.flatMap(([, score]) => Array.from({ length: BEST_WIDTH }, () => score))),
    },
  };
});

function tableAfter(changes: readonly FileChanges[]): unknown {
  const table = new AudioTable();
  table.change(columnsOf([fileOf(0, 'first'), fileOf(1, 'first'), fileOf(2, 'first')]), []);
  for (const { files, best } of changes) {
    if (files !== undefined) table.change(files.saved, files.removed);
    if (best !== undefined) table.changeBest(best);
  }
  return table.rows.map((row) => [row.audioId, row.note, row.file.path, row.descriptors.kind, row.best?.score ?? null]);
}

it('[S20] many changes of the list come to the same as one by one, whatever they are', () => {
  assert(
    property(array(aChange, { maxLength: 6 }), (changes) => {
      expect(tableAfter([mergedChanges(changes)])).toEqual(tableAfter(changes));
    }),
  );
});

it('[S9] [S20] a file that was removed and came again is the last of the list, as it is in the database', () => {
  const cameAt = (n: number, ms: number) => ({
    ...describedFile(n),
    file: { ...describedFile(n).file, importedAt: new Date(ms) },
  });
  const nothing = columnsOf([]);
  const changes: FileChanges[] = [
    { files: { saved: nothing, removed: ['file-0'] } },
    { files: { saved: columnsOf([cameAt(0, 30)]), removed: [] } },
  ];
  const table = new AudioTable();
  table.change(columnsOf([cameAt(0, 10), cameAt(1, 20)]), []);
  const { files } = mergedChanges(changes);
  table.change(files?.saved ?? nothing, files?.removed ?? []);
  expect(table.rows.map(({ audioId }) => audioId)).toEqual(['file-1', 'file-0']);
});

it('[S20] changes are packed and unpacked to the bit', () => {
  assert(
    property(aChange, (changes) => {
      const unpacked = unpackedChanges(packedChanges(changes).buffer);
      expect(unpacked.files).toEqual(changes.files);
      expect(unpacked.best ?? { audioIds: [], numbers: new Float64Array() }).toEqual(changes.best);
    }),
  );
});
