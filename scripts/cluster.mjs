import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildOnce, HeadlessApp } from './batch/headlessApp.mjs';
import { shardName, soundsOf } from './batch/shards.mjs';
import { LocalSlurm, missingPrograms } from './cluster/localSlurm.mjs';
import { aptInstall, canAptInstall } from './lib/aptInstall.mjs';
import { environmentOf, killTree, processesOf, signal } from './lib/processes.mjs';
import { root, run } from './lib/run.mjs';

/*
 * `npm run test:cluster`: a real Slurm of two nodes on this machine, each held to one core, does the Snakefile's way. In the middle a worker
 * and a node are ended; run again, only what was missing is done, and what comes of it equals bit for bit what one tab of the app makes of the
 * same files. Then both nodes are timed against one, alternated, as many rounds as are wanted: `-- --sounds 24 --shards 4 --rounds 0` is
 * the short way, without times; `--seconds` is how long sounds are in the mean; `-- --install` installs what is missing before, as root of a Debian.
 */

const { values } = parseArgs({
  options: {
    sounds: { type: 'string', default: '400' },
    shards: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '2' },
    install: { type: 'boolean', default: false },
  },
});
const [SOUNDS = 0, SHARDS = 0, ROUNDS = 0, SECONDS = 0] = [
  values.sounds,
  values.shards,
  values.rounds,
  values.seconds,
].map(Number);
/** Two are done when a worker is ended, all but its shard when a node is. */
const FEWEST_SHARDS = 4;
const TRIALS = 12;
const WAIT_MS = 900_000;
const RATE_HZ = 22_050;
const TABLES = {
  audio_files: '* EXCLUDE (imported_at)',
  descriptors: '* EXCLUDE (updated_at)',
  plugin_windows: '*',
  bo_trials: '* EXCLUDE (created_at)',
  best_params: '* EXCLUDE (updated_at)',
};

const DEBIAN_PACKAGES = ['snakemake', 'slurmctld', 'slurmd', 'slurm-client', 'munge'];
if (values.install && canAptInstall() && (await missingPrograms()).length > 0) await aptInstall(DEBIAN_PACKAGES);
const missing = await missingPrograms();
if (missing.length > 0 || process.getuid?.() !== 0) {
  console.error(
    `This test needs root and ${missing.join(', ') || 'nothing else'}. On Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')}`,
  );
  process.exit(1);
}
if (!(SHARDS >= FEWEST_SHARDS && SOUNDS >= SHARDS && ROUNDS >= 0 && SECONDS > 0)) {
  console.error(
    `--shards is ${FEWEST_SHARDS} or more, --sounds no fewer than shards, --rounds 0 or more, --seconds above 0.`,
  );
  process.exit(1);
}
await buildOnce();

const folder = await mkdtemp(join(tmpdir(), 'inertiabands-cluster-'));
const sounds = join(folder, 'sounds');
const nodes = [
  { name: 'trainer1', core: 0 },
  { name: 'trainer2', core: 1 },
];
const slurm = new LocalSlurm(join(folder, 'slurm'), nodes);
let isRight = false;
try {
  await makeSounds();
  await mkdir(join(folder, 'slurm'));
  await slurm.start();
  await interruptedRun();
  if (ROUNDS > 0) await timeNodes();
  isRight = true;
} finally {
  await slurm.stop();
  if (isRight) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  else console.error(`What it made lies in ${folder}.`);
}
process.exit(0);

/** Tones in noise, each another one, in some folders. */
async function makeSounds() {
  for (let n = 0; n < SOUNDS; n += 1) {
    await mkdir(join(sounds, `folder-${n % 5}`), { recursive: true });
    const count = Math.round((RATE_HZ * SECONDS * (1 + (n % 7) / 3)) / 2);
    const bytes = Buffer.alloc(44 + 2 * count);
    bytes.write('RIFF', 0, 'latin1');
    bytes.writeUInt32LE(36 + 2 * count, 4);
    bytes.write('WAVEfmt ', 8, 'latin1');
    for (const [at, value] of [
      [16, 16],
      [24, RATE_HZ],
      [28, 2 * RATE_HZ],
      [40, 2 * count],
    ])
      bytes.writeUInt32LE(value, at);
    for (const [at, value] of [
      [20, 1],
      [22, 1],
      [32, 2],
      [34, 16],
    ])
      bytes.writeUInt16LE(value, at);
    bytes.write('data', 36, 'latin1');
    let state = n + 1;
    for (let i = 0; i < count; i += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const tone = Math.sin((2 * Math.PI * (110 + 13 * n) * i) / RATE_HZ) * Math.exp((-i * (n % 11)) / count);
      bytes.writeInt16LE(Math.round(9000 * tone + ((n % 13) * 600 * state) / 2 ** 32), 44 + 2 * i);
    }
    await writeFile(join(sounds, `folder-${n % 5}`, `${n}.wav`), bytes);
  }
}

