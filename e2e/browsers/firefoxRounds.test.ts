import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManyWavs } from '../../tests/bench/soundFiles.mjs';
import { addAudio, intoJob, loadExamples, reloadInJobs } from './support/chores.ts';
import { startFirefox } from './support/firefox.ts';
import { visit, type Visit } from './support/visit.ts';

const executablePath = process.env['FIREFOX_PATH'] ?? '';
const RELOADS = Number(process.env['BROWSER_RELOADS'] ?? 3);
const KILLS = Number(process.env['BROWSER_KILLS'] ?? 2);
const READY_WITHIN_MS = 10_000;
const EXAMPLES = 24;
const ROUND_MS = 150_000;

/** Many rounds, for `npm run test:endurance`. Waits as long as a quiet machine may take. */
describe.skipIf(executablePath === '')('Firefox, round after round', () => {
  let visited: Visit;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inertiabands-rounds-'));
    visited = await visit(async (folders) => startFirefox({ executablePath, ...folders }));
    await loadExamples(visited.person);
  });
  afterAll(async () => {
    await visited.end();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'a reload in the middle of every job gets ready again, with everything there',
    { timeout: RELOADS * ROUND_MS },
    async () => {
      await reloadInJobs(visited.person, RELOADS, { files: EXAMPLES, readyWithinMs: READY_WITHIN_MS });
    },
  );

  it(
    'what was acknowledged is there after kills of the tab and of the browser, in the middle of every job',
    { timeout: KILLS * ROUND_MS },
    async () => {
      const sounds = await writeManyWavs(folder, KILLS, { durationSec: 0.5 });
      for (const [round, sound] of sounds.entries()) {
        await addAudio(visited.person, [sound]);
        await intoJob(visited.person, round);
        await (round % 2 === 0 ? visited.reopen('kill') : visited.reopenAfterCrash());
        expect(await visited.person.audioFiles(), `round ${round}`).toBe(EXAMPLES + 1 + round);
      }
      console.log(`${KILLS} kills, nothing lost`);
    },
  );
});
