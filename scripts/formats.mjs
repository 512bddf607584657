/**
 * Every file that people have: `npm run formats [-- KIND…]`. Makes 20 random files of every container and codec (rates,
 * channels, lengths from 1 ms, tags, bitrates) and compares what the app hears in them, in Chromium, with what ffmpeg decodes
 * in floating point: rate, channels, length and the twelve descriptors. `-- --files FOLDER` compares the files of a folder;
 * `-- --expected` writes what ffmpeg gives for the coded fixtures, which a test of the suite reads.
 * ffmpeg must be installed.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from './lib/chromium.mjs';
import { launchOptions } from './lib/launchOptions.mjs';
import { bundle, cacheFolder, stderrOf, table } from './lib/measuring.mjs';
import { root } from './lib/run.mjs';

const FILES = 20;
const EXACT = 1e-9;
const CODED = 1e-3;
const LOSSLESS = 1e-9;
/** Decoders of MP3 in 32 bits agree to 2e-6 of full scale, which alone moves the flatness of nearly empty spectra by more than 1e-3. */
const MP3 = 1.2e-3;
const LEAST = 1e-3;
/** As many as a packet of MP3 holds; those of the other codecs are shorter. */
const PACKET_FRAMES = 1152;
const RATES = [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000];
const OPUS_RATES = [48_000];
/** Of Opus in WebM of one packet ffmpeg leaves these in, which come before the sound. */
const OPUS_PRE_SKIP = 312;
const MP3_RATES = RATES.slice(0, 7);

