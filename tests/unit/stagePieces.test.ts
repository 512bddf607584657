import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
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

describe('a budget of bytes', () => {
  it('admits work in the order of the calls, as far as all of it together fits', async () => {
    const budget = new ByteBudget(10);
    const begun: string[] = [];
    const end: (() => void)[] = [];
    const work = (name: string) => async () => {
      begun.push(name);
      await new Promise<void>((resolve) => end.push(resolve));
    };
    const all = [budget.run(6, work('a')), budget.run(20, work('larger than all')), budget.run(1, work('small'))];
    await Promise.resolve();
    await Promise.resolve();
    expect(begun).toEqual(['a']);
    end.shift()?.();
    await all[0];
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(begun).toEqual(['a', 'larger than all']);
    end.shift()?.();
    await all[1];
    await new Promise((resolve) => setTimeout(resolve, 0));
    end.shift()?.();
    await all[2];
    expect(begun).toEqual(['a', 'larger than all', 'small']);
  });
});

describe('random ids', () => {
  it('are UUIDs of version 4, each another one', () => {
    const ids = new Set(Array.from({ length: 200 }, () => randomId()));
    expect(ids.size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
  });
});