async function interruptedRun() {
  const out = join(folder, 'out');
  const first = snakemake(out);
  const shards = join(out, 'shards');
  await until('two shards are done', async () => (await shardTimes(shards)).size >= 2);
  const worker = await heldWorker(shards, () => true);
  for (const pid of worker.pids) await killTree(pid);
  console.log(`Ended the worker of shard ${worker.number}.`);
  const retry = await heldWorker(shards, (number, pid) => number === worker.number && !worker.pids.includes(pid));
  await until('a third shard is done', async () => (await shardTimes(shards)).size >= 3);
  await until('a shard is known to be done', async () => finishedOutputs(first.text()).size > 0);
  const node = await environmentOf(retry.pids[0] ?? 0, 'SLURMD_NODENAME');
  await slurm.killNode(node);
  console.log(`Ended the node ${node} with the worker that tried it again.`);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  first.child.kill('SIGINT');
  await first.ended;
  const before = await shardTimes(shards);
  const heardOf = finishedOutputs(first.text());
  slurm.startNode(node);
  await slurm.idle(['trainer1', 'trainer2']);
  console.log(`Interrupted with ${before.size} of ${SHARDS} shards. Run again:`);

  const again = snakemake(out);
  if ((await again.ended) !== 0) throw new Error(`The second run failed:\n${again.text()}`);
  const after = await shardTimes(shards);
  // What ended in the seconds before Snakemake did, so that it had not heard of it, it has done again.
  const known = [...before].filter(([name]) => heardOf.has(name));
  if (known.length === 0) throw new Error('Snakemake had heard of no shard that was done.');
  const redone = known.filter(([name, atMs]) => after.get(name) !== atMs).map(([name]) => name);
  if (redone.length > 0) throw new Error(`Done twice: ${redone.join(', ')}.`);
  if (after.size !== SHARDS) throw new Error(`${after.size} of ${SHARDS} shards are there.`);
  console.log(
    `The second run did what was missing, and none of the ${known.length} shards that were known to be done; model and predictions followed.`,
  );
  await compareWithTab(join(out, 'training.duckdb'));
}

/**
 * A worker that runs and whose shard is not there yet, stopped, so that what follows does not hang on who is faster.
 * @param {string} shards their folder @param {(number: number, pid: number) => boolean} isWanted
 * @returns {Promise<{ number: number, pids: number[] }>} the number of its shard, and its processes
 */
async function heldWorker(shards, isWanted) {
  for (const deadlineMs = performance.now() + WAIT_MS; performance.now() < deadlineMs;) {
    for (let number = 1; number <= SHARDS; number += 1) {
      const isOfShard = new RegExp(`scripts/batch\\.mjs.*--shard\\W+${number}/${SHARDS}\\b`, 'u');
      const all = await processesOf((line) => isOfShard.test(line) && line.includes(shards));
      const pids = all.filter((pid) => isWanted(number, pid));
      if (pids.length === 0) continue;
      for (const pid of pids) signal(pid, 'SIGSTOP');
      if (!(await shardTimes(shards)).has(shardName('search', { number, count: SHARDS }, 'parquet')))
        return { number, pids };
      for (const pid of pids) signal(pid, 'SIGCONT');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('No worker came that could be ended.');
}

/** One tab of the app with the same files. @param {string} merged */
async function compareWithTab(merged) {
  const own = join(folder, 'tab.duckdb');
  const app = await HeadlessApp.open();
  try {
    const failures = await app.describe(await soundsOf(sounds), () => undefined);
    if (failures.length > 0) throw new Error(`The tab could not read ${failures[0]?.name}: ${failures[0]?.reason}`);
    await app.search({ totalTrials: TRIALS });
    await app.saveDatabase(own);
  } finally {
    await app.close();
  }
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`ATTACH '${own}' AS tab (READ_ONLY); ATTACH '${merged}' AS cluster (READ_ONLY)`);
  const counts = [];
  for (const [table, columns] of Object.entries(TABLES)) {
    const rows = (/** @type {string} */ database) => `SELECT ${columns} FROM ${database}.main.${table}`;
    const [count] = await numbers(connection, `SELECT count(*) FROM cluster.main.${table}`);
    const differing = await numbers(
      connection,
      `SELECT (SELECT count(*) FROM (${rows('tab')} EXCEPT ALL ${rows('cluster')})),
         (SELECT count(*) FROM (${rows('cluster')} EXCEPT ALL ${rows('tab')}))`,
    );
    if (differing.some((n) => n > 0))
      throw new Error(`${table}: ${differing.join(' and ')} rows differ from the tab's.`);
    counts.push(`${table} ${count}`);
  }
  connection.closeSync();
  console.log(`Rows that equal the tab's, all of them: ${counts.join(', ')}.`);
}

/** @param {import('@duckdb/node-api').DuckDBConnection} connection @param {string} sql */
async function numbers(connection, sql) {
  return ((await connection.runAndReadAll(sql)).getRowsJS()[0] ?? []).map(Number);
}

async function timeNodes() {
  /** @type {{ one: number[], two: number[] }} */
  const seconds = { one: [], two: [] };
  /** @type {{ tab: number[], shards: number[] }} */
  const work = { tab: [], shards: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of /** @type {const} */ (['one', 'two'])) {
      const out = join(folder, `timed-${kind}-${round}`);
      const targets = Array.from({ length: SHARDS }, (_, i) =>
        join(out, 'shards', shardName('search', { number: i + 1, count: SHARDS }, 'parquet')),
      );
      await slurm.ask('scontrol', [
        'update',
        'nodename=trainer2',
        kind === 'one' ? 'state=drain' : 'state=resume',
        'reason=timed',
      ]);
      const startedMs = performance.now();
      const ran = snakemake(out, targets);
      if ((await ran.ended) !== 0) throw new Error(`A timed run failed:\n${ran.text()}`);
      seconds[kind].push((performance.now() - startedMs) / 1000);
      if (kind === 'one') work.shards.push(await workSeconds(join(out, 'logs')));
    }
    work.tab.push(await tabSeconds(round));
  }
  const [one, two] = [median(seconds.one), median(seconds.two)];
  console.log(
    `${SHARDS} shards of ${SOUNDS} sounds: one node ${one.toFixed(0)} s, two ${two.toFixed(0)} s, ${(one / two).toFixed(2)} × (1.6 is wanted; ${ROUNDS} rounds, alternated).`,
  );
  const [tab, shards] = [median(work.tab), median(work.shards)];
  console.log(
    `Seconds of one core for the work itself: ${shards.toFixed(1)} in ${SHARDS} shards, ${tab.toFixed(1)} in one tab, ${(shards / tab).toFixed(2)} ×.`,
  );
}

