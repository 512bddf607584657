import type { HyperparameterKey } from '../../domain/hyperparameters.ts';
import type { HelpText } from './helpText.ts';

/** A hyperparameter, with its range in words. */
export interface HyperparameterHelp extends HelpText {
  readonly range: string;
}

/** What is heard of the five that can be. */
export const HYPERPARAMETER_SOUNDS =
  'Listen to one of four clusters of a small band, with each of the five at the low and at the high end of the range ' +
  "that is searched. The others stay at the plugin's defaults, and both ends are equally loud.";

export const HYPERPARAMETER_HELP: Readonly<Record<HyperparameterKey, HyperparameterHelp>> = {
  distancePenalty: {
    title: 'Distance penalty',
    range: '0 … 2.5',
    meaning: 'How quickly a cluster lets go of bins that are unlike it.',
    low: 'soft clusters that share bins',
    high: 'each bin stays with its nearest cluster; more separation, more risk of holes',
    maths: ['mask ∝ exp(−d² / (2 spread²)) / (1 + distance_penalty · sqrt(d² + ε))'],
  },
  normRate: {
    title: 'Norm rate',
    range: '0.001 … 0.25',
    meaning: 'How fast the plugin adapts the weights of its ten features to what it hears.',
    low: 'weights that hardly move: stable, slow to learn',
    high: 'weights that follow every event: quick, nervous',
    maths: ['step = 0.04 · norm_rate, on the gradient of the clustering error; 20 % of each step is taken'],
  },
  basePenaltyLog: {
    title: 'Base penalty',
    range: '−4 … 4, a logarithm',
    meaning: 'The strength of both penalties on feature weights, low and high, at once.',
    low: 'weights roam freely',
    high: 'weights are held in a narrow band',
    maths: ['low_penalty and high_penalty are both proportional to e^base_penalty_log'],
  },
  penaltySkew: {
    title: 'Penalty skew',
    range: '−3 … 3',
    meaning: 'Whether small or large weights are punished more.',
    low: 'large weights are held back: no feature takes over',
    high: 'small weights are lifted: no feature is forgotten',
    maths: ['low_penalty · e^tanh(skew), high_penalty · e^(−0.5 · tanh(skew))'],
  },
  minimaxStrength: {
    title: 'Minimax strength',
    range: '0 … 1',
    meaning: 'How much the worst-fitting cluster counts against the average one.',
    low: 'the average fit decides',
    high: 'the weights serve the cluster that fits worst, and clusters keep closer to their place in frequency',
    maths: ['error = mean error + minimax · error of the worst cluster', 'searched as ln(p / (1 − p)) from −4 to 4'],
  },
  lowPenalty: {
    title: 'Low penalty',
    range: 'derived; the plugin takes 0 … 4',
    meaning: 'Keeps feature weights from vanishing.',
    low: 'features may drop out',
    high: 'every feature keeps a say',
    maths: ['low_penalty = e^base_penalty_log · e^tanh(penalty_skew)'],
  },
  highPenalty: {
    title: 'High penalty',
    range: 'derived; the plugin takes 0 … 2',
    meaning: 'Keeps feature weights from growing.',
    low: 'one feature may dominate',
    high: 'weights stay alike',
    maths: ['high_penalty = 0.35 · e^base_penalty_log · e^(−0.5 · tanh(penalty_skew))'],
  },
};
