import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../scripts/lib/licenses.mjs';
import { DESCRIPTORS } from '../src/domain/descriptors.ts';
import { HYPERPARAMETERS } from '../src/domain/hyperparameters.ts';
import { expectAccessible } from './support/accessibility.ts';
import { expect, sharedApp, test } from './support/app.ts';
import { Steps } from './support/steps.ts';

/** What the page offers around its views: none of these tests makes data, and each leaves the page as it found it. */
const shell = sharedApp('visited');

test('the skip link and then the first control of the view are next in order', async () => {
  const app = shell();
  const { page } = app;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Import + Descriptors' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Add Audio Files', exact: true })).toBeFocused();
});

test('the app can be installed, and opens sounds, shards, databases and models of the system', async () => {
  const app = shell();
  const session = await app.context.newCDPSession(app.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { data, errors } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { file_handlers } = JSON.parse(data ?? '{}') as {
    readonly file_handlers: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  };
  const endings = file_handlers.flatMap(({ accept }) => Object.values(accept).flat());
  for (const ending of ['.wav', '.flac', '.aif', '.ogg', '.opus', '.mp3', '.m4a', '.parquet', '.duckdb', '.json']) {
    expect(endings).toContain(ending);
  }
});

test('the typeface comes from the app itself, with digits of one width, and what stands in for it is as wide', async () => {
  const { page } = shell();
  const widths = await page.evaluate(async () => {
    const faces = await document.fonts.load('16px "Atkinson Hyperlegible Next"');
    const span = document.createElement('span');
    document.body.append(span);
    const widthOf = (text: string, font: string) => {
      span.style.cssText = `position: absolute; white-space: pre; font: 16px ${font}; font-variant-numeric: tabular-nums`;
      span.textContent = text;
      return span.getBoundingClientRect().width;
    };
    const own = '"Atkinson Hyperlegible Next"';
    const words =
      'Press Run All: it finds the best parameters of each file, trains models and keeps the best one in use.';
    const found = {
      faces: faces.map(({ status }) => status),
      digits: Array.from({ length: 10 }, (_, digit) => widthOf(String(digit), own)),
      own: widthOf(words, own),
      until: widthOf(words, '"Typeface until then"'),
      heights: [own, '"Typeface until then"'].map((font) => {
        widthOf(words, font);
        return span.getBoundingClientRect().height;
      }),
    };
    span.remove();
    return found;
  });
  expect(widths.faces).toEqual(['loaded']);
  expect(new Set(widths.digits).size).toBe(1);
  expect(Math.abs(widths.until / widths.own - 1)).toBeLessThan(0.03);
  expect(Math.abs((widths.heights[0] ?? 0) - (widths.heights[1] ?? 0))).toBeLessThan(1.5);
});

test('About lists every package of the build with its licence, offline too', async () => {
  const app = shell();
  await app.setOffline(true);
  await app.page.getByRole('button', { name: 'About', exact: true }).click();
  const list = app.page.getByRole('dialog').getByRole('list', { name: 'Licences' });
  const names = [...(await packagesInSourceMaps()), '@duckdb/duckdb-wasm', 'workbox-precaching', 'assemblyscript'];
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    await expect(list.getByRole('listitem').filter({ hasText: new RegExp(`^\\s*${name} \\d`, 'u') }), name).toHaveText(
      /MIT|BSD|Apache-2\.0|MPL-2\.0|ISC/u,
    );
  }
  // For an issue form: no name of a file is in it.
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.page.getByRole('dialog').getByRole('button', { name: 'Copy Report' }).click();
  await expect
    .poll(async () => app.page.evaluate(async () => navigator.clipboard.readText()))
    .toMatch(
      /^InertiaBands Trainer \S+.*\nBrowser: .*Chrom[^]*\nCan: secure context yes, [^]*\nCodecs: \S[^\n]*(?<!not known yet)\n[^]*Database: open; storage: opfs, \d+ of \d+ bytes[^]*\nData set: \d+ files, \d+ models\n/u,
    );
  await list.getByText(/^mediabunny \d/u).click();
  await expect(list).toContainText('Mozilla Public License Version 2.0');
  await app.page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await expect(app.page.getByRole('dialog')).toHaveCount(0);
  await app.setOffline(false);
});

