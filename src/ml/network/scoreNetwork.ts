import { DESCRIPTOR_COUNT } from '../../domain/descriptors.ts';
import { TARGET_COUNT, TARGETS } from '../../domain/hyperparameters.ts';
import { clamp } from '../objective/clamp.ts';
import { sigmoid } from '../objective/decode.ts';
import { LAYERS, NETWORK_INPUT_COUNT, type ScoreNetwork } from '../../domain/scoreNetwork.ts';
import { networkInputs } from './networkInputs.ts';

/** How far the squashing reaches beyond both ends of a range, so that the ends themselves can be answered. */
export const SQUASH_MARGIN = 0.05;

/**
 * What one member answers: five targets within their ranges, in the order of `TARGETS`.
 *
 * @param member which one, from 0, else a RangeError.
 * @param descriptors twelve values in the order of `DESCRIPTORS`, not standardised.
 */
export function memberAnswer(network: ScoreNetwork, member: number, descriptors: ArrayLike<number>): Float64Array {
  const parameters = network.members[member];
  if (parameters === undefined) throw new RangeError(`there are ${network.members.length} members, none at ${member}`);
  let values = new Float64Array(NETWORK_INPUT_COUNT);
  networkInputs(descriptors, 0, values, 0);
  for (let i = 0; i < NETWORK_INPUT_COUNT; i++)
    values[i] = (values[i]! - network.inputMean[i]!) / network.inputScale[i]!;
  let at = 0;
  for (const [layer, { inputs, outputs }] of LAYERS.entries()) {
    const sums = Float64Array.from(parameters.subarray(at + inputs * outputs, at + (inputs + 1) * outputs));
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) sums[j]! += values[i]! * parameters[at + i * outputs + j]!;
    }
    values = layer < LAYERS.length - 1 ? sums.map(Math.tanh) : sums;
    at += (inputs + 1) * outputs;
  }
  return values.map(squash);
}

/** What the ensemble answers: the mean of its members, five targets in the order of `TARGETS`. */
export function networkAnswer(network: ScoreNetwork, descriptors: ArrayLike<number>): Float64Array {
  const answer = new Float64Array(TARGET_COUNT);
  for (let member = 0; member < network.members.length; member++) {
    const own = memberAnswer(network, member, descriptors);
    for (let k = 0; k < TARGET_COUNT; k++) answer[k]! += own[k]! / network.members.length;
  }
  return answer;
}

/** How near a sound is to the training data, 0 … 1, by the plugin's formula [P9] on the network's own inputs. */
export function distanceConfidence({ inputMean, inputScale }: ScoreNetwork, descriptors: ArrayLike<number>): number {
  const values = new Float64Array(NETWORK_INPUT_COUNT);
  networkInputs(descriptors, 0, values, 0);
  const squares = values.reduce((sum, value, i) => sum + ((value - inputMean[i]!) / inputScale[i]!) ** 2, 0);
  return Math.exp(-0.8 * Math.max(0, Math.sqrt(squares / NETWORK_INPUT_COUNT) - 1));
}

/** The answers to many rows: rows × 5, row-major. @param inputs rows × 12, row-major. */
export function networkAnswers(network: ScoreNetwork, inputs: Float64Array): Float64Array {
  const rows = inputs.length / DESCRIPTOR_COUNT;
  const answers = new Float64Array(rows * TARGET_COUNT);
  for (let row = 0; row < rows; row++) {
    const descriptors = inputs.subarray(row * DESCRIPTOR_COUNT, (row + 1) * DESCRIPTOR_COUNT);
    answers.set(networkAnswer(network, descriptors), row * TARGET_COUNT);
  }
  return answers;
}

/** A raw output of the last layer within the range of target `k`. */
function squash(raw: number, k: number): number {
  const { low, high } = TARGETS[k]!;
  const share = clamp((1 + 2 * SQUASH_MARGIN) * sigmoid(raw) - SQUASH_MARGIN, 0, 1);
  return low + (high - low) * share;
}
