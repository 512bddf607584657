// `npm run bench`: builds the app, measures what has a target in the real browser and the pure parts in Node too, prints
// the table and writes it into docs/performance.md. `-- --quick` measures less and writes nothing; `-- --only=pure,start`
// runs the named parts only: pure, worklet, drop, first, many, measured, hour, large, start. Only when asked for by name `measured` takes all
// of its 100 files; otherwise 20, times five.
// `-- --against=COMMIT` measures today's build and that of a commit in turn and prints both; with it `--only=drop,visit`
// picks of drop, visit and run-all, `--files=100` takes other than 800 files, `--rounds=5` other than 3 of each. `-- --only=growth
// --sizes=1000,100000`, with it or without, measures how a data set of many files grows.
// `-- --browsers` times Chromium, Firefox and WebKit beside each other, as far as they are here (BROWSER_ROUNDS=3 for more rounds).
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findChromium } from './lib/chromium.mjs';
import { freePort, installMissing, root } from './lib/run.mjs';

await installMissing();
const { build, preview } = await import('vite');
const { chromium } = await import('playwright');
const work = await import('../tests/bench/browserWork.mjs');
const { bundleWork, measureInBrowser, measureInNode, measureWorkletInBrowser, PURE_WORK } =
  await import('../tests/bench/pureBundle.mjs');
const { lineOf, median, sharesOf, tableOf, worstOf } = await import('../tests/bench/report.mjs');

if (process.argv.some((argument) => argument.startsWith('--against=') || argument === '--only=growth')) {
  const { compareBuilds } = await import('../tests/bench/against.mjs');
  process.exit(await compareBuilds(process.argv.slice(2)));
}

if (process.argv.includes('--browsers')) {
  const { timeBrowsers } = await import('./lib/timeBrowsers.mjs');
  process.exit(await timeBrowsers());
}

const quick = process.argv.includes('--quick');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const wants = (part) => only?.includes(part) ?? true;

const executablePath = await findChromium();
const folder = mkdtempSync(join(tmpdir(), 'inertiabands-bench-'));
const distPath = join(folder, 'dist');
await build({ root, logLevel: 'warn', build: { outDir: distPath, emptyOutDir: true } });
const port = await freePort(4273);
const server = await preview({
  root,
  logLevel: 'silent',
  build: { outDir: distPath },
  preview: { host: 'localhost', port, strictPort: true },
});

