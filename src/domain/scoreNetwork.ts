import { TARGET_COUNT } from './hyperparameters.ts';

/** The descriptors that enter the proxy objective: what a network sees of a sound. */
export const NETWORK_INPUT_COUNT = 7;

/** Units in each of the two hidden layers. */
export const HIDDEN_UNITS = 32;

/** The layers of one member: tanh, tanh, and the outputs that are squashed into the ranges of the targets. */
export const LAYERS = [
  { inputs: NETWORK_INPUT_COUNT, outputs: HIDDEN_UNITS },
  { inputs: HIDDEN_UNITS, outputs: HIDDEN_UNITS },
  { inputs: HIDDEN_UNITS, outputs: TARGET_COUNT },
] as const;

/** Numbers of one member: for each layer its weights (inputs × outputs, row-major), then its biases. */
export const MEMBER_PARAMETER_COUNT = LAYERS.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);

/** An ensemble of networks that learned from the score: everything that prediction needs. */
export interface ScoreNetwork {
  /** Mean and scale by which the seven inputs are standardised. */
  readonly inputMean: Float64Array;
  readonly inputScale: Float64Array;
  /** {@link MEMBER_PARAMETER_COUNT} numbers for each member. */
  readonly members: readonly Float32Array[];
}
