import * as tf from '@tensorflow/tfjs-core';
import { TARGETS } from '../../domain/hyperparameters.ts';
import { NO_PENALTY_LIMITS, type PenaltyLimits } from '../../domain/playable.ts';
import { relaxedScoreTensors } from './scoreTensors.ts';
import { LAYERS } from '../../domain/scoreNetwork.ts';
import { SQUASH_MARGIN } from './scoreNetwork.ts';

/** One batch for every member at once. */
export type Batch = {
  /** members × rows × 7 standardised inputs. */
  readonly inputs: tf.Tensor3D;
} & (
  | {
      /** members × rows × 8 figures of the objective, whose score is to be large. */
      readonly figures: tf.Tensor3D;
    }
  | {
      /** members × rows × 5 answers that are to be met. */
      readonly targets: tf.Tensor3D;
    }
);

const SQUASH_SCALE = 1 + 2 * SQUASH_MARGIN;

/**
 * The gradient of every member's loss, minus the mean relaxed score of its batch or the mean squared distance from the
 * targets in spans of their ranges, by back-propagation written out.
 *
 * @param parameters members × {@link MEMBER_PARAMETER_COUNT}.
 * @param limits of the penalties, where the score is judged.
 * @returns the same shape.
 */
export function lossGradient(
  parameters: tf.Tensor2D,
  batch: Batch,
  limits: PenaltyLimits = NO_PENALTY_LIMITS,
): tf.Tensor2D {
  const { inputs } = batch;
  const [first, second, last] = LAYERS.map((_, layer) => layerOf(parameters, layer));
  const hidden1 = tf.tanh(tf.add(tf.matMul(inputs, first!.weights), first!.biases));
  const hidden2 = tf.tanh(tf.add(tf.matMul(hidden1, second!.weights), second!.biases));
  const share = tf.sigmoid(tf.add(tf.matMul(hidden2, last!.weights), last!.biases));
  const lows = tf.tensor1d(TARGETS.map(({ low }) => low));
  const spans = tf.tensor1d(TARGETS.map(({ low, high }) => high - low));
  const squashed = tf.clipByValue(tf.sub(tf.mul(share, SQUASH_SCALE), SQUASH_MARGIN), 0, 1);
  const answers = tf.add<tf.Tensor3D>(lows, tf.mul(spans, squashed));
  const gradient =
    'figures' in batch
      ? relaxedScoreTensors(answers, batch.figures, limits).gradient
      : tf.div(tf.mul(tf.sub(batch.targets, answers), 2), tf.square(spans));

  const byShare = tf.mul(tf.mul(gradient, spans), -SQUASH_SCALE / inputs.shape[1]);
  const byOutput = tf.mul(byShare, tf.mul(share, tf.sub(1, share)));
  const byHidden2 = tf.mul(tf.matMul(byOutput, last!.weights, false, true), tf.sub(1, tf.square(hidden2)));
  const byHidden1 = tf.mul(tf.matMul(byHidden2, second!.weights, false, true), tf.sub(1, tf.square(hidden1)));
  const members = parameters.shape[0];
  const parts = [
    [inputs, byHidden1],
    [hidden1, byHidden2],
    [hidden2, byOutput],
  ].flatMap(([layerInputs, byLayer]) => [
    tf.reshape(tf.matMul(layerInputs!, byLayer!, true, false), [members, -1]),
    tf.sum(byLayer!, 1),
  ]);
  return tf.concat(parts, 1) as tf.Tensor2D;
}

function layerOf(parameters: tf.Tensor2D, layer: number): { weights: tf.Tensor; biases: tf.Tensor } {
  const members = parameters.shape[0];
  const { inputs, outputs } = LAYERS[layer]!;
  const at = LAYERS.slice(0, layer).reduce((sum, before) => sum + (before.inputs + 1) * before.outputs, 0);
  return {
    weights: tf.reshape(tf.slice(parameters, [0, at], [members, inputs * outputs]), [members, inputs, outputs]),
    biases: tf.reshape(tf.slice(parameters, [0, at + inputs * outputs], [members, outputs]), [members, 1, outputs]),
  };
}

/** Adam (Kingma & Ba 2015) on one tensor of parameters, all members at once. */
export class AdamTensors {
  private values: tf.Tensor2D;
  private mean: tf.Tensor2D;
  private square: tf.Tensor2D;
  private steps = 0;

  /** @param start members × numbers, row-major. */
  constructor(start: Float32Array, members: number) {
    const shape: [number, number] = [members, start.length / members];
    this.values = tf.tensor2d(start, shape);
    this.mean = tf.zeros(shape);
    this.square = tf.zeros(shape);
  }

  get parameters(): tf.Tensor2D {
    return this.values;
  }

  /** One step; what `gradientOf` leaves behind is freed. */
  step(gradientOf: (parameters: tf.Tensor2D) => tf.Tensor2D, learningRate: number): void {
    this.steps++;
    const meanCorrection = 1 - DECAY_MEAN ** this.steps;
    const squareCorrection = 1 - DECAY_SQUARE ** this.steps;
    const next = tf.tidy(() => {
      const gradient = gradientOf(this.values);
      const mean = tf.add<tf.Tensor2D>(tf.mul(this.mean, DECAY_MEAN), tf.mul(gradient, 1 - DECAY_MEAN));
      const square = tf.add<tf.Tensor2D>(
        tf.mul(this.square, DECAY_SQUARE),
        tf.mul(tf.square(gradient), 1 - DECAY_SQUARE),
      );
      const size = tf.add(tf.sqrt(tf.div(square, squareCorrection)), EPSILON);
      const values = tf.sub<tf.Tensor2D>(this.values, tf.mul(tf.div(mean, size), learningRate / meanCorrection));
      return { mean, square, values };
    });
    this.dispose();
    this.values = next.values;
    this.mean = next.mean;
    this.square = next.square;
  }

  /** The parameters of all members, members × numbers, row-major. */
  async read(): Promise<Float32Array> {
    return (await this.values.data<'float32'>()).slice();
  }

  dispose(): void {
    tf.dispose([this.values, this.mean, this.square]);
  }
}

const DECAY_MEAN = 0.9;
const DECAY_SQUARE = 0.999;
const EPSILON = 1e-7;
