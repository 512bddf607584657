// Renders the PNG icons and the social image from public/icons/icon.svg. Run `node scripts/renderIcons.mjs` after changing that file.
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

const card = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await card.setContent(
  `<body style="margin:0;height:100vh;display:flex;align-items:center;gap:64px;padding:0 96px;box-sizing:border-box;` +
    `background:${background};color:#f3f5ef;font-family:system-ui,sans-serif">` +
    `<img src="${source}" width="300" height="300">` +
    `<div><div style="font-size:72px;font-weight:700;line-height:1.1">InertiaBands<br>Trainer</div>` +
    `<div style="margin-top:28px;font-size:34px;line-height:1.4;color:#8fe0c8">Presets learned from your audio,<br>` +
    `entirely in your browser.</div></div>`,
);
await card.screenshot({ path: join(root, 'public/social.png') });
await browser.close();
