import { parseArgs } from 'node:util';

export const HELP = `npm run batch -- COMMAND … --out DIR

The app itself, in a headless browser, over folders that are too large for one tab. Each worker does one shard and writes
one file; what is complete is not done again.

  describe INPUT --shard 3/64 --out DIR     descriptors of the third of 64 shards: describe-3-of-64.parquet
  search   INPUT --shard 3/64 --out DIR     the same, and each sound's best hyperparameters by trials: search-3-of-64.parquet
  predict  INPUT --shard 3/64 --out DIR --model model.json    what a model of yours answers: predict-3-of-64.parquet
  presets  INPUT --shard 3/64 --out DIR --model model.json    the same as presets: presets-3-of-64.zip
  merge    DIR --out FILE                   all search shards in DIR, else all describe shards, as one training.duckdb; for a
                                            FILE that ends in .parquet all predict shards as one table
  train    training.duckdb --out DIR        learns as Run All does: model.json, and training.duckdb with the models in it

INPUT is a folder, or a text file with one path per line (from the file's own folder on).

  --shard K/N     the Kth of N shards; 1/1 where it is left out
  --trials N      trials of each sound by search; --startup N and --seed N: all as in the app where they are left out
  --labels WAY    how train finds best hyperparameters: direct (as the app does) or bayesian (by what search has found)
  --json          progress as one JSON object per line
  --help

Files that cannot be read are rows of failed-K-of-N.parquet beside the shard, never a stop. Exit codes: 0 done, 1 failed
(nothing was written; run it again), 2 the command line is wrong.`;

const SHARD_COMMANDS = ['describe', 'search', 'predict', 'presets'];
const COMMANDS = [...SHARD_COMMANDS, 'merge', 'train'];

/** @typedef {{ number: number, count: number }} Shard one of `count`, from 1 on */
/**
 * @typedef {{
 *   command: string, input: string, out: string, shard: Shard, model: string | null, isJson: boolean, labels: 'direct' | 'bayesian',
 *   budget: { totalTrials?: number, startupTrials?: number, seed?: number },
 * }} BatchOptions
 */

/** What is wrong with a command line. */
export class WrongUsage extends Error {}

/**
 * Reads a command line.
 *
 * @param {readonly string[]} args
 * @returns {BatchOptions | null} null where help is asked for
 * @throws {WrongUsage} with a sentence that says what is wrong
 */
export function readOptions(args) {
  const { values, positionals } = parsed(args);
  if (values.help === true) return null;
  const [command = '', input = '', ...others] = positionals;
  if (!COMMANDS.includes(command))
    throw new WrongUsage(
      `${command === '' ? 'A command is missing' : `${command} is no command`}: one of ${COMMANDS.join(', ')}.`,
    );
  if (input === '') throw new WrongUsage(`${command} needs what to read, after its name.`);
  if (others.length > 0) throw new WrongUsage(`${command} reads one input; ${others.join(' ')} is too much.`);
  if (values.out === undefined) throw new WrongUsage(`${command} needs --out.`);
  const asks = command === 'predict' || command === 'presets';
  if (asks !== (values.model !== undefined))
    throw new WrongUsage(asks ? `${command} needs --model.` : `${command} takes no --model.`);
  if (!SHARD_COMMANDS.includes(command) && values.shard !== undefined)
    throw new WrongUsage(`${command} takes no --shard.`);
  const labels = values.labels ?? 'direct';
  if (labels !== 'direct' && labels !== 'bayesian') throw new WrongUsage('--labels is direct or bayesian.');
  return {
    command,
    input,
    out: values.out,
    shard: shardOf(values.shard ?? '1/1'),
    model: values.model ?? null,
    isJson: values.json === true,
    labels,
    budget: {
      ...(values.trials === undefined ? {} : { totalTrials: count('trials', values.trials) }),
      ...(values.startup === undefined ? {} : { startupTrials: count('startup', values.startup) }),
      ...(values.seed === undefined ? {} : { seed: count('seed', values.seed) }),
    },
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const flag = /** @type {const} */ ({ type: 'boolean' });
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        shard: text,
        out: text,
        model: text,
        labels: text,
        trials: text,
        startup: text,
        seed: text,
        json: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} text
 * @returns {Shard}
 */
function shardOf(text) {
  const [, number = '', shards = ''] = /^(\d+)\/(\d+)$/u.exec(text) ?? [];
  const shard = { number: Number(number), count: Number(shards) };
  if (shard.number < 1 || shard.number > shard.count)
    throw new WrongUsage(`--shard is K/N with K from 1 to N, such as 3/64; ${text} is not.`);
  return shard;
}

/** @param {string} name @param {string} text */
function count(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new WrongUsage(`--${name} is a whole number; ${text} is not.`);
  return number;
}
