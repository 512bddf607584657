// `npm run crash`: works on a data set and kills the browser with SIGKILL at seeded random moments, again and again; after
// each reopening everything that was acknowledged must be there, whole. Builds the app first. 300 rounds take about an
// hour on a busy machine. `npm run crash -- --rounds=20 --seed=7` runs fewer, or others.
import { parseArgs } from 'node:util';
import { findChromium } from './lib/chromium.mjs';
import { binPath, freePort, installMissing, run } from './lib/run.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 300);
const seed = Number(values.seed ?? 20_261_123);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error('--rounds and --seed are whole numbers.');
  process.exit(1);
}
await installMissing();
const env = {
  CHROMIUM_PATH: await findChromium(),
  E2E_PORT: String(await freePort(4183)),
  CRASH_ROUNDS: String(rounds),
  CRASH_SEED: String(seed),
};
const built = await run(process.execPath, [binPath('vite'), 'build', '--logLevel', 'warn'], { env, timeoutSec: 600 });
process.exitCode =
  built !== 0
    ? built
    : await run(
        process.execPath,
        [binPath('@playwright/test', 'playwright'), 'test', '--project=endurance', 'crash.spec.ts'],
        {
          env,
          timeoutSec: 60 + rounds * 60,
        },
      );
