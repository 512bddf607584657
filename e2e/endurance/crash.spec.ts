import { projectFolder } from '../support/projectFolder.ts';
import type { BrowserContext } from '@playwright/test';
import type { Workbench } from '../../src/stages/workbench.ts';
import { expect, test, type App } from '../support/app.ts';
import { inspectDatabase } from '../support/crash/inspection.ts';
import { Ledger } from '../support/crash/ledger.ts';
import type { Message } from '../support/crash/messages.ts';
import { readPage, workForEver } from '../support/crash/workload.ts';
import { seeded } from '../../tests/support/seeded.ts';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 6);
const SEED = Number(process.env['CRASH_SEED'] ?? 20_261_123);
/** A round's browser is killed a moment after it has done up to so many jobs, so that a slow machine does as many … */
const MOST_JOBS = 7;
const LONGEST_MOMENT_MS = 500;
const LONGEST_WORK_MS = 20_000;
/** … and in some rounds once more while it opens what the kill left. */
const OPENING_SHARE = 0.15;
const LONGEST_OPENING_MS = 2_500;
const ROUND_MS = 60_000;
/** In some rounds the page and its workers believe that it is a year earlier, or later. */
const CLOCK_SHARE = 0.4;
const YEAR_MS = 365 * 86_400_000;

test(`[durability] ${ROUNDS} rounds of SIGKILL at random moments lose nothing that was acknowledged`, async ({
  app,
}) => {
  test.setTimeout(60_000 + ROUNDS * ROUND_MS);
  const random = seeded(SEED);
  const ledger = new Ledger();
  // What the kill interrupts says so on the console.
  app.problems.allow(/./u);
  let kills = 0;
  const startedMs = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    await checkReopened(app, ledger);
    await listen(app.context, ledger);
    if (random() < CLOCK_SHARE) {
      await setClock(app, (random() < 0.7 ? -1 : 1) * YEAR_MS);
      ledger.forgetBackup();
    }
    // Ends with the browser.
    app.page
      .evaluate(
        `(${workForEver.toString()})(${Math.floor(random() * 2 ** 31)}, ${readPage.toString()}, ${ledger.knowsBackup})`,
      )
      .catch((error: unknown) => {
        if (!/closed|crashed|destroyed/iu.test(String(error))) ledger.losses.push(`the workload: ${String(error)}`);
      });
    await ledger.jobsMore(Math.floor(random() * (MOST_JOBS + 1)), LONGEST_WORK_MS);
    await pause(random() * LONGEST_MOMENT_MS);
    await app.kill();
    kills += 1;
    if (random() < OPENING_SHARE) {
      await app.start();
      await pause(random() * LONGEST_OPENING_MS);
      await app.kill();
      kills += 1;
    }
    await app.reopen();
    if (ROUNDS > 20 && round % 10 === 9)
      console.log(report(round + 1, kills, ledger, startedMs), ledger.losses.slice(0, 8));
  }
  await checkReopened(app, ledger);
  console.log(`seed ${SEED}: ${report(ROUNDS, kills, ledger, startedMs)}`);
  console.log(ledger.acknowledgedKinds);
  expect(ledger.losses).toEqual([]);
  expect(ledger.acknowledged).toBeGreaterThan(ROUNDS);
});

function report(rounds: number, kills: number, ledger: Ledger, startedMs: number): string {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return `${rounds} rounds, ${kills} kills, ${ledger.acknowledged} acknowledged jobs, ${ledger.losses.length} losses, ${seconds} s`;
}

/** Looks at the page, at the database through the native engine, and at the copies of files that wait. */
async function checkReopened(app: App, ledger: Ledger): Promise<void> {
  const { state, alerts } = await app.page.evaluate(readPage);
  ledger.losses.push(...alerts.map((alert) => `the reopened page warns: ${alert}`));
  const exported = await app.download(async () => {
    await app.page.evaluate(() => {
      void (
        document.querySelector('ib-app') as unknown as { workbench: Workbench }
      ).workbench.exporting.exportDatabase();
    });
  });
  const found = await inspectDatabase(exported.bytes);
  const waiting = await missingFiles(app, 'staged', found.stagedNames);
  ledger.losses.push(...waiting.map((name) => `the copy ${name} of a file that waits for extraction is gone`));
  ledger.compare(state, found);
  const [askedFor, byThemselves] = await Promise.all(
    ['audio', 'auto'].map(async (kind) =>
      missingFiles(
        app,
        'kept',
        ledger.keptAudioIds.map((audioId) => `${audioId}.${kind}`),
      ),
    ),
  );
  const kept = ledger.keptAudioIds.filter(
    (audioId) => askedFor?.includes(`${audioId}.audio`) && byThemselves?.includes(`${audioId}.auto`),
  );
  ledger.losses.push(...kept.map((name) => `the kept copy ${name} is gone`));
}

/** Those of the files of a folder of OPFS that are not there, or empty. */
async function missingFiles(app: App, folderName: string, names: readonly string[]): Promise<string[]> {
  return app.page.evaluate(
    async ({ wanted, inFolder, project }) => {
      const folder = await project.getDirectoryHandle(inFolder, { create: true });
      const missing: string[] = [];
      for (const name of wanted) {
        const size = await folder.getFileHandle(name).then(
          async (handle) => (await handle.getFile()).size,
          () => 0,
        );
        if (size === 0) missing.push(name);
      }
      return missing;
    },
    { wanted: names, inFolder: folderName, project: await projectFolder(app.page) },
  );
}

/** Sets the clock of the page and of its workers by so much, for as long as they live. */
async function setClock({ page }: App, byMs: number): Promise<void> {
  const set = (shiftMs: number) => {
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
      constructor(...values: [] | [number | string]) {
        super(values.length === 0 ? RealDate.now() + shiftMs : values[0]);
      }

      static override now(): number {
        return RealDate.now() + shiftMs;
      }
    } as DateConstructor;
  };
  await page.evaluate(set, byMs);
  for (const worker of page.workers()) await worker.evaluate(set, byMs);
}

async function listen(context: BrowserContext, ledger: Ledger): Promise<void> {
  await context.exposeFunction('reportToTest', (message: Message) => ledger.hear(message));
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
