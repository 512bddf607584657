import type { Fold, ScoreNetworkTraining } from '../../domain/training.ts';
import * as tf from '@tensorflow/tfjs-core';
import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, targetRow, TARGETS } from '../../domain/hyperparameters.ts';
import type { Progress } from '../../domain/job.ts';
import { NO_PENALTY_LIMITS, playable, type PenaltyLimits } from '../../domain/playable.ts';
import { decodeModelOutput } from '../objective/decode.ts';
import { ProxyObjective, proxyTerms } from '../objective/proxy.ts';
import { groupedFolds } from '../quality/groupedFolds.ts';
import { descriptorRow } from '../quality/regret.ts';
import { DefaultRng } from '../random/defaultRng.ts';
import { DescriptorSampler } from './descriptorSampler.ts';
import { NETWORK_INPUT_COUNT, type ScoreNetwork } from '../../domain/scoreNetwork.ts';
import { networkInputs } from './networkInputs.ts';
import { AdamTensors, lossGradient, type Batch } from './networkTensors.ts';
import { LAYERS, MEMBER_PARAMETER_COUNT } from '../../domain/scoreNetwork.ts';
import { memberAnswer } from './scoreNetwork.ts';
import { PREPARED_FIGURE_COUNT, PREPARED_FIGURES } from './scoreTensors.ts';

export interface ScoreNetworkOptions {
  readonly seed: number;
  /** Members of the ensemble and folds of the cross validation: each fold is held out from one member. */
  readonly members: number;
  readonly steps: number;
  /** Samples that each member sees in a step. */
  readonly batchRows: number;
  /** Of the first steps; it falls to 0 along a half cosine. */
  readonly learningRate: number;
  /** What penalties come to where the answers are played. */
  readonly limits: PenaltyLimits;
}

export const DEFAULT_SCORE_NETWORK_OPTIONS: ScoreNetworkOptions = {
  seed: 1337,
  members: 6,
  steps: 900,
  batchRows: 64,
  learningRate: 0.01,
  limits: NO_PENALTY_LIMITS,
};

/** The rest of what a training that meets targets is told. */
interface TrainingData {
  readonly inputs: Float64Array;
  /** rows × 5 answers that are to be met; null for a training on the score. */
  readonly targets: Float64Array | null;
}

/** How samples around the data set are drawn for training. */
const SAMPLING = { mixture: 0.4, shuffle: 0.3, jitter: 0.1 };
const CHECK_EVERY_STEPS = 100;
/** Training ends when no member has improved for so many checks. */
const PATIENCE_CHECKS = 4;

/**
 * Trains an ensemble on the score itself (Q), without labels or trials: each member maximises the mean relaxed score of
 * its answers to samples around its own files. The files are split into as many folds as members, by group: member i
 * never sees fold i, is stopped early by fold i + 1, and learns from the rest. The backend of TensorFlow.js must be
 * ready. On its WASM and CPU backends the same rows, groups and options give the same network.
 *
 * @param inputs rows × 12 descriptors, row-major, of at least three groups (else a RangeError).
 * @param groups the group of each row: recordings that must not straddle folds.
 * @param onProgress called every few steps; false ends the training.
 * @param targets rows × 5 answers in the order of `TARGETS` that are to be met instead, for an objective that is no formula:
 *   the members then learn from their own files with a little noise on the descriptors.
 * @returns null when it was ended.
 */
