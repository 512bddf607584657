const executablePath = process.env['CHROMIUM_PATH'];

/** How every test starts its browser: the one that `scripts/test.mjs` found, else Playwright's own. */
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
