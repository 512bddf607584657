import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Runs a program with the root as working folder, its output shown or collected and its input closed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   env?: Record<string, string>, timeoutSec?: number, quiet?: boolean, cwd?: string, collect?: (text: string) => void,
 * }} [options]
 * @returns {Promise<number>} the exit code; 1 when it could not start or was ended by a signal
 */
export function run(command, args, { env = {}, timeoutSec, quiet = false, cwd = root, collect } = {}) {
  const output = quiet ? 'ignore' : collect === undefined ? 'inherit' : 'pipe';
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      ...(timeoutSec === undefined ? {} : { timeout: timeoutSec * 1000 }),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => collect?.(text));
    }
    child.on('error', (error) => {
      if (!quiet) {
        console.error(`${command} could not start: ${error.message}`);
      }
      settle(1);
    });
    // What a program has left behind may hold its output open: its own end counts.
    child.on('exit', (code) => setTimeout(() => settle(code ?? 1), collect === undefined ? 0 : 200));
  });
}

/**
 * The script behind a tool's command line, to be run by this very Node (the same on every system).
 *
 * @param {string} packageName
 * @param {string} [binName] - when the package has several commands or one of another name
 * @returns {string} absolute path
 */
export function binPath(packageName, binName = packageName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

/**
 * Installs when node_modules is absent or older than the lock file: by `npm ci`, and where npm finds the lock file without
 * the optional packages of some platform, which `npm ci` refuses, by `npm install`. Exits the process when both fail.
 */
export async function installMissing() {
  const marker = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) {
    return;
  }
  console.log('Installing what package-lock.json names; this can take some minutes …');
  const options = ['--include=dev', '--no-audit', '--no-fund'];
  if ((await npm(['ci', ...options], { quiet: true })) === 0) {
    return;
  }
  console.log('npm ci refused; installing the same versions with npm install …');
  if ((await npm(['install', '--no-save', ...options])) !== 0) {
    console.error('npm install failed. The message above says why; a first start needs the network.');
    process.exit(1);
  }
}

/**
 * Runs npm.
 *
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string }} [options]
 * @returns {Promise<number>} the exit code
 */
export function npm(args, options) {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') === true
    ? run(process.execPath, [script, ...args], options)
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/**
 * The first port on localhost that is free.
 *
 * @param {number} firstPort
 * @returns {Promise<number>} `firstPort` or one of the next 100
 */
export async function freePort(firstPort) {
  for (let port = firstPort; port < firstPort + 100; port += 1) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`No free port from ${firstPort} to ${firstPort + 99}; name one with PORT=…`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen(port, 'localhost', () => probe.close(() => settle(true)));
  });
}
