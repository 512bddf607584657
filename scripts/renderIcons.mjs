// Renders the PNG icons from public/icons/icon.svg. Run `node scripts/renderIcons.mjs` after changing that file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from './lib/chromium.mjs';
import { root } from './lib/run.mjs';

const folder = join(root, 'public/icons');
const background = '#16302a';
const source = `data:image/svg+xml;base64,${readFileSync(join(folder, 'icon.svg')).toString('base64')}`;

/** `fill` is the share of the side that the drawing takes; the rest is its own background, out to the corners. */
const icons = [
  { file: 'icon-192.png', sizePx: 192, fill: 1, page: 'transparent' },
  { file: 'icon-512.png', sizePx: 512, fill: 1, page: 'transparent' },
  { file: 'icon-maskable-512.png', sizePx: 512, fill: 0.8, page: background },
  { file: 'apple-touch-icon.png', sizePx: 180, fill: 1, page: background },
];

const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
for (const { file, sizePx, fill, page: color } of icons) {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${color}">` +
      `<img src="${source}" width="${sizePx * fill}" height="${sizePx * fill}">`,
  );
  await page.screenshot({ path: join(folder, file), omitBackground: true });
  await page.close();
}
await browser.close();
