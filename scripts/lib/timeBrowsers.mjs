import { findChromium } from './chromium.mjs';
import { otherBrowsers, provideDisplay } from './otherBrowsers.mjs';
import { binPath, freePort, run } from './run.mjs';

/**
 * Times the built app in Chromium and in the other browsers that are on this machine, and names those that are not.
 *
 * @returns {Promise<number>} the exit code
 */
export async function timeBrowsers() {
  if ((await run(process.execPath, [binPath('vite'), 'build', '--logLevel', 'warn'])) !== 0) return 1;
  const others = otherBrowsers();
  const takeDisplayAway = provideDisplay();
  const env = { CHROMIUM_PATH: await findChromium(), E2E_PORT: String(await freePort(4183)) };
  const vitest = [binPath('vitest'), 'run', '--project=browser-speed', '--reporter=verbose'];
  const code = await run(process.execPath, vitest, {
    env: Object.assign(env, ...others.map((other) => other.env ?? {})),
  });
  takeDisplayAway();
  for (const { name, env: found, howTo } of others)
    if (found === null) console.log(`${name} is not on this machine. ${howTo}`);
  return code;
}
