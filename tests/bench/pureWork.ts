import type { RidgeParameters } from '../../src/domain/model.ts';
import type { TrainingMatrix } from '../../src/domain/training.ts';
import { alphaGrid } from '../../src/ml/model/alphaGrid.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { DescriptorKernel } from '../../src/ml/kernel/descriptorKernel.ts';
import { measureParts, prepareMixtures } from '../../src/ml/measured/measuredObjective.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { pluginEar } from '../../src/ml/plugin/analysedSound.ts';
import { PluginTwin } from '../../src/ml/plugin/pluginTwin.ts';
import { Study } from '../../src/ml/optimisation/study.ts';
import { pluginState } from '../support/pluginStates.ts';
import { music, noise, numbers } from './signals.ts';

/** One thing that is measured without a browser's help: the mean of `repeats` runs is one sample of `unit`. */
interface PureWork {
  readonly name: string;
  readonly unit: 'µs/frame' | 'ms';
  /** Runs once; the figure is the time divided by this and by the unit. */
  readonly run: () => void;
  /** Frames of one run; 1 for work that counts as a whole. */
  readonly frames: number;
}

const SAMPLE_RATE_HZ = 44_100;
const FRAMES = 1000;
const BLOCK_SAMPLES = 1 << 14;

/** The work of the numeric core: descriptors of noise and of music, trials of three sizes, a training of 800 rows. */
function pureWork(): PureWork[] {
  const kernel = new DescriptorKernel();
  kernel.input.set(music(kernel.input.length, SAMPLE_RATE_HZ));
  const calls = Math.ceil(FRAMES / kernel.maxFrames);
  return [
    {
      name: 'window + FFT + magnitude',
      unit: 'µs/frame',
      frames: calls * kernel.maxFrames,
      run: () => {
        for (let call = 0; call < calls; call++) kernel.transform(kernel.maxFrames);
      },
    },
    descriptorWork('all twelve descriptors, music', music((FRAMES + 1) * 1024, SAMPLE_RATE_HZ)),
    descriptorWork('all twelve descriptors, noise', noise((FRAMES + 1) * 1024)),
    twinWork('plugin twin', {}),
    twinWork('plugin twin, largest', { numClusters: 8, fftSize: 3, hopMode: 1, saturationAmount: 0.5 }),
    twinWork('plugin twin, stems', { clusterRoute0: 1, clusterRoute1: 2, clusterRoute2: 3, clusterRoute3: 4 }),
    trialsWork(40),
    trialsWork(400),
    trialsWork(5000),
    { name: 'training, 800 rows', unit: 'ms', frames: 1, run: training(800) },
    ...measuredWork(),
  ];
}

/** A mixture of 6 s made ready, and the measured score of one setting on it. */
function measuredWork(): PureWork[] {
  const samples = 6 * SAMPLE_RATE_HZ;
  const [own, partner] = [music(samples, SAMPLE_RATE_HZ), noise(samples)];
  const ear = pluginEar(builtInModel(), 4);
  const prepare = () => prepareMixtures([own], [[partner]], ear);
  const mixtures = prepare();
  const frames = mixtures[0]?.frameCount ?? 1;
  return [
    { name: 'mixture made ready', unit: 'µs/frame', frames, run: prepare },
    {
      name: 'measured score of one setting, 4 clusters',
      unit: 'µs/frame',
      frames,
      run: () => measureParts(mixtures, DEFAULT_HYPERPARAMETERS, 4),
    },
  ];
}

function descriptorWork(name: string, signal: Float32Array): PureWork {
  return {
    name,
    unit: 'µs/frame',
    frames: FRAMES,
    run: () => {
      const analyser = new DescriptorAnalyser(SAMPLE_RATE_HZ);
      for (let at = 0; at < signal.length; at += BLOCK_SAMPLES) {
        analyser.push(signal.subarray(at, at + BLOCK_SAMPLES));
      }
      analyser.finish();
    },
  };
}

/** Any model, as the one that is built into the plugin. */
function builtInModel(): RidgeParameters {
  return {
    degree: 3,
    scalerMean: [...numbers(12)],
    scalerScale: Array.from({ length: 12 }, () => 10),
    intercept: [...numbers(5)],
    coefficients: Array.from({ length: 5 }, () => [...numbers(454)]),
  };
}

/**
 * What the audio thread does while a sound plays: stereo, blocks of 128 samples, the state that a preset of these parameters gives; a frame
 * is 1024 samples here whatever its FFT size.
 */
function twinWork(name: string, parameters: Readonly<Record<string, number>>): PureWork {
  const blockSamples = 128;
  const channels = [music((FRAMES + 1) * 1024, SAMPLE_RATE_HZ), noise((FRAMES + 1) * 1024)];
  const [main, ...aux] = Array.from({ length: 9 }, () => channels.map(() => new Float32Array(blockSamples)));
  const bend = builtInModel();
  return {
    name,
    unit: 'µs/frame',
    frames: FRAMES,
    run: () => {
      const twin = new PluginTwin(
        { sampleRateHz: SAMPLE_RATE_HZ, channelCount: channels.length, auxCount: aux.length, bend, start: 'plugin' },
        pluginState(parameters),
      );
      for (let at = 0; at < FRAMES * 1024; at += blockSamples) {
        const input = channels.map((channel) => channel.subarray(at, at + blockSamples));
        twin.process(input, main ?? [], aux);
      }
    },
  };
}

function trialsWork(totalTrials: number): PureWork {
  const budget = { startupTrials: 12, totalTrials, repeatsPerTrial: 3, seed: 1337 };
  const descriptors = Float64Array.of(-6, 2, -1.2, 0.4, 0.3, 3, 0.35, 0.2, 0.1, 0.7, 4, 0.05);
  return {
    name: `${totalTrials} trials`,
    unit: 'ms',
    frames: 1,
    run: () => {
      const study = new Study({ descriptors, budget });
      while (study.trialCount < totalTrials) study.next();
    },
  };
}

/** All folds and α one after another on one thread. */
function training(rows: number): () => void {
  const inputs = numbers(rows * 12);
  const matrix: TrainingMatrix = { inputs, targets: numbers(rows * 5), rows };
  if (alphaGrid('extended').length === 0) throw new Error('the grid is empty');
  return () => void trainRidge(matrix, 'extended');
}

/** So many samples of each work, in turns, so that a slow spell of the machine meets all of them. */
export function measurePureWork(samples: number): Record<string, { readonly unit: string; readonly values: number[] }> {
  const works = pureWork();
  const figures = Object.fromEntries(works.map(({ name, unit }) => [name, { unit, values: [] as number[] }]));
  for (const { run, name } of works) if (name !== '5000 trials') run();
  for (let sample = 0; sample < samples; sample++) {
    for (const { name, unit, frames, run } of works) {
      const start = performance.now();
      run();
      const tookMs = performance.now() - start;
      figures[name]?.values.push((tookMs / frames) * (unit === 'ms' ? 1 : 1000));
    }
  }
  return figures;
}
