// `npm run memory`: what the page holds while it takes in 1,000 files of a minute each, then an hour of MP3 and of FLAC;
// and 10,000 files at once, every tenth of them bad.
// Builds the app first; needs about 12 GB of free disk space for the files and the browser's copies of them.
import { findChromium } from './lib/chromium.mjs';
import { binPath, freePort, installMissing, run } from './lib/run.mjs';

await installMissing();
const env = {
  CHROMIUM_PATH: await findChromium(),
  E2E_PORT: String(await freePort(4183)),
  MEMORY_FULL: '1',
};
const built = await run(process.execPath, [binPath('vite'), 'build', '--logLevel', 'warn'], { env, timeoutSec: 600 });
process.exitCode =
  built !== 0
    ? built
    : await run(
        process.execPath,
        [
          binPath('@playwright/test', 'playwright'),
          'test',
          '--project=endurance',
          'memory.spec.ts',
          'muchInput.spec.ts',
          '--grep=files',
        ],
        {
          env,
          timeoutSec: 3600,
        },
      );
