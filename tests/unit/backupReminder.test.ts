import { signal } from '@preact/signals-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HeldIds } from '../../src/domain/backup.ts';
import { BackupStage } from '../../src/stages/data/backupStage.ts';

const DAY_MS = 86_400_000;
const MADE_AT = new Date('2026-11-01T12:00:00Z');
const inDays = (days: number) => new Date(MADE_AT.getTime() + days * DAY_MS);
const before = inDays(-1);
const after = inDays(1);

afterEach(() => vi.useRealTimers());

/** What is said of the backup on that day, where these came at these times and it holds the first so many of each. */
async function reminderOn(
  today: Date,
  came: { readonly files: readonly Date[]; readonly models?: readonly Date[] },
  held: { readonly files: number; readonly models?: number } | null,
): Promise<string | null> {
  vi.useFakeTimers({ now: today });
  const { files, models = [] } = came;
  const ids = (count: number) => Array.from({ length: count }, (_, place) => `${place}`);
  const listBackedUp = async (): Promise<HeldIds> => {
    if (held === null) throw new Error('it cannot be read');
    return { files: ids(held.files), models: ids(held.models ?? 0) };
  };
  const arrivals = { ids: ids(files.length), atMs: Float64Array.from(files, (at) => at.getTime()) };
  const stage = new BackupStage({
    store: { listBackedUp },
    dataSet: { arrivals: signal(arrivals) },
    models: { models: signal(models.map((createdAt, place) => ({ modelId: `${place}`, createdAt }))) },
    settings: { lastExportAtMs: signal(null), lastExportHolds: signal(null) },
  } as unknown as ConstructorParameters<typeof BackupStage>[0]);
  stage.reminderOf(MADE_AT);
  // It is looked at first.
  await vi.advanceTimersByTimeAsync(0);
  return stage.reminderOf(MADE_AT);
}

describe('what is said of the backup', () => {
  it('an old one that lacks files or models is told with what it lacks and the way out', async () => {
    expect(await reminderOn(inDays(5), { files: [before, after, after], models: [after] }, { files: 1 })).toBe(
      'The backup is 5 days old; 2 files and 1 model came since and are not in it. Press Back Up Now.',
    );
    expect(await reminderOn(inDays(2), { files: [], models: [after] }, { files: 0 })).toBe(
      'The backup is 2 days old; 1 model came since and is not in it. Press Back Up Now.',
    );
  });

  it('one that holds everything, or that the app will soon renew by itself, is not', async () => {
    expect(await reminderOn(inDays(90), { files: [before] }, { files: 1 })).toBeNull();
    expect(await reminderOn(inDays(1.9), { files: [after] }, { files: 0 })).toBeNull();
  });

  it('[S9] a clock that was set back since, or back before, changes nothing of what it lacks', async () => {
    const yearBack = inDays(-365);
    expect(await reminderOn(inDays(5), { files: [before, yearBack] }, { files: 1 })).toBe(
      'The backup is 5 days old; 1 file came since and is not in it. Press Back Up Now.',
    );
    expect(await reminderOn(inDays(-360), { files: [before, yearBack] }, { files: 1 })).toBe(
      'The backup is dated ahead of this clock; 1 file came since and is not in it. Press Back Up Now.',
    );
    expect(await reminderOn(inDays(5), { files: [before, inDays(365)] }, { files: 2 })).toBeNull();
    expect(await reminderOn(inDays(-360), { files: [before] }, { files: 1 })).toBeNull();
  });

  it('goes by the times of files and models where it cannot be read', async () => {
    expect(await reminderOn(inDays(5), { files: [before, after] }, null)).toContain('1 file came since');
  });
});
