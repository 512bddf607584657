/**
 * How good the models are: `npm run quality [-- --audio FOLDER]`. Prints the regret of every model on the reference sets,
 * how far confidence can be trusted, and what the plugin's model does on music, and writes it to docs/model-quality.md.
 * With a folder of audio files (decoded by ffmpeg, which must be installed) the plugin's part is measured on those and
 * only printed. Everything is seeded.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from './lib/run.mjs';

const AUDIO_EXTENSIONS = new Set(['.wav', '.flac', '.mp3', '.ogg', '.opus', '.m4a', '.aif', '.aiff']);
const MAX_SECONDS = 240;

const { measureModels, measurePlugin, measureSmallSets, pluginBounds, windowsOf } = await bundle(
  join(root, 'tests/quality/measure.ts'),
);
await startTensorFlow();

const folder = process.argv.includes('--audio') ? process.argv[process.argv.indexOf('--audio') + 1] : null;
if (folder !== null && folder !== undefined) {
  const heard = readFolder(folder);
  if (new Set(heard.groups).size < 2)
    throw new Error(`${folder} holds fewer than two files of sound that are long enough.`);
  const text = [
    pluginSection(await measurePlugin(heard), `the audio in ${folder}`),
    ...boundsSection(pluginBounds(heard)),
  ].join('\n');
  console.log(text);
} else {
  const [sets, unseen] = readReference();
  const music = readMusic();
  const text = [
    '# Model quality',
    '',
    '`npm run quality` measures and writes this page; every figure is seeded. Regret is the best score a file can reach',
    'minus the score of the preset it was given: 0 is perfect.',
    '',
    ...modelSection(await measureModels(sets, unseen)),
    ...smallSetSection(await measureSmallSets(sets, unseen)),
    pluginSection(
      await measurePlugin(music),
      `${new Set(music.groups).size} pieces of music from Debian packages (\`tests/fixtures/quality/musicWindows.json\`)`,
    ),
    ...boundsSection(pluginBounds(music)),
  ].join('\n');
  console.log(text);
  writeFileSync(join(root, 'docs/model-quality.md'), text);
}

/** Bundles a TypeScript module and imports it; packages stay outside. */
async function bundle(entry) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['es'], fileName: 'bundle' },
      rolldownOptions: { external: /^@tensorflow\// },
    },
  });
  const [{ output }] = [result].flat();
  const file = join(root, 'node_modules/.cache/quality/bundle.mjs');
  await mkdir(dirname(file), { recursive: true });
  writeFileSync(file, output[0].code);
  return import(pathToFileURL(file).href);
}

async function startTensorFlow() {
  const tf = await import('@tensorflow/tfjs-core');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** 200 descriptor sets to learn from and 40 others, each rows × 12. */
function readReference() {
  const { train, test } = JSON.parse(readFileSync(join(root, 'tests/fixtures/reference/regret.json'), 'utf8'));
  const columns = Object.keys(train[0]);
  const matrix = (sets) => Float64Array.from(sets.flatMap((set) => columns.map((column) => set[column])));
  return [matrix(train), matrix(test.map(({ descriptors }) => descriptors))];
}

function readMusic() {
  const { pieces, windows } = JSON.parse(readFileSync(join(root, 'tests/fixtures/quality/musicWindows.json'), 'utf8'));
  return {
    inputs: Float64Array.from(windows.flatMap(({ plugin }) => plugin)),
    scored: Float64Array.from(windows.flatMap(({ trainer }) => trainer)),
    groups: windows.map(({ piece }) => pieces[piece]),
  };
}

function readFolder(path) {
  const groups = [];
  const inputs = [];
  const scored = [];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    AUDIO_EXTENSIONS.has(extname(name).toLowerCase()),
  );
  for (const name of files.sort()) {
    const file = join(path, name);
    const probe = [
      '-v',
      'error',
      '-select_streams',
      'a:0',
      '-show_entries',
      'stream=sample_rate,channels',
      '-of',
      'json',
    ];
    const [stream] = JSON.parse(execFileSync('ffprobe', [...probe, file], { encoding: 'utf8' })).streams;
    const decode = ['-v', 'error', '-i', file, '-t', String(MAX_SECONDS), '-f', 'f32le', '-'];
    const bytes = execFileSync('ffmpeg', decode, { maxBuffer: 2 ** 30 });
    const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
    const frames = Math.floor(samples.length / stream.channels);
    const channels = Array.from({ length: stream.channels }, (_, channel) =>
      Float32Array.from({ length: frames }, (__, i) => samples[i * stream.channels + channel]),
    );
    for (const window of windowsOf(channels, Number(stream.sample_rate), 256)) {
      groups.push(name);
      inputs.push(...window.plugin);
      scored.push(...window.trainer);
    }
  }
  return { inputs: Float64Array.from(inputs), scored: Float64Array.from(scored), groups };
}