test('Help explains every descriptor and hyperparameter in words, formula, picture and sound', async () => {
  const { page } = shell();
  const steps = new Steps(page);
  await steps.press('Help');
  const help = page.getByRole('dialog', { name: 'Help' });
  for (const { column } of [...DESCRIPTORS, ...HYPERPARAMETERS]) {
    await expect(help.getByRole('heading', { name: column })).toHaveCount(1);
  }

  const play = help.getByRole('button', { name: 'Play high brightness' });
  await play.click();
  await expect(help.getByRole('button', { name: 'Stop high brightness' })).toBeVisible();
  const heard = page.locator('ib-help-dialog');
  await help.getByRole('button', { name: 'Play low brightness' }).click();
  await expect(help.getByRole('button', { name: 'Stop low brightness' })).toBeVisible();
  await expect(play).toBeVisible();

  // One setting after the other, rendered by the plugin's clustering; those that only follow from others are not heard.
  await expect(help.getByRole('button', { name: /^Play (low|high) (low|high) penalty$/ })).toHaveCount(0);
  await help.getByRole('button', { name: 'Play low distance penalty' }).click();
  await expect(help.getByRole('button', { name: 'Stop low distance penalty' })).toBeVisible();
  await help.getByRole('button', { name: 'Play high distance penalty' }).click();
  await help.getByRole('button', { name: 'Stop high distance penalty' }).click();
  await expect(help.getByRole('button', { name: /^Play (low|high) distance penalty$/ })).toHaveCount(2);

  // Drawn, not empty: some places are bright.
  await expect
    .poll(async () =>
      heard.evaluate(
        (dialog) =>
          [...(dialog.shadowRoot?.querySelectorAll('ib-sound-sketch') ?? [])].filter((sketch) => {
            const canvas = sketch.shadowRoot?.querySelector('canvas');
            const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels?.some((level, i) => i % 4 === 0 && level > 128) === true;
          }).length,
      ),
    )
    .toBe(2 * DESCRIPTORS.length);

  await expectAccessible(help);
  await page.setViewportSize({ width: 360, height: 800 });
  const overflow = await help.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('the tour points at a control of every tab, by keyboard, and gives the focus back', async () => {
  const app = shell();
  const { page } = app;
  const { keyboard } = page;
  const offer = page.getByRole('button', { name: 'Take a Tour' });
  const card = page.getByRole('dialog', { name: /Tour, step/u });
  await offer.focus();
  await keyboard.press('Enter');
  await expect(card).toBeFocused();
  const stops = [
    { tab: null, control: 'Add Sounds' },
    { tab: 'Import + Descriptors', control: 'Load Example Sounds' },
    { tab: 'Import + Descriptors', control: 'Run All' },
    { tab: 'Bayesian Opt', control: 'Run BO' },
    { tab: 'Model', control: 'Train Network' },
    { tab: 'Inference', control: 'Choose Audio' },
    { tab: 'Data', control: 'Export DuckDB' },
  ];
  for (const [index, { tab, control }] of stops.entries()) {
    await expect(page.getByRole('dialog', { name: `Tour, step ${index + 1} of ${stops.length}` })).toBeFocused();
    if (tab === null) await expect(page.getByRole('link', { name: 'Library' })).toHaveAttribute('aria-current', 'page');
    else await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
    const pointed = page.getByRole('button', { name: control, exact: true });
    // The ring lies around the control, and the card does not cover it.
    await expect
      .poll(async () => {
        const [around, inside, beside] = await Promise.all([
          page.locator('ib-tour .ring').boundingBox(),
          pointed.boundingBox(),
          card.boundingBox(),
        ]);
        if (around === null || inside === null || beside === null) return 'not there';
        const surrounds = around.x < inside.x && around.y < inside.y && around.width - inside.width < 16;
        const covers = beside.y < inside.y + inside.height && beside.y + beside.height > inside.y;
        return surrounds && !covers;
      })
      .toBe(true);
    if (index < stops.length - 1) await keyboard.press(index % 2 === 0 ? 'ArrowRight' : 'Enter');
  }
  await expectAccessible(card);
  await keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Inference' })).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(card).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Import + Descriptors' })).toHaveAttribute('aria-selected', 'true');
  await expect(offer).toBeFocused();

  await app.reload();
  await expect(page.getByRole('heading', { name: 'Start with sounds' })).toBeVisible();
  await expect(offer).toBeHidden();
  await keyboard.press('F1');
  await page.getByRole('dialog', { name: 'Help' }).getByRole('button', { name: 'Take a Tour' }).press('Enter');
  await expect(card).toBeFocused();
  await keyboard.press('Escape');
  await keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused();
  await keyboard.type('tour');
  await keyboard.press('Enter');
  await expect(card).toBeFocused();
  await page.setViewportSize({ width: 360, height: 640 });
  const rightEdge = async () => {
    const box = await card.boundingBox();
    return box === null ? Infinity : box.x + box.width;
  };
  await expect.poll(rightEdge).toBeLessThanOrEqual(360);
});

test('theme, budget and tab are as the user left them', async () => {
  const app = shell();
  const steps = new Steps(app.page);
  const theme = app.page.locator('html');
  await steps.press(/^Theme/u);
  const chosen = (await theme.getAttribute('data-theme')) ?? '';
  await steps.openTab('Bayesian Opt');
  await steps.setNumber('Total', 64);
  await app.page.getByRole('spinbutton', { name: 'Total', exact: true }).press('Tab');
  await app.page.goto('about:blank');
  await app.page.goto(app.url);
  await app.ready();
  await expect(theme).toHaveAttribute('data-theme', chosen);
  await expect(app.page.getByRole('tab', { name: 'Bayesian Opt' })).toHaveAttribute('aria-selected', 'true');
  await expect(app.page.getByRole('spinbutton', { name: 'Total', exact: true })).toHaveValue('64');
});

/** The packages that the maps of all scripts of the build name as their sources. */
async function packagesInSourceMaps(): Promise<Set<string>> {
  const files = await readdir('dist', { recursive: true });
  const names = new Set<string>();
  for (const file of files.filter((path) => path.endsWith('.js.map'))) {
    const { sources } = JSON.parse(await readFile(join('dist', file), 'utf8')) as { sources: readonly string[] };
    for (const source of sources) {
      const name = packageFolder(source)?.split('node_modules/').at(-1);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}
