import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { findChromium } from './lib/chromium.mjs';

/*
 * Makes the moving picture of README (drop → hear → preset, 20 seconds) from the production build (`npm run build` first).
 * Needs ffmpeg with WebP. An argument names another file.
 */

const target = process.argv[2] ?? 'docs/screenshots/drop-hear-preset.webp';
const size = { width: 1280, height: 960 };
const FRAMES_PER_SEC = 8;
const SHOWN_SEC = 20;
const SOUNDS = {
  'plucks.flac': 'plucks-stereo-48k-s24.flac',
  'drums.flac': 'drums-mono-44k1-s16.flac',
  'chirp.wav': 'chirp-stereo-48k-s24.wav',
  'tremolo.wav': 'am-mono-8k-u8.wav',
  'wind.wav': 'noise-stereo-44k1-f32.wav',
  'rumble.wav': 'gated-brown-mono-22k-s16.wav',
  'voice.wav': 'speech-mono-16k-s16.wav',
  'clicks.wav': 'impulses-mono-44k1-s16.wav',
};

const folder = await mkdtemp(join(tmpdir(), 'inertiabands-animation-'));
const server = await preview({ preview: { host: 'localhost', port: 0 }, logLevel: 'silent' });
const browser = await chromium.launch({
  executablePath: await findChromium(),
  args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
});
const page = await browser.newPage({ viewport: size });
let frames = 0;
let pointer = { x: size.width / 2, y: size.height - 60 };
try {
  await page.goto(String(server.resolvedUrls?.local[0]));
  await page.locator('html[data-ready="true"]').waitFor();
  await page.evaluate(showPointer);

  await hold(1);
  await page.evaluate(
    (names) => window.carry(names.slice(0, 3).join('\n') + `\n+ ${names.length - 3}`),
    Object.keys(SOUNDS),
  );
  await moveTo({ x: 420, y: 420 });
  await hold(0.4);
  await dropSounds();
  await page.evaluate(() => window.carry(null));
  await said(/Import finished/u);
  await hold(1.5);

  await press('Run All');
  // As it goes on: what takes longer than the picture has is passed over.
  await whileShown(3, said(/Judging finished/u));

  await pressOn(page.getByRole('link', { name: 'Open the Library' }).first());
  await pressOn(page.getByRole('row', { name: /plucks/u }).first());
  await page.getByRole('button', { name: 'Play Preview' }).waitFor();
  await hold(0.5);
  await press('Play Preview');
  await hold(2.5);
  await press('Hear B');
  await hold(1.25);
  await press('Hear A');
  await hold(0.75);
  const download = page.waitForEvent('download');
  await press('Export .vstpreset');
  const name = (await download).suggestedFilename();
  await page.evaluate((file) => window.carry(file), name);
  await moveTo({ x: 640, y: 240 });
  await hold(Math.max(1.5, SHOWN_SEC - frames / FRAMES_PER_SEC));
} finally {
  await browser.close();
  await server.close();
}
const input = ['-framerate', String(FRAMES_PER_SEC), '-i', join(folder, 'frame-%04d.png')];
// Without loss: with it, remains of the view before stay on the even grounds, for a third of the size.
const encoder = ['-c:v', 'libwebp_anim', '-lossless', '1', '-compression_level', '6'];
const output = ['-vf', 'scale=1024:-1:flags=lanczos', ...encoder, '-loop', '0', '-y', target];
const { status } = spawnSync('ffmpeg', ['-loglevel', 'error', ...input, ...output], { stdio: 'inherit' });
await rm(folder, { recursive: true });
if (status !== 0) throw new Error('ffmpeg with WebP is needed for this, and did not make the picture');
console.log(`${target}: ${frames} frames, ${(frames / FRAMES_PER_SEC).toFixed(1)} s`);

/** Runs in the page: a pointer that follows the mouse, and what it carries. */
function showPointer() {
  const host = document.createElement('div');
  // In the top layer, above every dialog of the app.
  host.popover = 'manual';
  host.style.cssText =
    'position:fixed;inset:0;pointer-events:none;background:none;border:0;margin:0;padding:0;width:100vw;height:100vh;max-width:none;max-height:none;overflow:hidden';
  const arrow = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  arrow.setAttribute('viewBox', '0 0 16 24');
  arrow.style.cssText = 'position:absolute;width:18px;height:27px';
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [key, value] of Object.entries({ d: 'M1 1v18l4.5-4 3 7 3-1.3-3-6.7H15z', fill: '#fff', stroke: '#000' })) {
    path.setAttribute(key, value);
  }
  arrow.append(path);
  const load = document.createElement('div');
  load.style.cssText =
    'position:absolute;white-space:pre;font:13px/1.5 system-ui;padding:8px 12px;border-radius:8px;background:#16302aee;color:#d8f5ea;border:1px solid #5fd3ad';
  load.hidden = true;
  host.append(arrow, load);
  document.body.append(host);
  host.showPopover();
  window.carry = (text) => {
    load.hidden = text === null;
    load.textContent = text;
  };
  addEventListener(
    'mousemove',
    ({ clientX, clientY }) => {
      arrow.style.translate = `${clientX}px ${clientY}px`;
      load.style.translate = `${clientX + 16}px ${clientY + 20}px`;
    },
    true,
  );
}

async function shoot() {
  await page.screenshot({ path: join(folder, `frame-${String(frames).padStart(4, '0')}.png`) });
  frames += 1;
}

/** @param {number} seconds that the picture stays on what happens */
async function hold(seconds) {
  for (let frame = 0; frame < seconds * FRAMES_PER_SEC; frame += 1) await shoot();
}

/**
 * @param {number} seconds of the picture
 * @param {Promise<void>} work that may take longer
 */
async function whileShown(seconds, work) {
  let isDone = false;
  void work.then(() => (isDone = true));
  for (let frame = 0; frame < seconds * FRAMES_PER_SEC; frame += 1) {
    await shoot();
    if (!isDone) await Promise.race([work, new Promise((resolve) => setTimeout(resolve, 300))]);
  }
  await work;
}

/** @param {{ x: number, y: number }} to */
async function moveTo(to) {
  const from = pointer;
  const steps = 5;
  for (let step = 1; step <= steps; step += 1) {
    const part = (1 - Math.cos((Math.PI * step) / steps)) / 2;
    await page.mouse.move(from.x + part * (to.x - from.x), from.y + part * (to.y - from.y));
    await shoot();
  }
  pointer = to;
}

/** @param {import('playwright').Locator} locator */
async function pressOn(locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (box === null) throw new Error('what is to be pressed is not shown');
  await moveTo({ x: box.x + Math.min(box.width / 2, 120), y: box.y + box.height / 2 });
  await locator.click({ position: { x: Math.min(box.width / 2, 120), y: box.height / 2 } });
  await hold(0.25);
}

/** @param {string} name of a button */
async function press(name) {
  await pressOn(page.getByRole('button', { name, exact: true }).first());
}

async function dropSounds() {
  const files = await Promise.all(
    Object.entries(SOUNDS).map(async ([name, file]) => ({
      name,
      base64: (await readFile(join('tests/fixtures/audio', file))).toString('base64'),
    })),
  );
  await page.evaluate((items) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of items) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name));
    }
    dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
}

/** @param {RegExp} line */
async function said(line) {
  await page.getByRole('log', { name: 'Log' }).getByText(line).first().waitFor({ state: 'attached', timeout: 180_000 });
}
