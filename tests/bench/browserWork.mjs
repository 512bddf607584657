import { join } from 'node:path';
import { BenchApp } from './benchApp.mjs';
import { writeManyWavs, writeWav } from './soundFiles.mjs';
import { writeTrainedDatabase } from './trainedDatabase.mjs';

/**
 * @typedef {{ url: string, executablePath: string, folder: string, quick: boolean, say: (line: string) => void }} Surroundings
 * @typedef {Record<string, number[]>} Figures - samples by name
 */

/**
 * A drop of many short files, and where its time goes: `shares` in ms per file, summed over what runs side by side. The page
 * reads, its workers hash, decode and compute, the store commits; nothing is copied unless a file cannot be described.
 *
 * @param {Surroundings} where
 * @returns {Promise<{ dropped: number[], shares: Figures }>}
 */
export async function dropShares({ url, executablePath, folder, quick, say }) {
  const count = quick ? 100 : 800;
  const paths = await writeManyWavs(join(folder, 'many'), count);
  /** @type {Figures} */
  const shares = {};
  const dropped = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    const app = await BenchApp.open(url, { executablePath });
    const commits = await app.timeCommits();
    const job = await runJob(app, () => app.dropFiles(paths), /Descriptors finished: /u);
    const described = job.computeCalls.flatMap(({ spent }) => spent ?? []);
    if (described.length !== count) throw new Error(`${described.length} of ${count} files were described`);
    const spent = (part) => sum(described.map((times) => times[part]));
    const commitsMs = await commits.stop();
    for (const [part, ms] of Object.entries({
      reading: sum(job.readsMs),
      hashing: spent('hashingMs'),
      decoding: spent('decodingMs'),
      computing: spent('computingMs'),
      copying: sum(timesOf(job.computeCalls, 'identify')),
      COMMIT: sum(commitsMs),
      'storing besides': sum(timesOf(job.storeCalls, 'addDescribedAudio')) - sum(commitsMs),
    })) {
      (shares[part] ??= []).push(ms / count);
    }
    dropped.push(job.tookMs / 1000);
    say(`  ${count} files: ${job.tookMs} ms, ${commitsMs.length} COMMITs; long tasks: ${job.longTasks.join(' ')}`);
    await app.close();
  }
  return { dropped, shares };
}

/** Import and Run All, the desktop's way, of many short files, all cores, then one thread. @param {Surroundings} where @returns {Promise<Figures>} */
export async function manyFiles({ url, executablePath, folder, quick, say }) {
  const count = quick ? 100 : 800;
  const paths = await writeManyWavs(join(folder, 'many'), count);
  /** @type {Figures} */
  const figures = {};
  const note = (name, value) => (figures[name] ??= []).push(value);
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    const app = await BenchApp.open(url, { executablePath });
    const importing = await runJob(app, () => app.chooseFiles('Add Audio Files', paths), /Import finished: /u);
    note('import', importing.tookMs / 1000);
    note('longest task', importing.longestTaskMs);
    await app.goTheDesktopsWay();
    const memory = await app.watchMemory();
    const all = await runJob(app, () => app.press('Run All'), /Run All finished: /u);
    note('memory of Run All', memory.stop().highest / 1e6);
    note('Run All', all.tookMs / 1000);
    note('longest task', all.longestTaskMs);
    const jobs = await jobDurations(app);
    note('trials', jobs['trials-all']);
    note('training', jobs.training);
    note('addDescribedAudio, per file', sum(timesOf(importing.storeCalls, 'addDescribedAudio')) / count);
    note('saveRuns, per file', sum(timesOf(all.storeCalls, 'saveRuns')) / count);
    say(`  long tasks of the import: ${importing.longTasks.join(' ')}`);
    say(`  ${count} files: import ${importing.tookMs} ms, Run All ${all.tookMs} ms ${JSON.stringify(jobs)}`);
    say(`  store: ${describeCalls(all.storeCalls)}; long tasks: ${all.longTasks.join(' ')}`);
    await app.close();

    const single = await BenchApp.open(url, { executablePath, oneWorker: true });
    await runJob(single, () => single.chooseFiles('Add Audio Files', paths), /Import finished: /u);
    const byOne = (await jobDurations(single)).import;
    note('gain of all cores', byOne / jobs.import);
    say(`  import by one worker: ${byOne.toFixed(2)} s`);
    await single.close();
  }
  return figures;
}

