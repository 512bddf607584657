import { expect, it, vi } from 'vitest';
import { FittingPortions } from '../../src/stages/jobs/fittingPortions.ts';

/** The sizes of portions of `count` items where a portion takes `fixedMs` and `perItemMs` for each of its items. */
async function sizesOf(
  count: number,
  fixedMs: number,
  perItemMs: number,
  mayGoOn: (sizes: readonly number[]) => boolean = () => true,
): Promise<number[]> {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const sizes: number[] = [];
    const seen: number[] = [];
    await new FittingPortions().each(
      [...Array(count).keys()],
      async (portion) => {
        sizes.push(portion.length);
        seen.push(...portion);
        vi.advanceTimersByTime(fixedMs + perItemMs * portion.length);
        return Promise.resolve();
      },
      async () => Promise.resolve(mayGoOn(sizes)),
    );
    expect(seen).toEqual([...Array(seen.length).keys()]);
    return sizes;
  } finally {
    vi.useRealTimers();
  }
}

it('portions grow while they take less than three seconds, up to 4,096, and hold every item once and in order', async () => {
  expect(await sizesOf(20_000, 100, 0.1)).toEqual([256, 512, 1024, 2048, 4096, 4096, 4096, 3872]);
});

it('a step that takes most of a second by itself does not make them small', async () => {
  expect(await sizesOf(20_000, 900, 0.1)).toEqual([256, 512, 1024, 2048, 4096, 4096, 4096, 3872]);
});

it('portions become no larger than three seconds allow, and no smaller than 256', async () => {
  const slow = await sizesOf(12_000, 200, 1);
  expect(slow.slice(0, 4)).toEqual([256, 512, 1024, 2048]);
  expect(slow.reduce((sum, size) => sum + size)).toBe(12_000);
  expect(Math.max(...slow)).toBeLessThanOrEqual(3000);
  expect(await sizesOf(1000, 5000, 1)).toEqual([256, 256, 256, 232]);
});

it('what is ended begins no further portion', async () => {
  expect(await sizesOf(1000, 0, 0, (sizes) => sizes.length < 2)).toEqual([256, 512]);
});

it('what is waited for between portions does not make them smaller', async () => {
  const wait = () => {
    vi.advanceTimersByTime(60_000);
    return true;
  };
  expect(await sizesOf(1500, 0, 0, wait)).toEqual([256, 512, 732]);
});
