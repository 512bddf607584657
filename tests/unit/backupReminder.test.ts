import { describe, expect, it } from 'vitest';
import { backupReminder } from '../../src/stages/data/backupReminder.ts';

const DAY_MS = 86_400_000;
const MADE_AT = new Date('2026-11-01T12:00:00Z');
const before = new Date(MADE_AT.getTime() - DAY_MS);
const after = new Date(MADE_AT.getTime() + 3 * DAY_MS);
const came = (...dates: readonly Date[]) => dates.map((at, place) => ({ id: `${place}`, at }));
const inDays = (days: number): number => MADE_AT.getTime() + days * DAY_MS;

describe('what is said of the backup', () => {
  it('an old one that lacks files or models is told with what it lacks and the way out', () => {
    expect(backupReminder(MADE_AT, inDays(5), { files: came(before, after, after), models: came(after) })).toBe(
      'The backup is 5 days old; 2 files and 1 model came since and are not in it. Press Back Up Now.',
    );
    expect(backupReminder(MADE_AT, inDays(2), { files: [], models: came(after) })).toBe(
      'The backup is 2 days old; 1 model came since and is not in it. Press Back Up Now.',
    );
  });

  it('one that holds everything, or that the app will soon renew by itself, is not', () => {
    expect(backupReminder(MADE_AT, inDays(90), { files: came(before), models: [] })).toBeNull();
    expect(backupReminder(MADE_AT, inDays(1.9), { files: came(after), models: [] })).toBeNull();
  });
});
