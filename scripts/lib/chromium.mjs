import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, canAptInstall } from './aptInstall.mjs';
import { binPath, run } from './run.mjs';

/**
 * Finds a Chromium, or gets one: CHROMIUM_PATH, Playwright's own, the system's, Playwright's download, Debian's package.
 *
 * @returns {Promise<string>} path of its executable
 * @throws {Error} when there is none; the message says what to do
 */
export async function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM_PATH names ${named}, which does not exist. Correct it or unset it.`);
    }
    return named;
  }
  const found = (await firstThatRuns([await playwrightPath()])) ?? (await firstThatRuns(systemPaths()));
  if (found !== undefined) {
    return found;
  }
  console.log('No Chromium on this machine yet; asking Playwright for its own …');
  await run(process.execPath, [binPath('playwright'), 'install', 'chromium'], { timeoutSec: 300 });
  const downloaded = await firstThatRuns([await playwrightPath()]);
  if (downloaded !== undefined) {
    return downloaded;
  }
  if (canAptInstall()) {
    console.log("Installing the system's chromium package …");
    await aptInstall(['chromium']);
    const installed = await firstThatRuns(systemPaths());
    if (installed !== undefined) {
      return installed;
    }
  }
  throw new Error(
    'The tests need a Chromium and none was found or could be installed. ' +
      'Install Chromium or Chrome, or set CHROMIUM_PATH to its executable, and run npm test again.',
  );
}

/** @returns {Promise<string>} where Playwright keeps its own Chromium, present or not */
async function playwrightPath() {
  const { chromium } = await import('playwright');
  return chromium.executablePath();
}

/** @returns {string[]} where systems keep a Chromium, present or not */
function systemPaths() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
    const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    return folders.filter((folder) => folder !== '').flatMap((folder) => programs.map((name) => join(folder, name)));
  }
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * @param {readonly string[]} paths
 * @returns {Promise<string | undefined>} the first that exists and, where asking is harmless, starts
 */
async function firstThatRuns(paths) {
  for (const path of paths) {
    if (existsSync(path) && (process.platform !== 'linux' || (await starts(path)))) {
      return path;
    }
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Promise<boolean>} false when a shared library is missing, for example
 */
async function starts(path) {
  return (await run(path, ['--version'], { quiet: true, timeoutSec: 30 })) === 0;
}
