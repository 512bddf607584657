import { findChromium } from './chromium.mjs';
import { binPath, freePort, installMissing, run } from './run.mjs';

/**
 * Builds the app and runs some of the endurance tests at a length of their own; the process then ends as they did.
 *
 * @param {readonly string[]} args - which tests, as Playwright takes them
 * @param {Readonly<Record<string, string>>} lengths - environment variables that say how long
 * @param {number} timeoutSec
 */
export async function runEndurancePart(args, lengths, timeoutSec) {
  await installMissing();
  const env = { CHROMIUM_PATH: await findChromium(), E2E_PORT: String(await freePort(4183)), ...lengths };
  const build = [binPath('vite'), 'build', '--logLevel', 'warn'];
  const tests = [binPath('@playwright/test', 'playwright'), 'test', '--project=endurance', ...args];
  const built = await run(process.execPath, build, { env, timeoutSec: 600 });
  process.exitCode = built === 0 ? await run(process.execPath, tests, { env, timeoutSec }) : built;
}