/** What ffmpeg is told of each kind; functions of a random number below 1 choose. */
const KINDS = {
  ...pcm('wav', ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw']),
  'wav rf64': { ...exact('wav', 'pcm_s16le'), options: () => ['-rf64', 'always'] },
  ...pcm('w64', ['pcm_s16le', 'pcm_s24le', 'pcm_f32le']),
  ...pcm('aiff', ['pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_s32be', 'pcm_s16le', 'pcm_f32be', 'pcm_f64be', 'pcm_mulaw']),
  ...pcm('caf', ['pcm_s16be', 'pcm_s16le', 'pcm_s24le', 'pcm_s32be', 'pcm_f32le', 'pcm_alaw']),
  ...pcm('mov', ['pcm_u8', 'pcm_s16be', 'pcm_s16le', 'pcm_s24be', 'pcm_s24le', 'pcm_s32be', 'pcm_f32le', 'pcm_mulaw']),
  'flac 16': { ...exact('flac', 'flac'), options: () => ['-sample_fmt', 's16'] },
  'flac 24': { ...exact('flac', 'flac'), options: () => ['-sample_fmt', 's32', '-bits_per_raw_sample', '24'] },
  'ogg flac': { ...exact('ogg', 'flac'), options: () => ['-sample_fmt', 's16'] },
  'mp4 flac': { ...exact('mp4', 'flac'), options: () => ['-sample_fmt', 's16', '-strict', '-2'] },
  'mp3 cbr': { ...coded('mp3', 'libmp3lame', MP3_RATES), options: (r) => ['-b:a', pick(['32k', '64k', '128k'], r)] },
  'mp3 vbr': { ...coded('mp3', 'libmp3lame', MP3_RATES), options: (r) => ['-q:a', pick(['0', '4', '9'], r)] },
  'mp3 bare': { ...coded('mp3', 'libmp3lame', MP3_RATES), options: () => ['-write_xing', '0', '-id3v2_version', '0'] },
  'wav mp3': { ...coded('wav', 'libmp3lame', MP3_RATES), options: () => ['-b:a', '96k'] },
  'mp4 mp3': { ...coded('mp4', 'libmp3lame', MP3_RATES), options: () => ['-b:a', '96k'] },
  'm4a aac': { ...coded('ipod', 'aac', RATES), options: (r) => ['-b:a', pick(['48k', '96k', '160k'], r)] },
  'mov aac': { ...coded('mov', 'aac', RATES), options: () => ['-b:a', '96k'] },
  'adts aac': { ...coded('adts', 'aac', RATES), options: () => ['-b:a', '96k'] },
  'ogg vorbis': { ...coded('ogg', 'libvorbis', RATES.slice(0, 7)), options: (r) => ['-q:a', pick(['1', '4', '8'], r)] },
  'mkv vorbis': { ...coded('matroska', 'libvorbis', RATES.slice(0, 7)), options: () => ['-q:a', '4'] },
  'mkv mp3': { ...coded('matroska', 'libmp3lame', MP3_RATES), options: () => ['-b:a', '96k'] },
  'mkv aac': { ...coded('matroska', 'aac', RATES), options: () => ['-b:a', '96k'] },
  'mkv flac': { ...exact('matroska', 'flac'), options: () => ['-sample_fmt', 's16'] },
  'mkv pcm': exact('matroska', 'pcm_s16le'),
  'mp4 opus': { ...coded('mp4', 'libopus', OPUS_RATES), options: () => ['-b:a', '64k'] },
  'ogg opus': { ...coded('ogg', 'libopus', OPUS_RATES), options: (r) => ['-b:a', pick(['24k', '64k', '128k'], r)] },
  'webm opus': { ...coded('webm', 'libopus', OPUS_RATES), options: (r) => ['-b:a', pick(['24k', '64k', '128k'], r)] },
};

function pcm(format, codecs) {
  return Object.fromEntries(codecs.map((codec) => [`${format} ${codec.slice(4)}`, exact(format, codec)]));
}

function exact(format, codec) {
  return { format, codec, rates: RATES, tolerance: EXACT, options: () => [] };
}

function coded(format, codec, rates) {
  return { format, codec, rates, tolerance: codec === 'libmp3lame' ? MP3 : CODED, options: () => [] };
}

const PORTABLE = ['-cpuflags', '0'];

/**
 * How ffmpeg decodes what is compared: Opus by libopus, as its own decoder strays from it in speech; the others by its portable
 * code, as the one for this processor rounds MP3 at 2e-7 of full scale, which moves descriptors of nearly empty spectra.
 */
const decoderOf = (codec) => (codec === 'libopus' ? ['-request_sample_fmt', 'flt', '-c:a', 'libopus'] : PORTABLE);

const pick = (list, random) => list[Math.floor(random * list.length)];

/** Numbers below 1 that are the same on every machine. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 7), state | 61) ^ state;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Noise and tones that swell, as interleaved floats. */
function randomSound(random, frames, channels, rate) {
  const samples = new Float32Array(frames * channels);
  for (let channel = 0; channel < channels; channel++) {
    const [tone, noise, swell] = [100 + 0.3 * rate * random() ** 3, 0.3 * random(), 1 + 6 * random()];
    for (let i = 0; i < frames; i++) {
      const level = 0.4 + 0.4 * Math.sin((swell * i) / rate);
      const value = level * (0.6 * Math.sin((2 * Math.PI * tone * i) / rate) + noise * (2 * random() - 1));
      samples[i * channels + channel] = value;
    }
  }
  return Buffer.from(samples.buffer);
}

function ffmpeg(args, input) {
  return execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { input, maxBuffer: 2 ** 30 });
}

/** Makes the random files of a kind and returns them with their frames; a file that ffmpeg cannot make is left out. */
function makeFiles(kind, folder) {
  const { format, codec, rates, options } = KINDS[kind];
  const random = randomNumbers([...kind].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7));
  const files = [];
  for (let i = 0; i < FILES; i++) {
    const rate = pick(rates, random());
    const channels = random() < 0.5 ? 1 : 2;
    const frames = Math.max(1, Math.round(rate * 0.001 * 3000 ** (i / (FILES - 1))));
    const path = join(folder, `${kind.replaceAll(' ', '-')}-${i}`);
    const sound = randomSound(random, frames, channels, rate);
    const tags =
      random() < 0.5 ? ['-metadata', 'title=Random', '-metadata', `comment=${'x'.repeat(2000 * random())}`] : [];
    const input = ['-f', 'f32le', '-ar', String(rate), '-ac', String(channels), '-i', 'pipe:0'];
    try {
      execFileSync(
        'ffmpeg',
        ['-v', 'error', '-y', ...input, '-c:a', codec, ...options(random()), ...tags, '-f', format, path],
        { input: sound, stdio: ['pipe', 'pipe', 'pipe'] },
      );
      files.push({ path, frames });
    } catch (error) {
      console.log(`${path}: ffmpeg makes none: ${stderrOf(error).split('\n')[0]}`);
    }
  }
  return files;
}