/** From an empty page to a preset of an example sound, in four presses. @param {Surroundings} where @returns {Promise<number[]>} in seconds */
export async function firstPreset({ url, executablePath, quick, say }) {
  const seconds = [];
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    const app = await BenchApp.open(url, { executablePath });
    const atMs = await app.press('Load Example Sounds');
    await app.logSays(/Import finished: 24 added/u, atMs);
    await app.press('Run All');
    await app.logSays(/Listening ready: /u, atMs);
    await app.openTab('Inference');
    await app.press('Export .vstpreset');
    const end = await app.logSays(/export finished: .*\.vstpreset/u, atMs);
    seconds.push((end.atMs - atMs) / 1000);
    say(`  the first preset after ${seconds.at(-1)} s`);
    await app.close();
  }
  return seconds;
}

/** Seconds that Run All may take in its default way, by the number of files. */
export const RUN_ALL_TARGETS_SEC = new Map([
  [24, 10],
  [300, 18],
  [800, 30],
]);

/** Run All as it goes by default, of described files of 5 s. @param {Surroundings} where @returns {Promise<Figures>} in seconds, by the number of files */
export async function runAllOf({ url, executablePath, folder, quick, say }) {
  const counts = [...RUN_ALL_TARGETS_SEC.keys()];
  const paths = await writeManyWavs(join(folder, 'many'), quick ? 24 : Math.max(...counts));
  /** @type {Figures} */
  const figures = { 'longest task': [] };
  for (const count of counts.filter((files) => files <= paths.length)) {
    const times = (figures[String(count)] = []);
    for (let run = 0; run < (quick ? 1 : 3); run++) {
      const app = await BenchApp.open(url, { executablePath });
      await runJob(app, () => app.chooseFiles('Add Audio Files', paths.slice(0, count)), /Descriptors finished: /u);
      const job = await runJob(app, () => app.press('Run All'), /Run All finished: /u);
      times.push(job.tookMs / 1000);
      figures['longest task'].push(job.longestTaskMs);
      say(`  Run All of ${count} files: ${job.tookMs} ms ${JSON.stringify(await jobDurations(app))}`);
      await app.close();
    }
  }
  return figures;
}

/** Import of fewer, longer files by all cores and by one worker. @param {Surroundings} where @returns {Promise<Figures>} */
export async function minuteFiles({ url, executablePath, folder, quick, say }) {
  const paths = await writeManyWavs(join(folder, 'minutes'), quick ? 16 : 64, { durationSec: 60 });
  /** @type {Figures} */
  const figures = { 'gain of all cores': [] };
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    const seconds = [];
    for (const oneWorker of [true, false]) {
      const app = await BenchApp.open(url, { executablePath, oneWorker });
      await runJob(app, () => app.chooseFiles('Add Audio Files', paths), /Import finished: /u);
      seconds.push((await jobDurations(app)).import);
      await app.close();
    }
    const [byOne, byAll] = seconds;
    figures['gain of all cores'].push(byOne / byAll);
    say(`  ${paths.length} files of a minute: ${byOne.toFixed(2)} s by one worker, ${byAll.toFixed(2)} s by all`);
  }
  return figures;
}

/** Files that a measured batch is to get through in the target's time, and its trials a file. */
export const MEASURED_FILES = 100;
const MEASURED_TRIALS = 60;

/**
 * A measured search over files long enough for segments that do not overlap: three partners and two segments of 6 s each.
 *
 * @param {Surroundings} where
 * @param {number} count - files
 * @returns {Promise<Figures>} `batch` in seconds
 */
export async function measuredBatch({ url, executablePath, folder, say }, count) {
  const paths = await writeManyWavs(join(folder, 'measured'), count, { channels: 1, durationSec: 26 });
  const app = await BenchApp.open(url, { executablePath });
  await runJob(app, () => app.chooseFiles('Add Audio Files', paths), /Import finished: /u);
  await app.openTab('Bayesian Opt');
  await app.page.getByLabel('Objective').selectOption('Measured');
  await app.page.getByRole('spinbutton', { name: 'Total', exact: true }).fill(String(MEASURED_TRIALS));
  const job = await runJob(app, () => app.press('Run BO for All'), /Measured BO finished for All files: /u, 3_600_000);
  say(`  ${count} files: ${Math.round(job.tookMs / 1000)} s; ${describeCalls(job.storeCalls)}`);
  await app.close();
  return { batch: [job.tookMs / 1000], 'longest task': [job.longestTaskMs] };
}

