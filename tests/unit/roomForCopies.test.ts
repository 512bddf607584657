import { describe, expect, it } from 'vitest';
import type { KeptCopy } from '../../src/domain/storage.ts';
import { planRoom, roomBytes } from '../../src/stages/import/roomForCopies.ts';

const copy = (audioId: string, bytes: number, byHand = false): KeptCopy => ({ audioId, bytes, byHand });
const nobody = () => false;
const plan = (...args: Parameters<typeof planRoom>) => {
  const { dropped, fits } = planRoom(...args);
  return { dropped: dropped.map(({ audioId }) => audioId), fits };
};

describe('[S12] the room for copies of audio', () => {
  it('is half of what the browser grants and at most 10 GB, unless the user says how much', () => {
    expect(roomBytes(null, 6e9)).toBe(3e9);
    expect(roomBytes(null, 300e9)).toBe(10e9);
    expect(roomBytes(null, null)).toBe(10e9);
    expect(roomBytes(40, 6e9)).toBe(40e9);
  });

  const copies = [copy('never', 10), copy('old', 10), copy('new', 10), copy('asked', 10, true)];
  const uses = new Map([
    ['new', 7],
    ['old', 3],
  ]);

  it('is made by what was used longest ago, never by more than is needed', () => {
    expect(plan(copies, 10, 50, uses, nobody)).toEqual({ dropped: [], fits: true });
    expect(plan(copies, 11, 50, uses, nobody)).toEqual({ dropped: ['never'], fits: true });
    expect(plan(copies, 20, 40, uses, nobody)).toEqual({ dropped: ['never', 'old'], fits: true });
  });

  it('is never made by what was asked for by hand, nor by what somebody may be reading', () => {
    expect(plan(copies, 30, 40, uses, nobody)).toEqual({ dropped: ['never', 'old', 'new'], fits: true });
    expect(plan(copies, 31, 40, uses, nobody).fits).toBe(false);
    expect(plan(copies, 10, 40, uses, (audioId) => audioId === 'never')).toEqual({ dropped: ['old'], fits: true });
  });

  it('where it has become smaller is brought down to what it is', () => {
    expect(plan(copies, 0, 25, uses, nobody)).toEqual({ dropped: ['never', 'old'], fits: true });
  });
});
