import { describe, expect, it } from 'vitest';
import { backupReminder } from '../../src/stages/data/backupReminder.ts';

const DAY_MS = 86_400_000;
const MADE_AT = new Date('2026-11-01T12:00:00Z');
const before = new Date(MADE_AT.getTime() - DAY_MS);
const after = new Date(MADE_AT.getTime() + 3 * DAY_MS);
const inDays = (days: number): number => MADE_AT.getTime() + days * DAY_MS;

describe('what is said of the backup', () => {
  it('an old one that lacks files or models is told with what it lacks and the way out', () => {
    expect(backupReminder(MADE_AT, inDays(5), { importedAt: [before, after, after], trainedAt: [after] })).toBe(
      'The backup is 5 days old; 2 files and 1 model came since and are not in it. Press Back Up Now.',
    );
    expect(backupReminder(MADE_AT, inDays(2), { importedAt: [], trainedAt: [after] })).toBe(
      'The backup is 2 days old; 1 model came since and is not in it. Press Back Up Now.',
    );
  });

  it('one that holds everything, or that the app will soon renew by itself, is not', () => {
    expect(backupReminder(MADE_AT, inDays(90), { importedAt: [before], trainedAt: [] })).toBeNull();
    expect(backupReminder(MADE_AT, inDays(1.9), { importedAt: [after], trainedAt: [] })).toBeNull();
  });
});
