const executablePath = process.env['CHROMIUM_PATH'];

/**
 * DuckDB's functions are compiled for speed as late as they are worth it: most instances of a test end before, and compiling
 * took a sixth of all.
 */
export const COMPILE_LATER = '--js-flags=--wasm-tiering-budget=100000000';

/**
 * How every test starts its browser: the one that `scripts/test.mjs` found, else Playwright's own.
 *
 * @type {{ headless: boolean, executablePath?: string, args: string[] }}
 */
export const launchOptions = {
  headless: true,
  ...(executablePath === undefined ? {} : { executablePath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
