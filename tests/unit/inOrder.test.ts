import { expect, it } from 'vitest';
import { InOrder } from '../../src/stages/jobs/inOrder.ts';

it('[S1] files are passed on in the order in which they were dropped, whichever was read first', () => {
  const passed: string[] = [];
  const inOrder = new InOrder<string>((item) => passed.push(item));
  inOrder.settle(2, 'third');
  inOrder.settle(1, null);
  expect(passed).toEqual([]);
  inOrder.settle(0, 'first');
  expect(passed).toEqual(['first', 'third']);
});

it('what was read before a stop is passed on in order, with the gaps of what was not', () => {
  const passed: string[] = [];
  const inOrder = new InOrder<string>((item) => passed.push(item));
  inOrder.settle(3, 'fourth');
  inOrder.settle(1, 'second');
  inOrder.settle(2, null);
  inOrder.finish();
  expect(passed).toEqual(['second', 'fourth']);
});