const where = { url: `http://localhost:${port}/`, executablePath, folder, quick, say: (line) => console.log(line) };
/** @type {import('../tests/bench/report.mjs').Line[]} */
const lines = [];
/** @type {number[]} */
const longestTasks = [];
/** @type {string[]} */
const failed = [];
let browserVersion = '';
let shares = '';
try {
  await part('pure', pureParts);
  await part('worklet', audioThread);
  await part('drop', dropOfFiles);
  await part('first', firstPreset);
  await part('many', manyFiles);
  await part('measured', measuredFiles);
  await part('hour', oneHour);
  await part('large', largeSets);
  await part('start', startAndStore);
  lines.push(lineOf('initial JavaScript (gzip)', [initialScriptKilobytes()], 'kB', { atMost: 120 }));
  if (longestTasks.length > 0) {
    lines.push(worstOf('longest main-thread task of any job', longestTasks, 'ms', { atMost: 50 }));
  }
} finally {
  if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections();
  await server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

const table = [tableOf(lines), shares].filter((text) => text !== '').join('\n\n');
console.log(`\n${table}\n`);
if (failed.length > 0) {
  console.error(`Not measured, so nothing was written: ${failed.join(', ')}.`);
  process.exitCode = 1;
} else if (!quick && only === undefined) {
  writeFigures(table);
}

/** Runs a part that is wanted. One that fails is told and leaves the others their turn. */
async function part(name, measure) {
  if (!wants(name)) return;
  try {
    await measure();
  } catch (error) {
    failed.push(name);
    console.error(`The part "${name}" failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A line of the share of a core that sound at 44.1 kHz takes, from the µs of 1024 samples. */
function shareLine(name, microseconds, atMost) {
  const shares = microseconds.map((us) => (100 * us) / ((1e6 * 1024) / 44_100));
  return lineOf(name, shares, '%', { atMost });
}

async function pureParts() {
  console.log('numeric core …');
  const code = await bundleWork(PURE_WORK);
  const samples = quick ? 2 : 7;
  const node = await measureInNode(code, samples);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  browserVersion = browser.version();
  const inBrowser = await measureInBrowser(await browser.newPage(), code, samples);
  await browser.close();
  for (const [place, figures] of [
    ['Chromium', inBrowser],
    ['Node', node],
  ]) {
    const of = (name) => figures[name].values;
    const perFrame = [...of('all twelve descriptors, music'), ...of('all twelve descriptors, noise')];
    lines.push(
      lineOf(`window + FFT + all twelve descriptors (${place})`, perFrame, 'µs/frame', { atMost: 17 }),
      shareLine(`plugin, stereo, 4 clusters, FFT 2048, N/2, share of one core (${place})`, of('plugin twin'), 15),
      shareLine(
        `plugin, 8 clusters, saturated, FFT 4096, N/4, share of one core (${place})`,
        of('plugin twin, largest'),
        30,
      ),
      shareLine(`plugin, 4 clusters to 4 stereo outputs, share of one core (${place})`, of('plugin twin, stems'), 15),
      lineOf(
        `measured score: clustering and purity, and a 60th of the mixture's features (${place})`,
        of('measured score of one setting, 4 clusters').map((us, i) => us + of('mixture made ready')[i] / 60),
        'µs/frame',
        { atMost: 20 },
      ),
      lineOf(`40 trials × 3 (${place})`, of('40 trials'), 'ms', { atMost: 8 }),
      lineOf(`400 trials × 3 (${place})`, of('400 trials'), 'ms', { atMost: 200 }),
      // At most linear growth of the time per trial: 12.5 times as many trials, each at most 12.5 times as long.
      lineOf(
        `5,000 trials × 3, growth of the time per trial from 400 (${place})`,
        of('5000 trials').map((ms) => ms / 5000 / (median(of('400 trials')) / 400)),
        '×',
        { atMost: 12.5 },
      ),
    );
  }
}

async function audioThread() {
  console.log('audio thread …');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const percent = (shares) => shares.map((share) => 100 * share);
  try {
    const { smallest, largest } = await measureWorkletInBrowser(await browser.newPage(), quick ? 2 : 7);
    lines.push(
      lineOf('plugin in an AudioWorklet, 4 clusters, FFT 2048, N/2, share of one core', percent(smallest), '%', {
        atMost: 15,
      }),
      lineOf(
        'plugin in an AudioWorklet, 8 clusters, saturated, FFT 4096, N/4, share of one core',
        percent(largest),
        '%',
        { atMost: 30 },
      ),
    );
  } finally {
    await browser.close();
  }
}

async function dropOfFiles() {
  console.log('a drop …');
  const figures = await work.dropShares(where);
  lines.push(lineOf('drop of 800 files of 5 s until the last is described', figures.dropped, 's', {}));
  shares = sharesOf('share of a drop', figures.shares);
}

async function firstPreset() {
  console.log('the first preset …');
  const name = 'from an empty page to a preset of an example sound, four presses';
  lines.push(lineOf(name, await work.firstPreset(where), 's', { atMost: 60 }));
}

async function manyFiles() {
  console.log('many files …');
  const figures = await work.manyFiles(where);
  const longer = await work.minuteFiles(where);
  const byDefault = await work.runAllOf(where);
  const trialsAndStorage = figures.trials;
  lines.push(
    lineOf('all cores against one worker, import of 800 files of 5 s', figures['gain of all cores'], '×', {
      atLeast: 1.8,
    }),
    lineOf('the same of 64 files of a minute', longer['gain of all cores'], '×', { atLeast: 1.8 }),
    lineOf('Run All, the desktop’s way, 800 described files of 5 s, 40 trials each', figures['Run All'], 's', {
      atMost: 25,
    }),
    lineOf('of which trials and storage', trialsAndStorage, 's', { atMost: 8 }),
    lineOf(
      'storing files with descriptors durably, in batches, per file',
      figures['addDescribedAudio, per file'],
      'ms',
      {
        atMost: 30,
      },
    ),
    lineOf('storing runs of 40 trials durably, in batches, per run', figures['saveRuns, per file'], 'ms', {
      atMost: 30,
    }),
  );
  for (const [count, atMost] of work.RUN_ALL_TARGETS_SEC) {
    const times = byDefault[String(count)];
    if (times !== undefined) lines.push(lineOf(`Run All, ${count} described files of 5 s`, times, 's', { atMost }));
  }
  longestTasks.push(...figures['longest task'], ...byDefault['longest task']);
}

