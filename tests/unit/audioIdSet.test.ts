import { describe, expect, it } from 'vitest';
import { AudioIdSet } from '../../src/domain/audioIdSet.ts';

const idOf = (n: number): string => (0x9e3779b97f4a7c15n * BigInt(n + 1)).toString(16).padStart(20, '0').slice(-20);

describe('a set of audio ids', () => {
  it('holds what was added and nothing else, also ids that differ in their last digit only', () => {
    const ids = new AudioIdSet();
    const added = Array.from({ length: 5000 }, (_, n) => (n % 2 === 0 ? idOf(n) : n.toString(16).padStart(20, '0')));
    for (const id of [...added, ...added]) ids.add(id);
    expect(added.every((id) => ids.has(id))).toBe(true);
    expect(ids.has(idOf(1))).toBe(false);
    expect(ids.has('0'.repeat(20))).toBe(false);
  });

  it('tells each reader every id once, whenever it begins to read', () => {
    const ids = new AudioIdSet();
    const followers = [new AudioIdSet(), new AudioIdSet()];
    const told = [0, 0];
    for (let n = 0; n < 1000; n++) {
      ids.add(idOf(n));
      for (const [i, follower] of followers.entries()) {
        if (n % 7 !== i || (i === 1 && n < 500)) continue;
        const delta = ids.deltaFor(follower);
        told[i]! += delta.added.length;
        follower.follow(delta);
        expect(follower.has(idOf(n))).toBe(true);
      }
    }
    expect(followers.every((follower) => follower.has(idOf(3)))).toBe(true);
    // Three words an id, up to the last time that each read.
    expect(told).toEqual([3 * 995, 3 * 996]);
  });
});
