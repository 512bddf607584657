import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HeadlessApp } from './headlessApp.mjs';
import { Progress } from './progress.mjs';
import { joinParquet, mergeShards, writeFailures, writePredictions, writeShard } from './shardFile.mjs';
import { writeWhole } from './wholeFile.mjs';
import { shardName, shareOf, soundsOf, wholeSet, whyUnreadable } from './shards.mjs';

/** @typedef {import('./options.mjs').BatchOptions} BatchOptions */

/**
 * Does what a command line asks for.
 *
 * @param {BatchOptions} options
 * @returns {Promise<string>} what came of it, in a sentence
 */
export async function runBatch(options) {
  if (options.command === 'merge') return merge(options);
  if (options.command === 'train') return train(options);
  return runShard(options);
}

/** @param {BatchOptions} options */
async function runShard(options) {
  const { command, input, out, shard, model, budget, hub } = options;
  const path = resolve(out, shardName(command, shard, command === 'presets' ? 'zip' : 'parquet'));
  if (existsSync(path)) return `${path} is there already. Remove it to have it made anew, by another model too.`;
  if (model !== null && !existsSync(model))
    throw new Error(`${model} is not there; --model names a model that the app has exported.`);
  const progress = new Progress(options);
  const all = hub === null ? await soundsOf(input) : [];
  const sounds = shareOf(all, shard);
  await expectSome([...sounds, ...all]);
  await mkdir(out, { recursive: true });
  progress.tell('begins', hub === null ? { files: sounds.length } : { of: input });
  return withApp(options, async (app, scratch) => {
    progress.tell('open');
    // Before hours of work: it may be none.
    if (model !== null) await app.openModel(resolve(model));
    const { failures, said } =
      hub === null
        ? await describe(app, sounds, progress)
        : await app.importFromHub(input, hub, shard, (what, figures) => progress.tell(what, figures));
    if (command === 'search') {
      await app.search(budget);
      progress.tell('searched');
    }
    if (command === 'predict') await app.predictAll();
    // Last of all comes what says that the shard is done.
    await writeFailures(failures, resolve(out, shardName('failed', shard, 'parquet')));
    if (command === 'presets') {
      await writeWhole(path, (draft) => app.savePresets(draft));
    } else {
      const database = join(scratch, 'training.duckdb');
      await app.saveDatabase(database);
      await (command === 'predict' ? writePredictions : writeShard)(database, path);
    }
    progress.tell('done', { failed: failures.length });
    return `${path}: ${said}`;
  });
}

/**
 * Where none of all files can be read, the disk is gone or the list is wrong, and no shard is done: it would not be begun again.
 *
 * @param {readonly import('./shards.mjs').Sound[]} sounds
 */
async function expectSome(sounds) {
  for (const sound of sounds) if ((await whyUnreadable(sound)) === null) return;
  const [first] = sounds;
  if (first !== undefined) throw new Error(`No file can be read. The first: ${await whyUnreadable(first)}`);
}

/**
 * @param {HeadlessApp} app
 * @param {readonly import('./shards.mjs').Sound[]} sounds
 * @param {Progress} progress
 */
async function describe(app, sounds, progress) {
  const failures = await app.describe(sounds, (done) => progress.tell('described', { done, of: sounds.length }));
  return { failures, said: `${sounds.length - failures.length} of ${sounds.length} files.` };
}

/** @param {BatchOptions} options */
async function merge(options) {
  const { input, out } = options;
  const names = await readdir(input).catch(() => null);
  if (names === null) throw new Error(`${input} is not there, or no folder: merge reads the folder of the shards.`);
  const pathsOf = (/** @type {string} */ what) => wholeSet(what, names).map((name) => resolve(input, name));
  const path = resolve(out);
  refuseToReplace(path);
  await mkdir(dirname(path), { recursive: true });
  const gatherFailures = async (/** @type {readonly string[]} */ shards) => {
    // Those of another set may lie beside them.
    const ofSet = names.filter((name) => name.endsWith(`-of-${shards.length}.parquet`));
    const failures = wholeSet('failed', ofSet).map((name) => resolve(input, name));
    const count = failures.length === 0 ? 0 : await joinParquet(failures, join(dirname(path), 'failed.parquet'));
    return count === 0 ? '' : ` Files that could not be read: ${count}, in failed.parquet beside it.`;
  };
  if (path.endsWith('.parquet')) {
    const shards = pathsOf('predict');
    if (shards.length === 0) throw new Error(`No predict shards lie in ${input}.`);
    return `${path}: predictions of ${await joinParquet(shards, path)} sounds.${await gatherFailures(shards)}`;
  }
  const kind = ['search', 'describe', 'hub'].find((what) =>
    names.some((name) => name.startsWith(`${what}-`) && name.endsWith('.parquet')),
  );
  const shards = kind === undefined ? [] : pathsOf(kind);
  if (shards.length === 0) throw new Error(`No search, describe or hub shards lie in ${input}.`);
  return withApp(options, async (app) => {
    const { sounds, duplicates } = await writeWhole(path, async (draft) => {
      await app.saveDatabase(draft);
      return mergeShards(shards, draft);
    });
    const twice = duplicates === 0 ? '' : ` ${duplicates} files hold the same bytes as another and were left out.`;
    return `${path}: ${sounds} sounds of ${shards.length} shards.${twice}${await gatherFailures(shards)}`;
  });
}

/** What a training writes. */
const LEARNED = ['training.duckdb', 'model.json'];

/** A database may hold what nobody can make again. @param {string} path */
function refuseToReplace(path) {
  if (existsSync(path)) throw new Error(`${path} is there already. Remove it, or name another with --out.`);
}

/** @param {BatchOptions} options */
async function train(options) {
  const { input, out, labels } = options;
  if (!existsSync(input))
    throw new Error(`${input} is not there; train reads a database that merge or the app has written.`);
  for (const name of LEARNED) refuseToReplace(resolve(out, name));
  await mkdir(out, { recursive: true });
  return withApp(options, async (app, scratch) => {
    await app.openDatabase(resolve(input));
    await app.train(labels);
    await app.saveDatabase(join(scratch, 'training.duckdb'));
    await app.saveModel(join(scratch, 'model.json'));
    // By copies: the two folders may lie on different disks.
    for (const name of LEARNED) await writeWhole(resolve(out, name), (draft) => copyFile(join(scratch, name), draft));
    return `${resolve(out, 'model.json')} and the database with it beside it.`;
  });
}

/**
 * @template T
 * @param {BatchOptions} options
 * @param {(app: HeadlessApp, scratch: string) => Promise<T>} work
 */
async function withApp({ appUrl }, work) {
  const scratch = await mkdtemp(join(tmpdir(), 'inertiabands-batch-files-'));
  try {
    const app = await HeadlessApp.open(appUrl);
    try {
      return await work(app, scratch);
    } finally {
      await app.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
