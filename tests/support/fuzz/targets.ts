import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPcm } from '../../../src/audio/decode/pcmReader.ts';
import { sniff } from '../../../src/audio/sniff/sniff.ts';
import { readCompressed } from '../../../src/audio/decode/webCodecs.ts';
import { DESCRIPTORS, descriptorsFromVector } from '../../../src/domain/descriptors.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { decodeBestEquations, encodeBestEquations } from '../../../src/formats/bestEquations.ts';
import { safeFileName } from '../../../src/formats/fileNames.ts';
import { decodeModelFile, encodeModelFile } from '../../../src/formats/modelFile.ts';
import { encodePreset } from '../../../src/formats/presetJson.ts';
import { decodePreset } from '../../../src/formats/presets/decodePresetJson.ts';
import { encodeTrainingCsv } from '../../../src/formats/trainingCsv.ts';
import { decodeTrainingCsv } from '../readTrainingCsv.ts';
import { DescriptorAnalyser } from '../../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../../src/ml/descriptors/mixToMono.ts';
import { someModel } from '../arbitraries.ts';
import { expectRefusedOrSound, somePreset as somePluginPreset } from '../presetFiles.ts';
import { CountedBlob } from './countedBlob.ts';
import { installFakeDecoder } from './fakeDecoder.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import { FuzzRandom } from './random.ts';

/** More than this of a hostile file need not be listened to. */
const MAX_BLOCKS = 64;

/** Something that reads what strangers made. `run` throws where it does not keep its promise. */
export interface FuzzTarget {
  readonly name: string;
  run(seed: number): Promise<void>;
}

/** All targets, with the fixtures that they mutate. */
export function fuzzTargets(fixturesPath: string): readonly FuzzTarget[] {
  installFakeDecoder();
  const audio = readCorpus(fixturesPath);
  const model = encodeModelFile(someModel(3, 2));
  const equations = encodeBestEquations(someModel(4, 2));
  const preset = encodePreset(somePreset());
  const pluginPresets = readPluginPresets(fixturesPath);
  const csv = encodeTrainingCsv([someRow('a.wav'), someRow('=b, "c".wav')]);
  return [
    { name: 'audio', run: async (seed) => hearAudio(mutateBytes(new FuzzRandom(seed), audio)) },
    { name: 'samples', run: async (seed) => describeSamples(new FuzzRandom(seed)) },
    {
      name: 'preset',
      run: async (seed) => {
        const text = mutateText(new FuzzRandom(seed), [preset]);
        keepsItsWord(() => encodePreset(decodePreset(text, 'x.json')));
      },
    },
    {
      name: 'plugin presets',
      run: async (seed) => expectRefusedOrSound(mutateBytes(new FuzzRandom(seed), pluginPresets)),
    },
    {
      name: 'model',
      run: async (seed) => {
        const text = mutateText(new FuzzRandom(seed), [model]);
        keepsItsWord(() => encodeModelFile(decodeModelFile(text, 'x.json')));
      },
    },
    {
      name: 'equations',
      run: async (seed) => {
        const text = mutateText(new FuzzRandom(seed), [equations, model]);
        keepsItsWord(() => decodeBestEquations(text, 'x.json'));
      },
    },
    {
      name: 'csv',
      run: async (seed) => {
        const text = mutateText(new FuzzRandom(seed), [csv]);
        keepsItsWord(() => encodeTrainingCsv(decodeTrainingCsv(text, 'x.csv')));
      },
    },
    { name: 'names', run: async (seed) => checkName(mutateText(new FuzzRandom(seed), ['../a\\b/c:d.wav', csv])) },
  ];
}

