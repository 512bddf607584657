import { describe, expect, it } from 'vitest';
import { forEachLimited } from '../../src/stages/jobs/forEachLimited.ts';
import { randomId } from '../../src/stages/shell/randomId.ts';

describe('work on many items', () => {
  it('takes no new item after one has failed, and rejects when nothing runs any more', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await new Promise((resolve) => setTimeout(resolve, item === 1 ? 0 : 20));
      if (item === 1) throw new Error('the second one fails');
      ended.push(item);
    };
    const all = forEachLimited([0, 1, 2, 3, 4], 3, new AbortController().signal, work);
    await expect(all).rejects.toThrow('the second one fails');
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toEqual([0, 2]);
  });
});

describe('random ids', () => {
  it('are UUIDs of version 4, each another one', () => {
    const ids = new Set(Array.from({ length: 200 }, () => randomId()));
    expect(ids.size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
  });
});
