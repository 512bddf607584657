import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type App } from '../support/app.ts';
import { writeClipsInfo, writeSoundsTarGz, writeSoundsZip, writeSplitSoundsZip } from '../support/archives.ts';
import { writeLongWav } from '../support/badFiles.ts';
import { writeLongFlac, writeLongMp3 } from '../support/longFiles.ts';
import { ownMegabytes, rendererIds } from '../support/processMemory.ts';
import { Steps } from '../support/steps.ts';

/** `npm run memory` asks for all of it; the suite does a part that takes less time. */
const isFull = process.env['MEMORY_FULL'] === '1';
const FILES = isFull ? 1000 : 40;
const FILE_SEC = 60;
const LONG_SEC = isFull ? 3600 : 900;

/** Of as many the unpacked sounds alone would take what may be taken. */
const PACKED_SOUNDS = isFull ? 2000 : 700;

const TABLE_MB = 100;

const LIMIT_MB = 600;
/** Above the least that the page ever held. */
const ARCHIVE_LIMIT_MB = 300;
const LOOK_EVERY_MS = 200;

test(`[memory] ${FILES} files of a minute, then ${LONG_SEC / 60} minutes of MP3 and FLAC, stay under ${LIMIT_MB} MB`, async ({
  newcomer: app,
}) => {
  test.skip(process.platform === 'win32', 'ps is not there');
  test.setTimeout(isFull ? 3_000_000 : 300_000);
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-memory-'));
  try {
    const many = join(folder, 'many');
    await mkdir(many);
    for (let i = 0; i < FILES; i++) await writeLongWav(join(many, `${i}.wav`), FILE_SEC, 44_100, i);
    const [mp3, flac] = [join(folder, 'long.mp3'), join(folder, 'long.flac')];
    await writeLongMp3(mp3, LONG_SEC);
    await writeLongFlac(flac, LONG_SEC);

    const memory = await watchMemory(app);
    const steps = new Steps(app.page);
    const patience = isFull ? 1_200_000 : 200_000;
    await steps.openTab('Import + Descriptors');
    await steps.chooseFiles('Add Folder', [many]);
    await steps.logSays(new RegExp(`Import finished: ${FILES} added`, 'u'), patience);
    await steps.logSays(new RegExp(`Descriptors finished: ${FILES} done, 0 failed`, 'u'), patience);
    memory.note('import of the files');
    for (const path of [mp3, flac]) {
      const name = path.split('.').at(-1) ?? '';
      await steps.chooseFiles('Add Audio Files', [path]);
      await expect
        .poll(async () => app.page.getByRole('log').getByText('Descriptors finished: 1 done, 0 failed').count(), {
          timeout: patience,
        })
        .toBe(path === mp3 ? 1 : 2);
      memory.note(`long ${name}`);
    }
    const peaks = memory.stop();
    console.log(peaks.map(({ what, megabytes }) => `${what}: ${megabytes} MB`).join('; '));
    for (const { what, megabytes } of peaks) expect(megabytes, what).toBeLessThan(LIMIT_MB);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function writeArchive(kind: string, folder: string): Promise<readonly string[]> {
  const path = join(folder, kind === 'tar.gz' ? 'set.tar.gz' : 'set.zip');
  if (kind === 'split zip') return writeSplitSoundsZip(path, PACKED_SOUNDS);
  if (kind === 'zip') writeSoundsZip(path, PACKED_SOUNDS);
  else await writeSoundsTarGz(path, PACKED_SOUNDS);
  return [path];
}

for (const kind of ['zip', 'split zip', 'tar.gz']) {
  test(`[memory] a ${kind} of ${PACKED_SOUNDS} sounds with their table at its end takes less than ${ARCHIVE_LIMIT_MB} MB to import`, async ({
    newcomer: app,
  }) => {
    test.skip(process.platform === 'win32', 'ps is not there');
    test.setTimeout(isFull ? 3_000_000 : 900_000);
    const folder = await mkdtemp(join(tmpdir(), 'inertiabands-archive-'));
    try {
      const archives = await writeArchive(kind, folder);
      const memory = await watchMemory(app);
      const steps = new Steps(app.page);
      await steps.openTab('Import + Descriptors');
      await steps.chooseFiles('Add Audio Files', archives);
      const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
      const timeout = isFull ? 900_000 : 300_000;
      await expect(dialog.getByRole('checkbox', { name: /^cc0 \([\d,]+\)/u })).toBeChecked({ timeout });
      memory.note('looking');
      await dialog.getByRole('button', { name: 'Import', exact: true }).click();
      await steps.logSays(new RegExp(`Dataset import finished: set, .* ${PACKED_SOUNDS} saved`, 'u'), 2 * timeout);
      memory.note('import');
      expectWithinLimit(memory);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test(`[memory] a JSON of ${TABLE_MB} MB takes less than ${ARCHIVE_LIMIT_MB} MB to join`, async ({ newcomer: app }) => {
  test.skip(process.platform === 'win32', 'ps is not there');
  test.setTimeout(600_000);
  const folder = await mkdtemp(join(tmpdir(), 'inertiabands-table-'));
  try {
    const [zip, table] = [join(folder, 'set.zip'), join(folder, 'dev_clips_info_FSD50K.json')];
    writeSoundsZip(zip, 20, 10_000);
    writeClipsInfo(table, TABLE_MB);
    const memory = await watchMemory(app);
    const steps = new Steps(app.page);
    await steps.openTab('Import + Descriptors');
    await steps.chooseFiles('Add Audio Files', [zip, table]);
    const dialog = app.page.getByRole('dialog', { name: 'Fetch Dataset' });
    await expect(dialog.getByRole('checkbox', { name: 'cc0 (20)' })).toBeChecked({ timeout: 300_000 });
    memory.note('looking');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await steps.logSays(/Dataset import finished: .*, 20 seen, 20 saved/u, 300_000);
    memory.note('import');
    expectWithinLimit(memory);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Looks at what the page's process holds, its workers included, again and again. */
async function watchMemory(app: App) {
  const renderers = await rendererIds(app);
  const peaks: { readonly what: string; readonly megabytes: number }[] = [];
  let peak = 0;
  let least = Infinity;
  const timer = setInterval(() => {
    const now = Math.max(...renderers.map(ownMegabytes));
    peak = Math.max(peak, now);
    least = Math.min(least, now);
  }, LOOK_EVERY_MS);
  return {
    least: () => least,
    /** Ends a stretch of work: its peak goes under that name. */
    note(what: string): void {
      peaks.push({ what, megabytes: peak });
      peak = 0;
    },
    stop() {
      clearInterval(timer);
      return peaks;
    },
  };
}

function expectWithinLimit(memory: Awaited<ReturnType<typeof watchMemory>>): void {
  const least = memory.least();
  const peaks = memory.stop();
  console.log(`least ${least} MB; ${peaks.map(({ what, megabytes }) => `${what}: ${megabytes} MB`).join('; ')}`);
  for (const { what, megabytes } of peaks) expect(megabytes - least, what).toBeLessThan(ARCHIVE_LIMIT_MB);
}
