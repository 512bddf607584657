// `npm run fuzz`: a million hostile inputs, seeded, in a process of its own that is watched: no input may take longer than
// ten seconds, hold more than 512 MB, or throw anything but a typed error.
// `npm run fuzz -- --count=1000 --target=audio --from=42` runs a part, or one input again; `--target=databases` reads
// DuckDB files, which takes a browser and seconds each.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { findChromium } from './lib/chromium.mjs';
import { binPath, root, run } from './lib/run.mjs';

const MAX_INPUT_MS = 10_000;
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;
const MAX_HEAP_MB = 256;
const LOOK_EVERY_MS = 250;
const MAX_FAILURES = 20;

/** How a million inputs are spread: audio has the most code behind it. */
const SHARES = /** @type {Readonly<Record<string, number>>} */ ({
  audio: 0.3,
  samples: 0.05,
  preset: 0.2,
  model: 0.05,
  equations: 0.05,
  csv: 0.2,
  names: 0.15,
});

if (isMainThread) await main();
else await runAll();

async function main() {
  const { values } = parseArgs({
    options: { count: { type: 'string' }, from: { type: 'string' }, target: { type: 'string' } },
  });
  const from = Number(values.from ?? 0);
  if (values.target === 'databases') {
    process.exitCode = await readDatabases(Number(values.count ?? 200), from);
    return;
  }
  const count = Number(values.count ?? 1_000_000);
  const chosen = Object.entries(SHARES).filter(([name]) => values.target === undefined || values.target === name);
  if (chosen.length === 0 || !Number.isInteger(count) || !Number.isInteger(from)) {
    console.error(`Targets are ${Object.keys(SHARES).join(', ')} and databases; --count and --from are whole numbers.`);
    process.exit(1);
  }
  const total = chosen.reduce((sum, [, share]) => sum + share, 0);
  const plan = chosen.map(([name, share]) => ({ name, from, count: Math.ceil((count * share) / total) }));
  const modulePath = await bundleTargets();
  const state = await watch(plan, modulePath);
  rmSync(modulePath, { force: true });
  console.log(
    `\n${state.inputs} inputs, ${state.failures.length} failures, at most ${megabytes(state.peakBytes)} MB held`,
  );
  for (const failure of state.failures) console.error(failure);
  process.exitCode = state.failures.length === 0 ? 0 : 1;
}

/**
 * @param {number} count
 * @param {number} from - the first seed
 * @returns {Promise<number>} the exit code
 */
async function readDatabases(count, from) {
  const env = {
    CHROMIUM_PATH: await findChromium(),
    VITE_FUZZ_COUNT: String(count),
    VITE_FUZZ_FROM: String(from),
  };
  const args = [binPath('vitest'), 'run', '--project=endurance', 'tests/endurance/databases.test.ts'];
  return run(process.execPath, args, { env, timeoutSec: 120 + 10 * count });
}

/** The targets as one script that Node runs without a loader. Returns its path. */
async function bundleTargets() {
  const { build } = await import('vite');
  const outDir = join(root, 'node_modules', '.cache', 'fuzz');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'tests', 'support', 'fuzz', 'targets.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'targets.mjs' } },
    },
  });
  return join(outDir, 'targets.mjs');
}

/**
 * @param {readonly { name: string, from: number, count: number }[]} plan
 * @param {string} modulePath
 * @returns {Promise<{ inputs: number, failures: string[], peakBytes: number }>}
 */
async function watch(plan, modulePath) {
  const state = { inputs: 0, failures: /** @type {string[]} */ ([]), peakBytes: 0 };
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { plan, modulePath, progress },
    // Garbage is collected before it counts as held.
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  let last = { count: -1, atMs: performance.now() };
  return new Promise((resolve) => {
    /** @param {string} [failure] */
    const end = (failure) => {
      clearInterval(timer);
      if (failure !== undefined) state.failures.push(failure);
      void worker.terminate().then(() => resolve({ ...state, inputs: progress[0] ?? 0 }));
    };
    const where = () => `${plan[progress[1] ?? 0]?.name}, input ${progress[0]} in all`;
    const timer = setInterval(() => {
      const done = Atomics.load(progress, 0);
      if (done !== last.count) last = { count: done, atMs: performance.now() };
      const heldBytes = process.memoryUsage().rss;
      state.peakBytes = Math.max(state.peakBytes, heldBytes);
      process.stdout.write(`\r${done} inputs, ${megabytes(heldBytes)} MB   `);
      if (performance.now() - last.atMs > MAX_INPUT_MS) end(`hangs: ${where()}`);
      else if (heldBytes > MAX_MEMORY_BYTES) end(`holds ${megabytes(heldBytes)} MB: ${where()}`);
    }, LOOK_EVERY_MS);
    worker.on('message', (/** @type {string | null} */ failure) => {
      if (failure !== null) state.failures.push(failure);
      if (failure === null || state.failures.length >= MAX_FAILURES) end();
    });
    worker.on('error', (error) => end(`died: ${where()}: ${error.message}`));
  });
}

/** In the worker: one input after another, in the order of the plan. */
async function runAll() {
  const { plan, modulePath, progress } = workerData;
  const { fuzzTargets } = await import(pathToFileURL(modulePath).href);
  /** @type {readonly { name: string, run: (seed: number) => Promise<void> }[]} */
  const targets = fuzzTargets(join(root, 'tests', 'fixtures'));
  for (const [index, { name, from, count }] of plan.entries()) {
    const target = targets.find((other) => other.name === name);
    if (target === undefined) throw new Error(`There is no target ${name}.`);
    progress[1] = index;
    for (let seed = from; seed < from + count; seed++) {
      try {
        await target.run(seed);
      } catch (error) {
        parentPort?.postMessage(`--target=${name} --from=${seed} --count=1: ${String(error)}`);
      }
      Atomics.add(progress, 0, 1);
    }
  }
  parentPort?.postMessage(null);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