function modelSection({ lines, verdicts, reliability }) {
  const cells = (summary) =>
    summary === null
      ? ['–', '–', '–', '–']
      : [summary.mean, summary.median, summary.p90, summary.max].map((value) => value.toFixed(4));
  return [
    '## Regret on the reference sets',
    '',
    'Trained on the 200 sets of `tests/fixtures/reference/regret.json`; judged on each of them by a model that did not see',
    'it (held out), and on 40 others (unseen). Nothing is chosen by the 40.',
    '',
    ...table(
      ['model', 'held out: mean', 'median', 'p90', 'max', 'unseen: mean', 'median', 'p90', 'max'],
      lines.map(({ name, heldOut, unseen }) => [name, ...cells(heldOut), ...cells(unseen)]),
    ),
    '',
    ...verdicts.map((sentence) => `- ${sentence}`),
    '',
    '## Confidence',
    '',
    'Of held-out answers with this confidence, the share within 0.01 of the best score. Each half of the answers is judged',
    'by what the other half taught; three quarters are of sounds moved away from the data set.',
    '',
    ...table(
      ['confidence', 'answers', 'mean confidence', 'share within 0.01', 'mean regret'],
      reliability
        .filter(({ count }) => count > 0)
        .map((bin) => [
          `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
          String(bin.count),
          bin.meanConfidence.toFixed(2),
          bin.closeShare.toFixed(2),
          bin.meanRegret.toFixed(4),
        ]),
    ),
    '',
  ];
}

function pluginSection({ penalties, candidates, report, constantReport }, source) {
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  const outputs = (name, { outputs: list }) =>
    list.map((output) => [
      name,
      output.key,
      output.rankCorrelation.toFixed(2),
      output.recordingRankCorrelation.toFixed(2),
      `${percent(output.atFloor)} (${percent(output.optimumAtFloor)})`,
      `${percent(output.atCeiling)} (${percent(output.optimumAtCeiling)})`,
    ]);
  const line = (name, { regret, meanConfidence }) => [
    name,
    ...[regret.mean, regret.median, regret.p90, regret.max].map((value) => value.toFixed(4)),
    meanConfidence === null ? '–' : meanConfidence.toFixed(3),
  ];
  return [
    '## Inside the plugin',
    '',
    `On ${report.regret.count} windows of 256 frames of ${source}, folds grouped by piece: each window is answered by a`,
    'model that never heard its piece, from the plugin’s own descriptors and within the plugin’s limits.',
    '',
    ...table(
      ['model', 'regret: mean', 'median', 'p90', 'max', 'mean confidence'],
      [
        line(`polynomial, penalties ${penalties.join(', ')}`, report),
        line('best single constant', constantReport),
        ['direct search', '0.0000', '0.0000', '0.0000', '0.0000', '–'],
      ],
    ),
    '',
    'Rank correlation with the windows’ own optima, window by window and of the means of pieces, and the share of answers',
    '(of optima) at a bound:',
    '',
    ...table(
      ['model', 'output', 'rank, windows', 'rank, pieces', 'at the floor', 'at the ceiling'],
      [...outputs('polynomial', report), ...outputs('constant', constantReport)],
    ),
    '',
    'Penalties tried for degrees 1, 2 and 3, by held-out regret:',
    '',
    ...table(
      ['penalties', 'mean', 'max'],
      candidates.map(({ penalties: tried, regret }) => [
        tried.join(', '),
        regret.mean.toFixed(4),
        regret.max.toFixed(4),
      ]),
    ),
    '',
  ].join('\n');
}

function smallSetSection(sets) {
  const mean = ({ mean: value }) => value.toFixed(4);
  return [
    '## Small and odd data sets',
    '',
    'Networks that learned from a few of the 200 sets, judged held out and on the 40 others; and from sets whose',
    'descriptors were each taken from another set, as no sound has them. Mean regret, and what the app says of it.',
    '',
    ...table(
      ['data set', 'held out', 'constant', 'unseen', 'unseen, max', 'constant', 'verdict'],
      sets.map((set) => [
        set.name,
        mean(set.heldOut),
        mean(set.heldOutConstant),
        mean(set.unseen),
        set.unseen.max.toFixed(4),
        mean(set.unseenConstant),
        set.verdict,
      ]),
    ),
    '',
  ];
}

function boundsSection(bounds) {
  const correlation = ({ outputs }, key, field) => outputs.find((output) => output.key === key)[field].toFixed(2);
  return [
    '## What limits the plugin’s model',
    '',
    'The score is judged on the trainer’s descriptors of a window, the model hears the plugin’s. distance_penalty and',
    'norm_rate follow the trainer’s spectral flux, which depends on the fine structure of 1025 bins; the plugin hears 64.',
    'The same windows and folds, answered in other ways: a Gaussian process may be any smooth function of the plugin’s',
    'descriptors; the oracle knows the mean optimum of the very piece. Rank correlations over windows and over pieces:',
    '',
    ...table(
      ['answers', 'regret: mean', 'median', 'distance_penalty: windows', 'pieces', 'norm_rate: windows', 'pieces'],
      bounds.map(({ name, report }) => [
        name,
        report.regret.mean.toFixed(4),
        report.regret.median.toFixed(4),
        correlation(report, 'distancePenalty', 'rankCorrelation'),
        correlation(report, 'distancePenalty', 'recordingRankCorrelation'),
        correlation(report, 'normRate', 'rankCorrelation'),
        correlation(report, 'normRate', 'recordingRankCorrelation'),
      ]),
    ),
    '',
  ];
}

/** A table in Markdown, padded as the formatter has it. */
function table(head, rows) {
  const widths = head.map((cell, i) => Math.max(3, ...[cell, ...rows.map((row) => row[i])].map((text) => text.length)));
  const lineOf = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [lineOf(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(lineOf)];
}
