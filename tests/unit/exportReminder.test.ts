import { describe, expect, it } from 'vitest';
import { exportReminder } from '../../src/stages/data/exportReminder.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000);
/** Things by the days since they came. */
const came = (...days: readonly number[]) => ({
  ids: days.map((_, place) => `${place}`),
  atMs: Float64Array.from(days, (age) => daysAgo(age).getTime()),
});
const nothing = { files: came(), models: came(), lastExport: null, nowMs: NOW };
/** An export of so many days ago that holds the first so many files and models. */
const exported = (days: number, files: number, models: number) => ({
  atMs: daysAgo(days).getTime(),
  holds: { files: idsOf(files), models: idsOf(models) },
});
const idsOf = (count: number) => new Set(Array.from({ length: count }, (_, place) => `${place}`));

describe('what is said of the last export', () => {
  it('is nothing where there is nothing to lose', () => {
    expect(exportReminder(nothing)).toBeNull();
    expect(exportReminder({ ...nothing, lastExport: exported(0, 0, 0) })).toBeNull();
  });

  it('names what lives in this browser only, and becomes urgent after a week', () => {
    const fresh = exportReminder({ ...nothing, files: came(1, 6), models: came(1) });
    expect(fresh).toEqual({
      words: 'You have not exported this data set yet: 2 files and 1 model live in this browser only.',
      isDue: true,
      urgent: null,
    });
    expect(exportReminder({ ...nothing, files: came(1, 7) })?.urgent).toBe('Never exported');
  });

  it('counts only what the last export lacks', () => {
    const kept = { files: came(30, 20), models: came(10), nowMs: NOW };
    expect(exportReminder({ ...kept, lastExport: exported(2, 2, 1) })).toEqual({
      words: 'The last export is 2 days old and holds every file and model.',
      isDue: false,
      urgent: null,
    });
    expect(exportReminder({ ...kept, lastExport: exported(12, 2, 0) })).toEqual({
      words: 'The last export is 12 days old; 1 model came since and lives in this browser only.',
      isDue: true,
      urgent: 'Last export 12 days old',
    });
    expect(exportReminder({ ...kept, lastExport: exported(25, 1, 0) })?.words).toContain(
      '1 file and 1 model came since and live in',
    );
    expect(exportReminder({ ...kept, lastExport: exported(1 / 1440, 2, 1) })?.words).toContain('less than a day old');
  });

  it('[S9] counts what came after it under an earlier time, of a clock that was set back or of a merged database', () => {
    const lastExport = exported(1, 1, 0);
    expect(exportReminder({ files: came(3, 366), models: came(366), lastExport, nowMs: NOW })).toEqual({
      words: 'The last export is 1 day old; 1 file and 1 model came since and live in this browser only.',
      isDue: true,
      urgent: null,
    });
  });

  it('[S9] an export, or what was never exported, of a time that lies ahead of a clock that was set back is old', () => {
    expect(exportReminder({ ...nothing, files: came(-365) })?.urgent).toBe('Never exported');
    const ahead = { files: came(-365, -364), models: came(), nowMs: NOW };
    expect(exportReminder({ ...ahead, lastExport: exported(-365, 1, 0) })).toEqual({
      words: 'The last export is dated ahead of this clock; 1 file came since and lives in this browser only.',
      isDue: true,
      urgent: 'Last export dated ahead of this clock',
    });
    expect(exportReminder({ ...ahead, lastExport: exported(-365, 2, 0) })?.urgent).toBeNull();
    expect(exportReminder({ ...ahead, lastExport: exported(2, 1, 0) })?.urgent).toBeNull();
  });

  it('goes by the times of files and models where only its own is known, of an earlier version', () => {
    const lastExport = { atMs: daysAgo(25).getTime(), holds: null };
    expect(exportReminder({ files: came(30, 20), models: came(10), lastExport, nowMs: NOW })?.words).toContain(
      '1 file and 1 model came since and live in',
    );
  });
});