/** What one tab on one core works on all sounds. @param {number} round */
async function tabSeconds(round) {
  const out = join(folder, `timed-tab-${round}`);
  await mkdir(out);
  const batch = ['scripts/batch.mjs', 'search', sounds, '--out', out, '--trials', String(TRIALS)];
  let text = '';
  await run('taskset', ['--cpu-list', '0', process.execPath, ...batch], { collect: (some) => (text += some) });
  await writeFile(join(out, 'search.log'), text);
  return workSeconds(out);
}

/** From the moment the app was open to the end, by the logs in a folder, together. @param {string} logs */
async function workSeconds(logs) {
  let sum = 0;
  for (const name of (await readdir(logs)).filter((one) => /^search.*\.log$/u.test(one))) {
    const text = await readFile(join(logs, name), 'utf8');
    const at = (/** @type {string} */ what) => Number(new RegExp(` ([\\d.]+) s: ${what}\\b`, 'u').exec(text)?.[1]);
    sum += at('done') - at('open');
  }
  return sum;
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

/** @param {string} out @param {readonly string[]} [targets] */
function snakemake(out, targets = []) {
  const args = [
    '-s',
    'scripts/batch/Snakefile',
    '--profile',
    'scripts/batch/profiles/slurm-7',
    '--nolock',
    '--set-threads',
    'train=1',
  ];
  const config = ['--config', `input=${sounds}`, `out=${out}`, `shards=${SHARDS}`, `trials=${TRIALS}`];
  const child = spawn('snakemake', [...targets, ...args, ...config], {
    cwd: root,
    env: { ...process.env, ...slurm.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (some) => (text += some));
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.on('close', resolve));
  return { child, ended, text: () => text };
}

/** The names of the files of which Snakemake says that their jobs have finished. @param {string} told */
function finishedOutputs(told) {
  const jobs = [...told.matchAll(/^ {4}output: (\S+)\n(?: {4}.*\n)*? {4}jobid: (\d+)$/gmu)];
  const finished = new Set([...told.matchAll(/^Finished job (\d+)\.$/gmu)].map(([, id]) => id));
  return new Set(jobs.filter(([, , id]) => finished.has(id)).map(([, path = '']) => basename(path)));
}

/** When each shard that is done was written. @param {string} shards */
async function shardTimes(shards) {
  const names = existsSync(shards) ? (await readdir(shards)).filter((name) => /^search-.*\.parquet$/u.test(name)) : [];
  return new Map(
    await Promise.all(
      names.map(async (name) => /** @type {const} */ ([name, (await stat(join(shards, name))).mtimeMs])),
    ),
  );
}

/** @param {string} what @param {() => Promise<boolean>} isSo */
async function until(what, isSo) {
  const startedMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedMs > WAIT_MS) throw new Error(`It never came that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
