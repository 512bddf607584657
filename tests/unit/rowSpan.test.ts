import { expect, it } from 'vitest';
import { placeAt, rowSpan, scrolled } from '../../src/ui/shared/table/rowSpan.ts';

const TOP = { scrollTopPx: 0, skippedPx: 0 };
const [ROW, VIEW] = [40, 800];

it('a list that can be laid out is where the browser says, however far it was scrolled', () => {
  const height = 100_000 * ROW;
  for (const to of [0, 10, 5000, height - VIEW]) {
    expect(scrolled(TOP, to, VIEW, height)).toEqual({ scrollTopPx: to, skippedPx: 0 });
    expect(placeAt(TOP, to, VIEW, height)).toEqual({ scrollTopPx: to, skippedPx: 0 });
  }
});

it('of a million rows the first and the last are reached, by the scroll bar and by a key', () => {
  const height = 1_000_000 * ROW;
  const end = scrolled(TOP, 15_000_000 - VIEW, VIEW, height);
  expect(end.scrollTopPx + end.skippedPx).toBe(height - VIEW);
  expect(rowSpan(end.scrollTopPx + end.skippedPx, VIEW, ROW, 1_000_000).end).toBe(1_000_000);
  expect(scrolled(end, 0, VIEW, height)).toEqual(TOP);
  for (const row of [0, 1, 374_999, 500_000, 838_861, 999_980]) {
    const place = placeAt(TOP, row * ROW, VIEW, height);
    expect(place.scrollTopPx + place.skippedPx).toBe(row * ROW);
    expect(place.scrollTopPx).toBeGreaterThanOrEqual(0);
    expect(place.scrollTopPx).toBeLessThanOrEqual(15_000_000 - VIEW);
    // What the browser tells of it afterwards changes nothing.
    expect(scrolled(place, place.scrollTopPx, VIEW, height)).toEqual(place);
  }
});

it('in a list of a million rows a turn of the wheel goes as far as in any other', () => {
  const place = placeAt(TOP, 500_000 * ROW, VIEW, 1_000_000 * ROW);
  const next = scrolled(place, place.scrollTopPx + 120, VIEW, 1_000_000 * ROW);
  expect(next.scrollTopPx + next.skippedPx).toBe(500_000 * ROW + 120);
});
