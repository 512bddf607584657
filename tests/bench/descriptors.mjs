/**
 * Microseconds per STFT frame, median and fastest of many runs: `node tests/bench/descriptors.mjs [runs]`.
 * The code is bundled as for the product; one thread, mono blocks of 16,384 samples.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const bundle = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    target: 'es2023',
    lib: {
      entry: fileURLToPath(new URL('descriptorsEntry.ts', import.meta.url)),
      formats: ['es'],
      fileName: 'descriptors',
    },
  },
});
const [{ output }] = [bundle].flat();
const { DescriptorAnalyser, DescriptorKernel } = await import(
  `data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`
);

const sampleRateHz = 44_100;
const frameCount = 2000;
const length = 1024 * (frameCount + 1);
let seed = 1;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const noise = Float32Array.from({ length }, () => random() * 2 - 1);
/** Decaying chords with vibrato over a noise floor, a new one each half second. */
const music = Float32Array.from({ length }, (_, i) => {
  const t = i / sampleRateHz;
  const sinceOnset = t % 0.5;
  const root = 110 * 2 ** (((Math.floor(t / 0.5) * 5) % 12) / 12);
  let sum = 0.002 * (random() - 0.5);
  for (let h = 1; h <= 12; h++)
    sum += (Math.sin(2 * Math.PI * root * h * t + 0.3 * Math.sin(30 * t)) * Math.exp(-sinceOnset * h)) / h;
  return 0.3 * sum;
});

const runs = Number(process.argv[2] ?? 21);
const kernel = new DescriptorKernel();

/** Median and fastest of the runs, as text. */
function microsecondsPerFrame(frames, work) {
  const times = [];
  for (let run = -3; run < runs; run++) {
    const start = performance.now();
    work();
    if (run >= 0) times.push(((performance.now() - start) * 1000) / frames);
  }
  times.sort((a, b) => a - b);
  return `${times[times.length >> 1].toFixed(2)} (fastest ${times[0].toFixed(2)})`;
}

for (const [name, signal] of Object.entries({ noise, music })) {
  kernel.input.set(signal.subarray(0, kernel.input.length));
  const calls = 50;
  const transform = microsecondsPerFrame(calls * kernel.maxFrames, () => {
    for (let i = 0; i < calls; i++) kernel.transform(kernel.maxFrames);
  });
  const all = microsecondsPerFrame(frameCount, () => {
    const analyser = new DescriptorAnalyser(sampleRateHz);
    for (let at = 0; at < length; at += 16384) analyser.push(signal.subarray(at, at + 16384));
    analyser.finish();
  });
  console.log(`${name}, µs/frame: window + FFT + magnitude ${transform}, all twelve ${all}`);
}
