import { describe, expect, it } from 'vitest';
import { exportReminder } from '../../src/stages/data/exportReminder.ts';

const NOW = Date.UTC(2026, 0, 31, 12);
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000);
const nothing = { importedAt: [], trainedAt: [], lastExportAtMs: null, nowMs: NOW };

describe('what is said of the last export', () => {
  it('is nothing where there is nothing to lose', () => {
    expect(exportReminder(nothing)).toBeNull();
    expect(exportReminder({ ...nothing, lastExportAtMs: NOW })).toBeNull();
  });

  it('names what lives in this browser only, and becomes urgent after a week', () => {
    const fresh = exportReminder({ ...nothing, importedAt: [daysAgo(1), daysAgo(6)], trainedAt: [daysAgo(1)] });
    expect(fresh).toEqual({
      words: 'You have not exported this data set yet: 2 files and 1 model live in this browser only.',
      urgent: null,
    });
    expect(exportReminder({ ...nothing, importedAt: [daysAgo(1), daysAgo(7)] })?.urgent).toBe('Never exported');
  });

  it('counts only what came since the last export', () => {
    const kept = { importedAt: [daysAgo(30), daysAgo(20)], trainedAt: [daysAgo(10)], nowMs: NOW };
    expect(exportReminder({ ...kept, lastExportAtMs: daysAgo(2).getTime() })).toEqual({
      words: 'The last export is 2 days old and holds every file and model.',
      urgent: null,
    });
    expect(exportReminder({ ...kept, lastExportAtMs: daysAgo(12).getTime() })).toEqual({
      words: 'The last export is 12 days old; 1 model came since and lives in this browser only.',
      urgent: 'Last export 12 days old',
    });
    expect(exportReminder({ ...kept, lastExportAtMs: daysAgo(25).getTime() })?.words).toContain(
      '1 file and 1 model came since and live in',
    );
    expect(exportReminder({ ...kept, lastExportAtMs: NOW - 60_000 })?.words).toContain('less than a day old');
  });
});
