import { beginImport, expectTheRestComes, withLongFiles } from '../support/accidents.ts';
import { test } from '../support/app.ts';

const FIRST_FILE_SEC = 60;

test('[durability] after a crash of the renderer in the middle of an import the page loads again with all that was finished', async ({
  app,
}) => {
  await withLongFiles(FIRST_FILE_SEC, async (paths) => {
    const shown = await beginImport(app.page, paths);
    const session = await app.context.newCDPSession(app.page);
    const crashed = app.page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    // What the browser offers for it is to load the page again; Playwright does not reload a page that has crashed.
    const page = await app.context.newPage();
    await page.goto(app.url);
    await app.ready(page);
    await expectTheRestComes(page, paths, shown);
  });
});

test('[durability] a browser closed during an import loses nothing that was shown', async ({ app }) => {
  await withLongFiles(FIRST_FILE_SEC, async (paths) => {
    const shown = await beginImport(app.page, paths);
    await app.reopen();
    await expectTheRestComes(app.page, paths, shown);
  });
});
