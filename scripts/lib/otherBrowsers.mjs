import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, canAptInstall } from './aptInstall.mjs';

/** @typedef {{ name: string, env: Record<string, string> | null, howTo: string }} OtherBrowser */

/**
 * The browsers beside Chromium that can be driven here, by the variables that tests find them by.
 *
 * @returns {OtherBrowser[]} `env` is null where one is not there, and `howTo` says how to get it
 */
export function otherBrowsers() {
  const firefox = existing([
    process.env['FIREFOX_PATH'],
    ...onPath(['firefox', 'firefox-esr']),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    join(process.env['PROGRAMFILES'] ?? '', 'Mozilla Firefox/firefox.exe'),
  ]);
  const driver = existing([process.env['WEBKIT_DRIVER_PATH'], ...onPath(['WebKitWebDriver'])]);
  const webKit = existing([
    process.env['WEBKIT_PATH'],
    ...['4.1', '6.0', '4.0'].map(
      (version) =>
        `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-${version}/MiniBrowser`,
    ),
    ...['4.1', '6.0', '4.0'].map(
      (version) =>
        `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkitgtk-${version}/MiniBrowser`,
    ),
  ]);
  const hasDisplay = process.env['DISPLAY'] !== undefined || existing(onPath(['Xvfb'])) !== undefined;
  return [
    {
      name: 'Firefox',
      env: firefox === undefined ? null : { FIREFOX_PATH: firefox },
      howTo: 'Install Firefox (on Debian the package firefox-esr), or set FIREFOX_PATH to its executable.',
    },
    {
      name: 'WebKit',
      env:
        driver === undefined || webKit === undefined || !hasDisplay
          ? null
          : { WEBKIT_DRIVER_PATH: driver, WEBKIT_PATH: webKit },
      howTo:
        'On Debian install webkit2gtk-driver, xvfb and, for compressed audio, gstreamer1.0-plugins-base, -good, -bad and gstreamer1.0-libav; elsewhere set WEBKIT_DRIVER_PATH and WEBKIT_PATH.',
    },
  ];
}

/** Debian's packages of both, with what WebKit decodes compressed audio by, and a screen for it. */
const DEBIAN_PACKAGES = [
  'firefox-esr',
  'webkit2gtk-driver',
  'xvfb',
  ...['plugins-base', 'plugins-good', 'plugins-bad', 'libav'].map((name) => `gstreamer1.0-${name}`),
];

/** Installs the browsers that are not there, where that can be done. */
export async function installOtherBrowsers() {
  if (canAptInstall() && otherBrowsers().some(({ env }) => env === null)) await aptInstall(DEBIAN_PACKAGES);
}

/**
 * Gives programs a screen where there is none.
 *
 * @returns {() => void} takes it away again
 */
export function provideDisplay() {
  if (process.env['DISPLAY'] !== undefined) return () => undefined;
  const display = `:${90 + (process.pid % 9000)}`;
  const screen = spawn('Xvfb', [display, '-screen', '0', '1440x900x24'], { stdio: 'ignore' });
  screen.on('error', (error) => console.error(`Xvfb could not start: ${error.message}`));
  process.env['DISPLAY'] = display;
  return () => screen.kill();
}

/** @param {readonly (string | undefined)[]} paths @returns {string | undefined} the first that exists */
function existing(paths) {
  return paths.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** @param {readonly string[]} names @returns {string[]} where they may lie */
function onPath(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}
