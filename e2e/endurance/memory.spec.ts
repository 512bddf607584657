import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type App } from '../support/app.ts';
import { writeLongWav } from '../support/badFiles.ts';
import { writeLongFlac, writeLongMp3 } from '../support/longFiles.ts';
import { Steps } from '../support/steps.ts';

/** `npm run memory` asks for all of it; the suite does a part that takes less time. */
const isFull = process.env['MEMORY_FULL'] === '1';
const FILES = isFull ? 1000 : 40;
const FILE_SEC = 60;
const LONG_SEC = isFull ? 3600 : 900;

const LIMIT_MB = 600;
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

/** Looks at what the page's process holds, its workers included, again and again. */
async function watchMemory(app: App) {
  const browser = app.context.browser();
  if (browser === null) throw new Error('This browser does not tell its processes.');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => String(id));
  const peaks: { readonly what: string; readonly megabytes: number }[] = [];
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, ...renderers.map(ownMegabytes));
  }, LOOK_EVERY_MS);
  return {
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

/**
 * What a process has for itself, as the browser's own task manager counts it (Linux tells; elsewhere all that is resident,
 * the program's files included); 0 where it is gone.
 */
function ownMegabytes(processId: string): number {
  try {
    if (process.platform === 'linux') {
      const status = readFileSync(`/proc/${processId}/status`, 'utf8');
      const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? 0);
      return Math.round((kilobytes('RssAnon') + kilobytes('RssShmem') + kilobytes('VmSwap')) / 1000);
    }
    return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', processId], { encoding: 'utf8' })) / 1000);
  } catch {
    return 0;
  }
}