export async function trainScoreNetwork(
  inputs: Float64Array,
  groups: readonly string[],
  options: ScoreNetworkOptions,
  onProgress: (progress: Progress) => boolean | Promise<boolean>,
  targets: Float64Array | null = null,
): Promise<ScoreNetworkTraining | null> {
  const { seed, steps, learningRate, limits } = options;
  const folds = groupedFolds(groups, options.members, seed);
  if (folds.length < 3) throw new RangeError('a network needs files of at least three groups');
  const members = folds.length;
  const scaling = inputScaling(inputs);
  const data = { inputs, targets };
  const batches = new BatchSource(data, folds, scaling, options);
  const adam = new AdamTensors(initialParameters(members, seed), members);
  const best = folds.map(() => ({ parameters: new Float32Array(), score: -Infinity, step: 0 }));
  let sinceImprovement = 0;
  try {
    for (let step = 1; step <= steps && sinceImprovement < PATIENCE_CHECKS; step++) {
      const rate = 0.5 * learningRate * (1 + Math.cos((Math.PI * (step - 1)) / steps));
      adam.step((parameters) => lossGradient(parameters, batches.next(), limits), rate);
      if (step % PROGRESS_EVERY_STEPS === 0 && !(await onProgress({ done: step, total: steps }))) return null;
      if (step % CHECK_EVERY_STEPS !== 0 && step !== steps) continue;
      const all = await adam.read();
      sinceImprovement++;
      for (const [member, record] of best.entries()) {
        const parameters = all.slice(member * MEMBER_PARAMETER_COUNT, (member + 1) * MEMBER_PARAMETER_COUNT);
        const stopping = folds[(member + 1) % members]!.test;
        const score = meanScore({ ...scaling, members: [parameters] }, data, stopping, limits);
        if (score <= record.score) continue;
        best[member] = { parameters, score, step };
        sinceImprovement = 0;
      }
    }
  } finally {
    adam.dispose();
  }
  const network = { ...scaling, members: best.map(({ parameters }) => parameters) };
  const rows = inputs.length / DESCRIPTOR_COUNT;
  const heldOutBy = new Uint8Array(rows);
  for (const [member, { test }] of folds.entries()) for (const row of test) heldOutBy[row] = member;
  const outOfFold = new Float64Array(rows * TARGET_COUNT);
  for (const [row, member] of heldOutBy.entries()) {
    outOfFold.set(memberAnswer(network, member, descriptorRow(inputs, row)), row * TARGET_COUNT);
  }
  return { network, outOfFold, heldOutBy, bestSteps: best.map(({ step }) => step) };
}

const PROGRESS_EVERY_STEPS = 10;

type InputScaling = Pick<ScoreNetwork, 'inputMean' | 'inputScale'>;