/** Reads a file to its end, as an import and an extraction do. Lets AppErrors pass and throws everything else. */
export async function hearAudio(bytes: Uint8Array): Promise<void> {
  const blob = new CountedBlob(bytes).asBlob();
  try {
    const sniffed = await sniff(blob, 'x.wav');
    if (!(sniffed.channels >= 1 && sniffed.sampleRateHz >= 3000 && sniffed.sampleRateHz <= 768_000)) {
      throw new TypeError(`let ${sniffed.channels} channels at ${sniffed.sampleRateHz} Hz pass`);
    }
    if (sniffed.kind === 'compressed' && sniffed.codec !== 'flac') return;
    const analyser = new DescriptorAnalyser(sniffed.sampleRateHz);
    const blocks = sniffed.kind === 'pcm' ? readPcm(blob, sniffed) : readCompressed(blob, sniffed);
    let count = 0;
    for await (const block of blocks) {
      analyser.push(mixToMono(block));
      if (++count === MAX_BLOCKS) break;
    }
    expectFinite(analyser.finish().descriptors);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

const ODD_SAMPLES = [0, -0, 1, -1, 1e30, -1e30, 3.4e38, -3.4e38, 1e-30, 1e-45, 2 ** 24, 0.1];

function describeSamples(random: FuzzRandom): void {
  const analyser = new DescriptorAnalyser(3000 + random.below(765_001));
  const samples = new Float32Array(1 + random.below(9000));
  const few = [random.pick(ODD_SAMPLES), random.pick(ODD_SAMPLES), random.pick(ODD_SAMPLES)];
  for (let i = 0; i < samples.length; i++)
    samples[i] = random.chance(0.9) ? random.pick(few) : (random.bits() / 2 ** 31 - 1) * 10;
  for (let at = 0; at < samples.length; at += 1 + random.below(4096)) analyser.push(samples.subarray(at, at + 1));
  analyser.push(samples);
  expectFinite(analyser.finish().descriptors);
}

function expectFinite(descriptors: Float64Array): void {
  const bad = descriptors.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new TypeError(`the descriptor ${DESCRIPTORS[bad]?.key} is ${descriptors[bad]}`);
}

function keepsItsWord(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

function checkName(name: string): void {
  const safe = safeFileName(name, 'audio');
  // eslint-disable-next-line no-control-regex
  if (/[/\\<>:"|?*\u0000-\u001F\u202A-\u202E]|^\.|^$|[. ]$/u.test(safe) || Buffer.byteLength(safe) > 200) {
    throw new TypeError(`let the name ${JSON.stringify(safe)} pass`);
  }
}

function readCorpus(fixturesPath: string): Uint8Array[] {
  return ['audio', 'formats'].flatMap((folder) =>
    readdirSync(join(fixturesPath, folder))
      .filter((name) => /\.(wav|flac|aiff?|aifc|ogg|opus|mp3|m4a|mp4)$/u.test(name))
      .map((name) => new Uint8Array(readFileSync(join(fixturesPath, folder, name))))
      // Headers and a few frames: what comes later is more of the same.
      .map((bytes) => bytes.slice(0, 24_000)),
  );
}

function readPluginPresets(fixturesPath: string): Uint8Array[] {
  const folder = join(fixturesPath, 'reference/plugin/preset');
  const files = readdirSync(folder).map((name) => new Uint8Array(readFileSync(join(folder, name))));
  return [...files, new TextEncoder().encode(encodePreset(somePluginPreset({})))];
}

function someDescriptors() {
  return descriptorsFromVector(Float64Array.from(DESCRIPTORS, (_, i) => i / 7));
}

const HYPERPARAMETERS = {
  distancePenalty: 1.5,
  normRate: 0.1,
  basePenaltyLog: -1,
  penaltySkew: 0.5,
  minimaxStrength: 0.25,
  lowPenalty: 3,
  highPenalty: 4,
};

function somePreset() {
  return {
    createdAt: new Date(Date.UTC(2026, 0, 1)),
    audioPath: 'drums.wav',
    descriptors: someDescriptors(),
    hyperparameters: HYPERPARAMETERS,
    modelPath: 'm.json',
    facts: { model_id: 'm', refined: 'false' },
  };
}

function someRow(path: string) {
  return {
    audioId: '0123456789abcdef0123',
    path,
    descriptors: someDescriptors(),
    score: 0.5,
    hyperparameters: HYPERPARAMETERS,
  };
}
