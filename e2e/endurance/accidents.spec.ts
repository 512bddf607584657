import { expectExtractionGoesOn, extractLongFiles } from '../support/accidents.ts';
import { test } from '../support/app.ts';

const FIRST_FILE_SEC = 60;

test('[durability] after a crash of the renderer during an extraction the page loads again and goes on where it was', async ({
  app,
}) => {
  await extractLongFiles(app.page, FIRST_FILE_SEC);
  const session = await app.context.newCDPSession(app.page);
  const crashed = app.page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  // What the browser offers for it is to load the page again; Playwright does not reload a page that has crashed.
  const page = await app.context.newPage();
  await page.goto(app.url);
  await app.ready(page);
  await expectExtractionGoesOn(page);
});

test('[durability] a closed browser during an extraction loses nothing: it goes on where it was, with the files', async ({
  app,
}) => {
  await extractLongFiles(app.page, FIRST_FILE_SEC);
  await app.reopen();
  await expectExtractionGoesOn(app.page);
});
