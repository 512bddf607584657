import { BenchApp } from './benchApp.mjs';

/**
 * What a data set of many files costs in one tab, as far as every version of the app can tell. Each figure is a time or an
 * amount: less is better. A step that a version cannot take is left out.
 *
 * @param {{ url: string, executablePath: string, database: string, rows: number, say: (line: string) => void }} where
 * @returns {Promise<Record<string, number>>}
 */
export async function grown({ url, executablePath, database, rows, say }) {
  /** @type {Record<string, number>} */
  const figures = {};
  const app = await BenchApp.open(url, { executablePath });
  const { page } = app;
  let longestTask = 0;
  /** Takes a step, and notes its time and the longest task of the main thread meanwhile. */
  const step = async (name, work) => {
    await app.takeProbes();
    try {
      const tookMs = await work();
      await settle(page);
      const { longTasks } = await app.takeProbes();
      const longest = Math.max(0, ...longTasks.map(({ duration }) => duration));
      longestTask = Math.max(longestTask, longest);
      if (tookMs !== undefined) figures[`${name}, ms`] = tookMs;
      figures[`longest task of: ${name}, ms`] = longest;
      say(`  ${rows} ${name}: ${tookMs === undefined ? '' : `${Math.round(tookMs)} ms, `}longest task ${longest} ms`);
    } catch (error) {
      say(`  ${rows} ${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
    }
  };
  try {
    const memory = await app.watchMemory();
    await step('import of the database', async () => {
      const { atMs, end } = await app.replaceDatabase(database);
      return end.atMs - atMs;
    });
    await step('second visit, list there', async () => {
      await app.revisit();
      await app.openTab('Import + Descriptors');
      await hasRows(page, rows);
      return page.evaluate(() => performance.now());
    });
    const atRest = await app.watchMemory();
    figures['memory at rest, MB'] = atRest.stop().first / 1e6;
    for (const tab of ['Bayesian Opt', 'Model', 'Inference', 'Data', 'Import + Descriptors']) {
      await step(`opening ${tab}`, async () => untilDrawn(page, async () => app.openTab(tab)));
    }
    const row = page.locator('[aria-label="Audio files"] [role="row"][data-key]');
    await step('click on a row', async () => untilDrawn(page, async () => row.nth(3).click()));
    await step('Ctrl+A', async () => untilDrawn(page, async () => page.keyboard.press('Control+a')));
    await app.openTab('Model');
    await step('Train Degree-3 Ridge', async () => runs(app, 'Train Degree-3 Ridge', /Model trained: /u));
    await app.openTab('Inference');
    await step('Predict All', async () => runs(app, 'Predict All', /Predictions finished: /u));
    await app.openTab('Data');
    await step('Export DuckDB', async () => {
      const download = page.waitForEvent('download', { timeout: 600_000 });
      const took = await runs(app, 'Export DuckDB', /export(ed)?/iu);
      await (await download).delete();
      return took;
    });
    figures['highest memory of any job, MB'] = memory.stop().highest / 1e6;
    figures['longest task of all, ms'] = longestTask;
    return figures;
  } finally {
    await app.close();
  }
}

/** Presses a button and waits for the line with which its job ends. */
async function runs(app, button, line) {
  const atMs = await app.press(button);
  const end = await app.logSays(line, atMs);
  return end.atMs - atMs;
}

/** From just before an input until the frame after the page has answered it. */
async function untilDrawn(page, input) {
  await page.evaluate(() => {
    window.drawn = new Promise((resolve) => {
      const begin = (event) => {
        const fromMs = event.timeStamp;
        // After the frame that shows the answer.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - fromMs), 0));
      };
      for (const type of ['pointerup', 'keydown']) addEventListener(type, begin, { capture: true, once: true });
    });
  });
  await input();
  return page.evaluate(async () => window.drawn);
}

async function hasRows(page, rows) {
  await page
    .locator(
      `[aria-label="Audio files"] [aria-rowcount="${rows + 1}"], [aria-label="Audio files"][aria-rowcount="${rows + 1}"]`,
    )
    .first()
    .waitFor({ timeout: 120_000 });
}

/** Until the page has had nothing long to do for half a second. */
async function settle(page) {
  await page.evaluate(
    async () =>
      new Promise((resolve) => {
        let quietSinceMs = performance.now();
        let lastMs = quietSinceMs;
        const look = () => {
          const nowMs = performance.now();
          if (nowMs - lastMs > 100) quietSinceMs = nowMs;
          lastMs = nowMs;
          if (nowMs - quietSinceMs > 500) resolve(undefined);
          else setTimeout(look, 20);
        };
        look();
      }),
  );
}
