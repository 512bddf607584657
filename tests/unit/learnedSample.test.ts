import { expect, it } from 'vitest';
import { LEARNED_AT_MOST, learnedSample } from '../../src/ml/model/learnedSample.ts';

const idOf = (id: string) => id;
const ids = (count: number) =>
  Array.from({ length: count }, (_, i) => `aaaaaaaaaaaaaaaa${i.toString(16).padStart(4, '0')}`);

it('[M7] up to the limit a model learns from all files, as they come', () => {
  const files = ids(50).toReversed();
  expect(learnedSample(files, idOf, 50)).toEqual({ rows: files, of: 50 });
  expect(learnedSample(files, idOf).rows).toBe(files);
  expect(LEARNED_AT_MOST).toBe(100_000);
});

it('[M7] of more it learns from as many as the limit says: the same ones in any order, and of any other ones most', () => {
  const files = ids(4000);
  const { rows, of } = learnedSample(files, idOf, 500);
  expect([rows.length, of]).toEqual([500, 4000]);
  expect(rows).toEqual(rows.toSorted());
  expect(learnedSample(files.toReversed(), idOf, 500).rows.toReversed()).toEqual(rows);
  const without = learnedSample(files.slice(0, 3900), idOf, 500);
  expect(without.rows.filter((id) => rows.includes(id)).length).toBeGreaterThan(470);
});

it('[M7] ids that are alike are drawn as any others: each tenth of the list gives about a tenth', () => {
  const files = ids(10_000);
  const { rows } = learnedSample(files, idOf, 1000);
  const drawn = new Set(rows);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const some = files.slice(tenth * 1000, (tenth + 1) * 1000).filter((id) => drawn.has(id));
    // Five standard deviations of a draw by chance.
    expect(Math.abs(some.length - 100)).toBeLessThan(48);
  }
});
