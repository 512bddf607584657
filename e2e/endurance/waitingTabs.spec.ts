import { expect, test } from '../support/app.ts';
import { ownMegabytes, rendererIds } from '../support/processMemory.ts';

/** Each in a process of its own. */
const TABS = 10;
const LIMIT_MB = 60;
const SETTLE_MS = 3000;

test(`[memory] [tabs] each of ${TABS} tabs that wait for the data set holds at most ${LIMIT_MB} MB more than an empty tab`, async ({
  app,
}) => {
  test.skip(process.platform === 'win32', 'ps is not there');
  test.setTimeout(300_000);
  const before = new Set(await rendererIds(app));
  const empty = await app.context.newPage();
  await empty.waitForTimeout(SETTLE_MS);
  const emptyMb = await leastOfNew(before);
  const known = new Set(await rendererIds(app));
  for (let tab = 0; tab < TABS; tab += 1) {
    const page = await app.context.newPage();
    await page.goto(app.url);
    await expect(page.getByRole('button', { name: 'Use here' })).toBeEnabled();
  }
  await empty.waitForTimeout(SETTLE_MS);
  const waiting = (await rendererIds(app)).filter((id) => !known.has(id)).map(ownMegabytes);
  const owner = Math.max(...[...before].map(ownMegabytes));
  console.log(
    `empty ${emptyMb} MB, owner ${owner} MB, waiting ${waiting.join(', ')} MB in ${waiting.length} processes`,
  );
  expect(waiting).toHaveLength(TABS);
  expect(Math.max(...waiting) - emptyMb).toBeLessThanOrEqual(LIMIT_MB);

  async function leastOfNew(old: ReadonlySet<string>): Promise<number> {
    const fresh = (await rendererIds(app)).filter((id) => !old.has(id)).map(ownMegabytes);
    return Math.min(...(fresh.length === 0 ? [0] : fresh));
  }
});