/** One hour of 48 kHz stereo. @param {Surroundings} where @returns {Promise<Figures>} */
export async function oneHour({ url, executablePath, folder, quick, say }) {
  const path = join(folder, 'hour.wav');
  const share = quick ? 0.1 : 1;
  await writeWav(path, { sampleRateHz: 48_000, channels: 2, durationSec: 3600 * share, seed: 5 });
  /** @type {Figures} */
  const figures = { hour: [], 'hour memory': [], 'longest task': [] };
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    const app = await BenchApp.open(url, { executablePath });
    const memory = await app.watchMemory();
    const job = await runJob(app, () => app.chooseFiles('Add Audio Files', [path]), /Descriptors finished: 1 done/u);
    const { first, highest } = memory.stop();
    figures.hour.push(job.tookMs / share / 1000);
    figures['hour memory'].push(highest / 1e6);
    figures['longest task'].push(job.longestTaskMs);
    say(`  one hour: ${job.tookMs} ms, memory ${Math.round(first / 1e6)} → ${Math.round(highest / 1e6)} MB`);
    await app.close();
  }
  return figures;
}

/** Training in the app and scrolling a long table. @param {Surroundings} where @returns {Promise<Figures>} */
export async function largeSets({ url, executablePath, folder, quick, say }) {
  /** @type {Figures} */
  const figures = { 'longest task': [] };
  for (const rows of [800, 10_000]) {
    const path = join(folder, `${rows}.duckdb`);
    await writeTrainedDatabase(path, rows);
    const app = await BenchApp.open(url, { executablePath });
    await app.takeProbes();
    const { atMs, end } = await app.replaceDatabase(path);
    const importTasks = (await app.takeProbes()).longTasks.map(({ duration }) => duration);
    figures['longest task'].push(...importTasks);
    say(`  ${rows} rows: database import ${end.atMs - atMs} ms, long tasks: ${importTasks.join(' ')}`);
    await app.openTab('Model');
    const memory = await app.watchMemory();
    const times = (figures[`train ${rows}`] = []);
    const ridge = (figures[`ridge ${rows}`] = []);
    for (let run = 0; run < (quick ? 1 : rows === 800 ? 7 : 3); run++) {
      const job = await runJob(app, () => app.press('Train Degree-3 Ridge'), /Model trained: /u);
      const { training } = await jobDurations(app);
      times.push(training);
      ridge.push(spanOf(job.computeCalls, ['evaluateFold', 'fit']) / 1000);
      figures['longest task'].push(job.longestTaskMs);
      say(
        `  training ${rows} rows: ${training.toFixed(3)} s; ${describeCalls([...job.storeCalls, ...job.computeCalls])}`,
      );
    }
    const { first, highest } = memory.stop();
    figures[`memory ${rows}`] = [highest / 1e6];
    figures[`memory added by ${rows}`] = [(highest - first) / 1e6];
    say(`  memory ${Math.round(first / 1e6)} → ${Math.round(highest / 1e6)} MB`);
    if (rows === 10_000) {
      await app.openTab('Import + Descriptors');
      const { fps, slowest } = await scroll(app);
      figures.fps = fps;
      const scrollTasks = (await app.takeProbes()).longTasks.map(({ duration }) => duration);
      figures['longest task'].push(...scrollTasks);
      say(`  long tasks of opening the table and scrolling: ${scrollTasks.join(' ')}`);
      say(`  scrolling: ${fps.map((value) => value.toFixed(1)).join(' ')} frames/s, slowest frame ${slowest} ms`);
    }
    await app.close();
  }
  return figures;
}