async function measuredFiles() {
  console.log('measured search …');
  const count = work.MEASURED_FILES / (quick ? 10 : only === undefined ? 5 : 1);
  const figures = await work.measuredBatch(where, count);
  const scale = work.MEASURED_FILES / count;
  lines.push(
    lineOf(
      `measured search, 100 files × 60 trials × 6 mixtures of 6 s${scale === 1 ? '' : ` (${count} files, times ${scale})`}`,
      figures.batch.map((seconds) => seconds * scale),
      's',
      { atMost: 600 },
    ),
  );
  longestTasks.push(...figures['longest task']);
}

async function oneHour() {
  console.log('one hour of 48 kHz stereo …');
  const figures = await work.oneHour(where);
  lines.push(
    lineOf('one hour WAV, imported and described', figures.hour, 's', { atMost: 8 }),
    lineOf('one hour WAV, peak memory of the page', figures['hour memory'], 'MB', { atMost: 300 }),
  );
  longestTasks.push(...figures['longest task']);
}

async function largeSets() {
  console.log('large data sets …');
  const figures = await work.largeSets(where);
  lines.push(
    lineOf('train 800 rows, all alphas and folds', figures['ridge 800'], 's', { atMost: 0.4 }),
    lineOf('the same with reading, judging and storing', figures['train 800'], 's', { atMost: 0.4 }),
    lineOf('train 10,000 rows, reading, judging and storing too', figures['train 10000'], 's', { atMost: 12 }),
    lineOf('train 10,000 rows, memory that it takes', figures['memory added by 10000'], 'MB', { atMost: 400 }),
    lineOf('train 10,000 rows, memory of the page, with what it had before', figures['memory 10000'], 'MB', {
      atMost: 400,
    }),
    lineOf('scrolling 10,000 rows', figures.fps, 'frames/s', { atLeast: 58 }),
  );
  longestTasks.push(...figures['longest task']);
}

async function startAndStore() {
  console.log('second visit and single writes …');
  const figures = await work.startAndStore(where);
  lines.push(
    ...['fresh', 'warm'].flatMap((state) => [
      lineOf(`storing one file with its descriptors, durably, ${state} page`, figures[`store file, ${state}`], 'ms', {
        atMost: 30,
      }),
      lineOf(`storing one run of 40 trials, durably, ${state} page`, figures[`store run, ${state}`], 'ms', {
        atMost: 30,
      }),
    ]),
    lineOf('first paint, second visit', figures['first paint'], 'ms', { atMost: 500 }),
    lineOf('usable without the database, second visit', figures.usable, 'ms', { atMost: 1000 }),
    lineOf('database ready, second visit', figures['database ready'], 'ms', { atMost: 2000 }),
  );
}

/** What `index.html` asks for at once: its scripts and what these import statically. */
function initialScriptKilobytes() {
  const seen = new Set();
  let bytes = 0;
  const add = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    bytes += gzipSync(text).length;
    for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/gu)) {
      add(join(path, '..', name));
    }
  };
  const html = readFileSync(join(distPath, 'index.html'), 'utf8');
  for (const [, name] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/gu)) add(join(distPath, name));
  return bytes / 1000;
}

/** Puts the table between the marks of docs/performance.md; the rest of the file is written by hand. */
function writeFigures(text) {
  const path = join(root, 'docs/performance.md');
  const [before, after] = existsSync(path)
    ? readFileSync(path, 'utf8').split(/(?<=<!-- figures -->)[^]*(?=<!-- end of figures -->)/u)
    : [];
  if (after === undefined) {
    console.error(`${path} lacks its marks, so the table was not written.`);
    return;
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, Chromium ${browserVersion}`;
  writeFileSync(path, `${before}\n\nMeasured on ${machine}.\n\n${text}\n\n${after}`);
}
