/**
 * How near a preset comes to what was wanted: `npm run compensation -- FOLDER [WORDS]`. For every piece of music in a
 * folder (decoded by ffmpeg, which must be installed) prints how far the plugin's masks are from those wanted with the
 * default knobs, with a plain preset and with a compensated one, and writes the means into docs/plugin.md, with WORDS for
 * what the folder holds.
 */
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { audioFilesIn, bundle, cacheFolder, decodeNative, table, writeMeasured } from './lib/measuring.mjs';
import { root } from './lib/run.mjs';

const MAX_SECONDS = 60;
const MIN_SECONDS = 5;
const KNOBS = [
  ['distancePenalty', 'Distance Penalty'],
  ['normRate', 'Feature Adapt Rate'],
  ['minimaxStrength', 'Feature Minimax'],
  ['lowPenalty', 'Feature Low Penalty'],
  ['highPenalty', 'Feature High Penalty'],
];

const [, , folder, words] = process.argv;
if (folder === undefined) throw new Error('Name a folder of music: npm run compensation -- FOLDER.');
const bundlePath = join(cacheFolder('compensation'), 'bundle.mjs');
await bundle(join(root, 'tests/compensation/measure.ts'), bundlePath);
const { measurePiece } = await import(pathToFileURL(bundlePath).href);

const pieces = [];
for (const name of audioFilesIn(folder)) {
  const { channels, sampleRateHz } = decodeNative(join(folder, name), MAX_SECONDS);
  if (channels[0].length < MIN_SECONDS * sampleRateHz) continue;
  const piece = measurePiece(channels, sampleRateHz);
  pieces.push(piece);
  const figures = [piece.defaults, piece.plain, piece.compensated].map((value) => value.toFixed(4));
  console.log(`${name}: default ${figures[0]}, plain ${figures[1]}, compensated ${figures[2]}`);
}
if (pieces.length === 0) throw new Error(`${folder} holds no music of at least ${MIN_SECONDS} s.`);

const section = sectionOf(words ?? `${pieces.length} files of \`${basename(resolve(folder))}\``);
console.log(`\n${section.join('\n')}`);
writeMeasured('docs/plugin.md', 'compensation', section);

function sectionOf(what) {
  const mean = (valueOf) => pieces.reduce((sum, piece) => sum + valueOf(piece), 0) / pieces.length;
  const defaults = mean((piece) => piece.defaults);
  const row = (name, valueOf) => [name, mean(valueOf).toFixed(4), (mean(valueOf) / defaults).toFixed(3)];
  const closer = pieces.filter(({ compensated, plain }) => compensated < plain).length;
  const reached = KNOBS.map(([key, title]) => `${title} in ${pieces.filter((piece) => piece.reached[key]).length}`);
  return [
    `${what}; the first ${MAX_SECONDS} seconds of each, at its own sample rate, K = 4. Wanted are the values that are best by the`,
    'trainer’s formula among those that the plugin can play.',
    '',
    ...table(
      ['knobs', 'mean distance of the masks', 'of that of the default knobs'],
      [
        row('the plugin’s defaults', (piece) => piece.defaults),
        row('plain: as wanted', (piece) => piece.plain),
        row('compensated', (piece) => piece.compensated),
      ],
    ),
    '',
    `The mean over pieces of compensated over default is ${mean((piece) => piece.compensated / piece.defaults).toFixed(3)}. The compensated`,
    `preset is nearer than the plain one in ${closer} of ${pieces.length} pieces. What was wanted is reached: ${reached.join(', ')}.`,
    `On average the plugin’s own model takes ${Math.round(100 * mean((piece) => piece.meanShare))} % of each knob’s say.`,
  ];
}