/** How long the page waits for things on its second visit, and single durable writes. @param {Surroundings} where @returns {Promise<Figures>} */
export async function startAndStore({ url, executablePath, folder, quick, say }) {
  /** @type {Figures} */
  const figures = { 'first paint': [], usable: [], 'database ready': [], 'longest task': [] };
  const perState = quick ? 3 : 12;
  const paths = await writeManyWavs(join(folder, 'few'), 12 + 2 * perState);
  const later = paths.splice(12);
  const app = await BenchApp.open(url, { executablePath });
  await runJob(app, () => app.chooseFiles('Add Audio Files', paths), /Import finished: /u);
  await app.goTheDesktopsWay();
  await runJob(app, () => app.press('Run All'), /Run All finished: /u);
  // What a page does at first, and what it does once the engine's code is optimised.
  for (const state of ['fresh', 'warm']) {
    const writes = (figures[`store file, ${state}`] = []);
    const runs = (figures[`store run, ${state}`] = []);
    await app.openTab('Import + Descriptors');
    for (const path of later.splice(0, perState)) {
      const choose = () => app.chooseFiles('Add Audio Files', [path]);
      const { storeCalls } = await runJob(app, choose, /Descriptors finished: 1 done/u);
      writes.push(...timesOf(storeCalls, 'addDescribedAudio'));
    }
    await app.openTab('Bayesian Opt');
    for (let run = 0; run < perState; run++) {
      const { storeCalls } = await runJob(app, () => app.press('Run BO'), /BO finished for /u);
      runs.push(...timesOf(storeCalls, 'saveRuns'));
    }
    say(`  ${state}: files ${writes.map(Math.round).join(' ')} ms, runs ${runs.map(Math.round).join(' ')} ms`);
    const between = state === 'fresh' && !quick ? 80 : 0;
    for (let run = 0; run < between; run++) await runJob(app, () => app.press('Run BO'), /BO finished for /u);
  }
  for (let run = 0; run < (quick ? 3 : 9); run++) {
    const { firstPaintMs, usableMs, readyMs } = await app.revisit();
    figures['first paint'].push(firstPaintMs);
    figures.usable.push(usableMs);
    figures['database ready'].push(readyMs);
    say(
      `  second visit: paint ${Math.round(firstPaintMs)}, usable ${Math.round(usableMs)}, ready ${Math.round(readyMs)} ms`,
    );
  }
  await app.close();
  return figures;
}

/** Starts a job and waits for its line in the log. */
async function runJob(app, start, line, timeoutMs = 600_000) {
  await app.takeProbes();
  const atMs = await start();
  const end = await app.logSays(line, atMs, timeoutMs);
  const { longTasks, storeCalls, computeCalls, readsMs } = await app.takeProbes();
  const durations = longTasks.map(({ duration }) => Math.round(duration));
  return {
    tookMs: end.atMs - atMs,
    storeCalls,
    computeCalls,
    readsMs,
    longTasks: durations,
    longestTaskMs: Math.max(0, ...durations),
  };
}

/** Seconds of the latest job of each kind, from its start to its line in the log. */
async function jobDurations(app) {
  return app.page.evaluate(() => {
    const { jobs, log } = document.querySelector('ib-app').workbench;
    return Object.fromEntries(
      jobs.jobs.value.flatMap(({ kind, startedAtMs, state }) => {
        const entry = log.entries.value.find(
          ({ message, atMs }) => atMs >= startedAtMs && state.kind === 'done' && message === state.summary,
        );
        return entry === undefined ? [] : [[kind, (entry.atMs - startedAtMs) / 1000]];
      }),
    );
  });
}

/** Scrolls the table of files by 100 px a frame for as long as it goes; frames per second of several spells. */
async function scroll(app) {
  return app.page.evaluate(async () => {
    const find = (root, selector) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches(selector)) return element;
        const inner = element.shadowRoot === null ? null : find(element.shadowRoot, selector);
        if (inner !== null) return inner;
      }
      return null;
    };
    const frame = find(document, '.frame[aria-label="Audio files"]');
    const fps = [];
    let slowest = 0;
    for (let spell = 0; spell < 5; spell++) {
      frame.scrollTop = spell * 50_000;
      const deltas = await new Promise((resolve) => {
        const found = [];
        let last = null;
        const step = (now) => {
          if (last !== null) found.push(now - last);
          last = now;
          frame.scrollTop += 100;
          if (found.length < 120) requestAnimationFrame(step);
          else resolve(found);
        };
        requestAnimationFrame(step);
      });
      fps.push((1000 * deltas.length) / deltas.reduce((sum, delta) => sum + delta, 0));
      slowest = Math.max(slowest, ...deltas);
    }
    return { fps, slowest: Math.round(slowest) };
  });
}

/** From the start of the first of these calls to the end of the last, in ms. */
function spanOf(calls, methods) {
  const of = calls.filter(({ method }) => methods.includes(method));
  return Math.max(...of.map(({ endMs }) => endMs)) - Math.min(...of.map(({ startMs }) => startMs));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function timesOf(calls, method) {
  return calls.filter((call) => call.method === method).map(({ tookMs }) => tookMs);
}

function describeCalls(calls) {
  const sums = new Map();
  for (const { method, tookMs } of calls) {
    const { count, totalMs } = sums.get(method) ?? { count: 0, totalMs: 0 };
    sums.set(method, { count: count + 1, totalMs: totalMs + tookMs });
  }
  return [...sums].map(([method, { count, totalMs }]) => `${method} ${count}× ${Math.round(totalMs)} ms`).join(', ');
}