/** Mean and standard deviation of the seven inputs over all rows; 1 where an input does not vary. */
function inputScaling(inputs: Float64Array): InputScaling {
  const rows = inputs.length / DESCRIPTOR_COUNT;
  const values = new Float64Array(rows * NETWORK_INPUT_COUNT);
  for (let row = 0; row < rows; row++) networkInputs(inputs, row * DESCRIPTOR_COUNT, values, row * NETWORK_INPUT_COUNT);
  const inputMean = new Float64Array(NETWORK_INPUT_COUNT);
  const inputScale = new Float64Array(NETWORK_INPUT_COUNT);
  for (const [i, value] of values.entries()) inputMean[i % NETWORK_INPUT_COUNT]! += value / rows;
  for (const [i, value] of values.entries()) {
    inputScale[i % NETWORK_INPUT_COUNT]! += (value - inputMean[i % NETWORK_INPUT_COUNT]!) ** 2 / rows;
  }
  return { inputMean, inputScale: inputScale.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

/** Normal weights of variance 1/inputs, no biases: members × parameters, row-major. */
function initialParameters(members: number, seed: number): Float32Array {
  const rng = new DefaultRng(seed);
  const parameters = new Float32Array(members * MEMBER_PARAMETER_COUNT);
  let at = 0;
  for (let member = 0; member < members; member++) {
    for (const { inputs, outputs } of LAYERS) {
      for (let i = 0; i < inputs * outputs; i++) parameters[at++] = rng.normal(0, Math.sqrt(1 / inputs));
      at += outputs;
    }
  }
  return parameters;
}

/** Mean score of the answers to some rows, or minus their mean squared distance from the targets in spans. */
function meanScore(
  network: ScoreNetwork,
  { inputs, targets }: TrainingData,
  rows: Uint32Array,
  limits: PenaltyLimits,
): number {
  let sum = 0;
  for (const row of rows) {
    const descriptors = descriptorRow(inputs, row);
    if (targets !== null) {
      const answer = memberAnswer(network, 0, descriptors);
      for (const [k, { low, high }] of TARGETS.entries()) {
        sum -= ((answer[k]! - targets[row * TARGET_COUNT + k]!) / (high - low)) ** 2;
      }
      continue;
    }
    const preset = playable(decodeModelOutput(memberAnswer(network, 0, descriptors)), limits);
    sum += proxyTerms(descriptors, preset).score;
  }
  return sum / rows.length;
}

/** Draws the batches of all members. */
class BatchSource {
  private readonly data: TrainingData;
  /** The rows that each member learns from. */
  private readonly learning: readonly Uint32Array[];
  private readonly samplers: readonly DescriptorSampler[];
  private readonly rng: DefaultRng;
  private readonly scaling: InputScaling;
  private readonly batchRows: number;
  private readonly proxy = new ProxyObjective(new Float64Array(DESCRIPTOR_COUNT));
  private readonly descriptors = new Float64Array(DESCRIPTOR_COUNT);

  constructor(data: TrainingData, folds: readonly Fold[], scaling: InputScaling, options: ScoreNetworkOptions) {
    const { inputs } = data;
    this.data = data;
    this.learning = folds.map(({ train }, member) => {
      const stopping = new Set(folds[(member + 1) % folds.length]!.test);
      return train.filter((row) => !stopping.has(row));
    });
    this.samplers = this.learning.map((rows) => new DescriptorSampler(inputs, rows, SAMPLING));
    this.rng = new DefaultRng(options.seed + 1);
    this.scaling = scaling;
    this.batchRows = options.batchRows;
  }

  next(): Batch {
    return this.data.targets === null ? this.scored() : this.targeted(this.data.targets);
  }

  /** Rows of each member with noise on their inputs, and their targets. */
  private targeted(rowTargets: Float64Array): Batch {
    const { batchRows, learning, rng } = this;
    const { inputMean, inputScale } = this.scaling;
    const total = learning.length * batchRows;
    const inputs = new Float32Array(total * NETWORK_INPUT_COUNT);
    const targets = new Float32Array(total * TARGET_COUNT);
    for (let sample = 0; sample < total; sample++) {
      const own = learning[Math.floor(sample / batchRows)]!;
      const row = own[Math.floor(rng.double() * own.length)]!;
      const at = sample * NETWORK_INPUT_COUNT;
      networkInputs(this.data.inputs, row * DESCRIPTOR_COUNT, inputs, at);
      for (let i = 0; i < NETWORK_INPUT_COUNT; i++) {
        inputs[at + i] = (inputs[at + i]! - inputMean[i]!) / inputScale[i]! + rng.normal(0, SAMPLING.jitter);
      }
      targets.set(targetRow(rowTargets, row), sample * TARGET_COUNT);
    }
    return {
      inputs: tf.tensor3d(inputs, [learning.length, batchRows, NETWORK_INPUT_COUNT]),
      targets: tf.tensor3d(targets, [learning.length, batchRows, TARGET_COUNT]),
    };
  }

  private scored(): Batch {
    const { batchRows, proxy, descriptors, samplers } = this;
    const { inputMean, inputScale } = this.scaling;
    const total = samplers.length * batchRows;
    const inputs = new Float32Array(total * NETWORK_INPUT_COUNT);
    const figures = new Float32Array(total * PREPARED_FIGURE_COUNT);
    for (let row = 0; row < total; row++) {
      samplers[Math.floor(row / batchRows)]!.draw(this.rng, descriptors);
      const at = row * NETWORK_INPUT_COUNT;
      networkInputs(descriptors, 0, inputs, at);
      for (let i = 0; i < NETWORK_INPUT_COUNT; i++) inputs[at + i] = (inputs[at + i]! - inputMean[i]!) / inputScale[i]!;
      proxy.prepare(descriptors);
      PREPARED_FIGURES.forEach((name, i) => {
        figures[row * PREPARED_FIGURE_COUNT + i] = proxy[name];
      });
    }
    return {
      inputs: tf.tensor3d(inputs, [samplers.length, batchRows, NETWORK_INPUT_COUNT]),
      figures: tf.tensor3d(figures, [samplers.length, batchRows, PREPARED_FIGURE_COUNT]),
    };
  }
}
