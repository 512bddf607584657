import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { root } from './run.mjs';

const AUDIO_EXTENSIONS = new Set(['.wav', '.flac', '.mp3', '.ogg', '.opus', '.m4a', '.aif', '.aiff']);

/** What a command that failed wrote to standard error, or why it was not begun. @param {unknown} error @returns {string} */
export function stderrOf(error) {
  if (!(error instanceof Error)) return String(error);
  return 'stderr' in error ? String(error.stderr) : error.message;
}

/** Where what was computed is kept between runs. @param {string} name @returns {string} */
export function cacheFolder(name) {
  return join(root, 'node_modules/.cache', name);
}

/**
 * Bundles TypeScript to a module that Node can import; packages stay outside.
 *
 * @param {string} entry - absolute path
 * @param {string} to - absolute path of the module
 * @returns {Promise<string>} its code
 */
export async function bundle(entry, to) {
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['es'], fileName: 'bundle' },
      rolldownOptions: { external: /^@tensorflow\//, output: { codeSplitting: false } },
    },
  });
  const [{ output }] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([result].flat());
  await mkdir(dirname(to), { recursive: true });
  writeFileSync(to, output[0].code);
  return output[0].code;
}

/** TensorFlow on its WASM backend with one thread, which is reproducible. */
export async function startTensorFlow() {
  const tf = await import('@tensorflow/tfjs-core');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** The names of the audio files in a folder and its subfolders, sorted. @param {string} folder */
export function audioFilesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => AUDIO_EXTENSIONS.has(extname(name).toLowerCase()))
    .sort();
}

/**
 * Decodes the beginning of a file to interleaved samples, by ffmpeg.
 *
 * @param {string} file
 * @param {number} maxSeconds
 * @param {readonly string[]} format - further options: channels, rate, stream
 * @returns {Float32Array}
 */
export function decodeAudio(file, maxSeconds, format) {
  const options = ['-v', 'error', '-i', file, ...format, '-t', String(maxSeconds), '-f', 'f32le', '-'];
  const bytes = execFileSync('ffmpeg', options, { maxBuffer: 2 ** 30, stdio: 'pipe' });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}

/**
 * Decodes the beginning of a file at its own rate and with its own channels, by ffmpeg.
 *
 * @param {string} file
 * @param {number} maxSeconds
 * @returns {{channels: Float32Array[], sampleRateHz: number}}
 */
export function decodeNative(file, maxSeconds) {
  const tell = ['-select_streams', 'a:0', '-show_entries', 'stream=sample_rate,channels', '-of', 'json'];
  const told = execFileSync('ffprobe', ['-v', 'error', ...tell, file], { encoding: 'utf8', stdio: 'pipe' });
  const [stream] = JSON.parse(told).streams;
  if (stream === undefined) throw new Error('it holds no sound');
  const samples = decodeAudio(file, maxSeconds, ['-map', '0:a:0']);
  const frames = Math.floor(samples.length / stream.channels);
  const channels = Array.from({ length: stream.channels }, (_, channel) => {
    const own = new Float32Array(frames);
    for (let i = 0; i < frames; i++) own[i] = samples[i * stream.channels + channel];
    return own;
  });
  return { channels, sampleRateHz: Number(stream.sample_rate) };
}

/**
 * A table in Markdown, padded as the formatter has it.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string[]} its lines
 */
export function table(head, rows) {
  const widths = head.map((cell, i) => Math.max(3, ...[cell, ...rows.map((row) => row[i])].map((text) => text.length)));
  const lineOf = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [lineOf(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(lineOf)];
}

/**
 * Puts what a command measured in the place of what it measured before, between its two marks.
 *
 * @param {string} page - relative to the root
 * @param {string} command - whose marks they are
 * @param {readonly string[]} lines
 */
export function writeMeasured(page, command, lines) {
  const path = join(root, page);
  const [begin, end] = [`<!-- measured by npm run ${command} -->`, `<!-- end of npm run ${command} -->`];
  const text = readFileSync(path, 'utf8');
  const [before, rest = ''] = text.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`${page} has no place for what npm run ${command} measures.`);
  writeFileSync(path, `${before}${begin}\n\n${lines.join('\n')}\n\n${end}${after}`);
}
