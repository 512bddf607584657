import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** Whether packages can be installed here: a Debian of which we are root. */
export function canAptInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs Debian packages.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<void>} also where that failed: whoever needs them looks for them then
 */
export async function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-q', 'update'], { env, timeoutSec: 300 });
  await run('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...packages], { env, timeoutSec: 600 });
}
