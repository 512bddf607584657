/**
 * What the treatments of Hear do to music: `npm run treatments -- FOLDER [WORDS]`. Fits every treatment to every piece of
 * music in a folder (decoded by ffmpeg, which must be installed), prints what it does, and writes a table into
 * docs/plugin.md, with WORDS for what the folder holds.
 */
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { audioFilesIn, bundle, cacheFolder, decodeNative, table, writeMeasured } from './lib/measuring.mjs';
import { root } from './lib/run.mjs';

const MAX_SECONDS = 60;
const MIN_SECONDS = 5;
/** What each is meant to do, and which figures tell. */
const MEANT = {
  'transients-forward': ['crest factor 2 dB higher', ['crestDb']],
  'transients-back': ['attacks 0.5 dB lower against the whole, 1 dB aimed at', ['attackDb', 'crestDb']],
  'tame-air': ['3 dB less above 8 kHz, below within 1 dB', ['airDb', 'belowAirDb']],
  'lift-body': ['120–800 Hz 2 dB more against the rest', ['bodyDb']],
  'tame-body': ['120–800 Hz 2 dB less against the rest', ['bodyDb']],
  'gentle-glue': ['loud and quiet parts 0.5 dB nearer, 1 dB aimed at', ['rangeDb']],
};
const WORDS = {
  crestDb: 'crest',
  attackDb: 'attacks',
  airDb: 'above 8 kHz',
  belowAirDb: 'below',
  bodyDb: 'body',
  rangeDb: 'range',
};

const [, , folder, words] = process.argv;
if (folder === undefined) throw new Error('Name a folder of music: npm run treatments -- FOLDER.');
const bundlePath = join(cacheFolder('treatments'), 'bundle.mjs');
await bundle(join(root, 'tests/treatmentFigures/measure.ts'), bundlePath);
const { MEASURED, measurePiece } = await import(pathToFileURL(bundlePath).href);

const pieces = [];
for (const name of audioFilesIn(folder)) {
  const { channels, sampleRateHz } = decodeNative(join(folder, name), MAX_SECONDS);
  if (channels[0].length < MIN_SECONDS * sampleRateHz) continue;
  const piece = measurePiece(channels.slice(0, 2), sampleRateHz);
  pieces.push(piece);
  const reached = [...piece].flatMap(([id, { isReached }]) => (isReached ? [id] : []));
  console.log(`${name}: ${reached.join(', ')}`);
}
if (pieces.length === 0) throw new Error(`${folder} holds no music of at least ${MIN_SECONDS} s.`);

const section = sectionOf(words ?? `${pieces.length} files of \`${basename(resolve(folder))}\``);
console.log(`\n${section.join('\n')}`);
writeMeasured('docs/plugin.md', 'treatments', section);

function sectionOf(what) {
  const rows = MEASURED.map(({ id, label }) => {
    const [meant, figures] = MEANT[id];
    const fitted = pieces.map((piece) => piece.get(id));
    const median = (key) => signed(middle(fitted.map((one) => one.figures[key])));
    const typical = figures.map((key) => `${WORDS[key]} ${median(key)} dB`).join(', ');
    const loudest = Math.max(...fitted.map((one) => Math.abs(one.figures.loudnessLu)));
    return [
      label,
      meant,
      `${fitted.filter((one) => one.isReached).length} of ${pieces.length}`,
      `${fitted.filter((one) => one.isOpposite).length} of ${pieces.length}`,
      typical,
      loudest.toFixed(1),
    ];
  });
  return [
    `${what}; each split by its own playable optimum, K = 4, and compared on its loudest ten seconds with the same split and the`,
    'plugin’s default treatment.',
    '',
    ...table(
      ['treatment', 'meant', 'reached', 'not offered', 'median of all pieces', 'loudness moves at most, LU'],
      rows,
    ),
  ];
}

function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function signed(value) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