/** What ffmpeg hears: interleaved floats, rate and channels. @param encoded frames that went in, where that is known */
function reference(path, decoder, encoded) {
  const tell = ['-select_streams', 'a:0', '-show_entries', 'stream=sample_rate,channels', '-of', 'json'];
  const told = execFileSync('ffprobe', ['-v', 'error', ...tell, path], { encoding: 'utf8' });
  const [stream] = JSON.parse(told).streams;
  const bytes = ffmpeg([...decoder, '-i', path, '-map', '0:a:0', '-c:a', 'pcm_f32le', '-f', 'f32le', '-']);
  const { channels } = stream;
  const sampleRateHz = Number(stream.sample_rate);
  const hasPreSkip = decoder.includes('libopus') && bytes.length / 4 / channels === encoded + OPUS_PRE_SKIP;
  return { bytes: bytes.subarray(hasPreSkip ? OPUS_PRE_SKIP * 4 * channels : 0), sampleRateHz, channels };
}

async function openPage(folder) {
  const code = await bundle(join(root, 'tests/formats/measure.ts'), join(folder, 'bundle.mjs'));
  /** @type {Map<string, [type: string, body: string | Uint8Array]>} */
  const served = new Map([
    ['/', ['text/html', '<!doctype html>']],
    ['/bundle.mjs', ['text/javascript', code]],
  ]);
  const server = createServer((request, response) => {
    const found = served.get(String(request.url));
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': found?.[0] ?? 'text/plain' });
    response.end(found?.[1]);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await chromium.launch({ ...launchOptions, executablePath: await findChromium() });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`);
  const compare = async (path, decoder, encoded) => {
    const { bytes, sampleRateHz, channels } = reference(path, decoder, encoded);
    served.set('/file', ['application/octet-stream', readFileSync(path)]);
    served.set('/reference', ['application/octet-stream', bytes]);
    return page.evaluate(
      async ([name, rate, count, bundleUrl]) => {
        const { describe, describeSamples } = await import(bundleUrl);
        const read = async (url) => (await fetch(url, { cache: 'no-store' })).arrayBuffer();
        const heard = await describe(await read('/file'), name).catch((error) => error.message);
        const reference = await read('/reference');
        const frames = reference.byteLength / 4 / count;
        // ffmpeg's command line leaves what fills the last packet, which the container says is not of the sound.
        const common = reference.slice(0, Math.min(frames, heard.frames ?? frames) * 4 * count);
        const expected = await describeSamples(common, rate, count).catch((error) => error.message);
        return { expected: { ...expected, frames }, heard };
      },
      [basename(path), sampleRateHz, channels, '/bundle.mjs'],
    );
  };
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { compare, close };
}

/** The greatest difference of a descriptor, relative to max(|x|, 1e-3). */
function difference(a, b) {
  return a.descriptors.reduce(
    (worst, value, i) =>
      Math.max(worst, Math.abs(value - b.descriptors[i]) / Math.max(Math.abs(b.descriptors[i]), LEAST)),
    0,
  );
}

function describeResult({ expected, heard }) {
  if (typeof heard === 'string' || expected.descriptors === undefined)
    return { heard, expected, isSame: false, longer: 0, worst: Infinity };
  const isSame = heard.sampleRateHz === expected.sampleRateHz && heard.channels === expected.channels;
  return { heard, expected, isSame, longer: heard.frames - expected.frames, worst: difference(heard, expected) };
}

/** The fixtures that are compared with ffmpeg's decoding, and the encoder of each as far as its decoding goes by it. */
const FIXTURES = {
  'drums.aiff': null,
  'f64.wav': null,
  'six.flac': null,
  'drums.mp3': null,
  'speech-16k.mp3': null,
  'mp3.wav': null,
  'drums.m4a': null,
  'plucks.m4a': null,
  'plucks.ogg': null,
  'drums-flac.ogg': null,
  'drums.opus': 'libopus',
  'drums.webm': 'libopus',
};

/** Samples as they were, or FLAC. @param {string} name */
function isLossless(name) {
  return /^f64|aiff|flac/u.test(name);
}

/** Keeps what ffmpeg gives for the fixtures, so that the suite needs no ffmpeg. */
async function writeExpected(compare) {
  const fixtures = join(root, 'tests/fixtures/formats');
  const files = {};
  for (const [name, codec] of Object.entries(FIXTURES)) {
    const { expected, heard } = await compare(join(fixtures, name), decoderOf(codec), 0);
    const { sampleRateHz, channels, descriptors } = expected;
    const frames = Math.min(expected.frames, heard.frames);
    files[name] = { sampleRateHz, channels, frames, tolerance: isLossless(name) ? LOSSLESS : CODED, descriptors };
  }
  const provenance =
    'ffmpeg 5.1 in floating point, Opus by libopus, the others with -cpuflags 0: npm run formats -- --expected';
  writeFileSync(join(fixtures, 'descriptors.json'), `${JSON.stringify({ provenance, files }, null, 1)}\n`);
}

const args = process.argv.slice(2);
const folder = cacheFolder('formats');
mkdirSync(folder, { recursive: true });
const { compare, close } = await openPage(folder);
try {
  if (args[0] === '--expected') {
    await writeExpected(compare);
  } else if (args[0] === '--files') {
    for (const name of readdirSync(args[1]).sort()) {
      const result = await compare(join(args[1], name), PORTABLE, 0).then(describeResult, (error) => ({
        error: error.message.split('\n')[0],
      }));
      console.log(name, JSON.stringify(result));
    }
  } else {
    const rows = [];
    const failures = [];
    for (const kind of Object.keys(KINDS).filter(
      (name) => args.length === 0 || args.some((arg) => name.includes(arg)),
    )) {
      const { codec, tolerance } = KINDS[kind];
      const results = [];
      for (const { path, frames } of makeFiles(kind, folder)) {
        const result = await compare(path, decoderOf(codec), frames).then(describeResult, () => null);
        // Of a sound of a few milliseconds ffmpeg reads some formats not at all.
        if (result === null || result.expected.frames === 0) continue;
        results.push(result);
        const isLong = Math.abs(result.longer) > (tolerance === EXACT ? 0 : PACKET_FRAMES);
        if (!result.isSame || isLong || !(result.worst <= tolerance)) failures.push([basename(path), result]);
      }
      const worst = Math.max(...results.map((result) => result.worst));
      const within = results.filter((result) => result.worst <= tolerance).length;
      const lengths = Math.max(...results.map(({ longer }) => Math.abs(longer)));
      rows.push([kind, String(results.length), worst.toExponential(1), String(within), String(lengths)]);
      console.log(rows.at(-1).join('  '));
    }
    for (const [name, result] of failures) console.log(name, JSON.stringify(result));
    const lines = table(
      ['container and codec', 'files', 'worst difference', 'within tolerance', 'most frames more or less'],
      rows,
    );
    writeFileSync(join(folder, 'table.md'), `${lines.join('\n')}\n`);
    console.log(`${rows.length} kinds, ${failures.length} files differ by more than they may`);
    process.exitCode = failures.length === 0 ? 0 : 1;
  }
} finally {
  await close();
}
