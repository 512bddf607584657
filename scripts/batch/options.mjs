import { parseArgs } from 'node:util';

export const HELP = `npm run batch -- COMMAND … --out DIR

The app itself, in a headless browser, over folders that are too large for one tab. Each worker does one shard and writes
one file; what is complete is not done again.

  describe INPUT --shard 3/64 --out DIR     descriptors of the third of 64 shards: describe-3-of-64.parquet
  search   INPUT --shard 3/64 --out DIR     the same, and each sound's best hyperparameters by trials: search-3-of-64.parquet
  predict  INPUT --shard 3/64 --out DIR --model model.json    what a model of yours answers: predict-3-of-64.parquet
  presets  INPUT --shard 3/64 --out DIR --model model.json    the same as presets: presets-3-of-64.zip
  hub      REPOSITORY --licenses cc0,by --shard 3/64 --out DIR    descriptors of a public data set's sounds, each with its licence
                                            and who made it, read as the app's Fetch Dataset does: hub-3-of-64.parquet
  merge    DIR --out FILE                   all search shards in DIR, else all describe, else all hub shards, as one
                                            training.duckdb; for a FILE that ends in .parquet all predict shards as one table
  train    training.duckdb --out DIR        learns as Run All does: model.json, and training.duckdb with the models in it

INPUT is a folder (links to files are followed, links to folders are not), or a text file with one path per line
(from the file's own folder on).

  --shard K/N     the Kth of N shards; 1/1 where it is left out
  --licenses A,B  what hub may take, and no other: families such as cc0, pd and by; rows without a licence are unknown
  --card-license  with hub: rows without a licence have the card's, which may hide terms of single files
  --config NAME, --split NAME    with hub; the likeliest where they are left out
  --hub URL, --viewer URL        with hub: another address of the hub, which the build has to allow (IB_CONNECT_SRC)
  --app URL       the app that is served there, instead of a build of its own
  --trials N      trials of each sound by search; --startup N and --seed N: all as in the app where they are left out
  --labels WAY    how train finds best hyperparameters: direct (as the app does) or bayesian (by what search has found)
  --json          progress as one JSON object per line
  --help

Files that cannot be read are rows of failed-K-of-N.parquet beside the shard, never a stop. Exit codes: 0 done, 1 failed
(nothing was written; run it again), 2 the command line is wrong. hub sends the access token in HF_TOKEN, where there is one; its
shards are the data set's own files in turn, so that more shards than files leave some of them empty.`;

const SHARD_COMMANDS = ['describe', 'search', 'predict', 'presets', 'hub'];
const COMMANDS = [...SHARD_COMMANDS, 'merge', 'train'];

/** As `src/domain/license.ts` has them, which Node 20 cannot read: tests/unit/batchOptions.test.ts holds the two alike. */
const LICENSE_FAMILIES = [
  'cc0',
  'pd',
  'by',
  'by-sa',
  'by-nd',
  'by-nc',
  'by-nc-sa',
  'by-nc-nd',
  'sampling+',
  'nc-sampling+',
  'odc-by',
  'odbl',
  'software-permissive',
  'software-copyleft',
  'use-restricted',
  'cc-unspecified',
  'all-rights-reserved',
  'unknown',
];

/** @typedef {{ number: number, count: number }} Shard one of `count`, from 1 on */
/**
 * @typedef {{
 *   licenses: readonly string[], useCardLicense: boolean, config: string | null, split: string | null, hubUrl: string | null, viewerUrl: string | null,
 * }} HubChoice what of a public data set is taken, and from where
 */
/**
 * @typedef {{
 *   command: string, input: string, out: string, shard: Shard, model: string | null, isJson: boolean, labels: 'direct' | 'bayesian',
 *   appUrl: string | null, hub: HubChoice | null,
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
    appUrl: values.app ?? null,
    hub: hubChoice(command, values),
    budget: {
      ...(values.trials === undefined ? {} : { totalTrials: count('trials', values.trials) }),
      ...(values.startup === undefined ? {} : { startupTrials: count('startup', values.startup) }),
      ...(values.seed === undefined ? {} : { seed: count('seed', values.seed) }),
    },
  };
}

/**
 * @param {string} command
 * @param {ReturnType<typeof parsed>['values']} values
 * @returns {HubChoice | null} null where no public data set is asked for
 */
function hubChoice(command, values) {
  const { licenses, config, split, hub, viewer } = values;
  const useCardLicense = values['card-license'] === true;
  if (command !== 'hub') {
    const given = { licenses, config, split, hub, viewer, 'card-license': useCardLicense ? '' : undefined };
    const [name] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (name !== undefined) throw new WrongUsage(`${command} takes no --${name}.`);
    return null;
  }
  if (licenses === undefined) throw new WrongUsage('hub needs --licenses: what you may use, such as cc0,pd,by.');
  const families = licenses.split(',').map((family) => family.trim());
  const unknown = families.find((family) => !LICENSE_FAMILIES.includes(family));
  if (unknown !== undefined)
    throw new WrongUsage(`--licenses is some of ${LICENSE_FAMILIES.join(', ')}; ${unknown || 'nothing'} is none.`);
  return {
    licenses: families,
    useCardLicense,
    config: config ?? null,
    split: split ?? null,
    hubUrl: hub ?? null,
    viewerUrl: viewer ?? null,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string', multiple: false });
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
        licenses: text,
        'card-license': flag,
        config: text,
        split: text,
        hub: text,
        viewer: text,
        app: text,
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
