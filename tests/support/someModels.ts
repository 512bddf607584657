import type { ConfidenceBasis } from '../../src/domain/confidence.ts';
import type {
  ImportedModel,
  InputRange,
  NetworkModel,
  PluginModel,
  RidgeParameters,
  StudentModel,
} from '../../src/domain/model.ts';
import type { PluginReport } from '../../src/domain/pluginReport.ts';
import type { ModelQuality, RegretSummary } from '../../src/domain/regret.ts';
import { MEMBER_PARAMETER_COUNT, NETWORK_INPUT_COUNT } from '../../src/domain/scoreNetwork.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';
import { someModel } from './arbitraries.ts';

const common = {
  objective: 'proxy',
  createdAt: new Date(Date.UTC(2026, 0, 31, 12)),
  dataFingerprint: 'f'.repeat(64),
  inputRange: null,
  quality: null,
  confidence: null,
} as const;

/** A polynomial that answers like any model, without training data. */
export function polynomialModel(parameters: RidgeParameters, inputRange: InputRange | null = null): ImportedModel {
  return {
    ...common,
    modelId: 'imported-1',
    kind: 'imported',
    origin: 'header',
    fileName: 'AutoHyperModelData.h',
    parameters,
    claimed: null,
    inputRange,
  };
}

/** The numbers of a seed, as short floats so that they survive 32 bit. */
function numbers(seed: number, length: number): number[] {
  const random = new RandomState(seed);
  return Array.from({ length }, () => Math.fround(random.double() - 0.5));
}

function someRegret(mean: number): RegretSummary {
  return { count: 12, mean, median: mean / 2, p90: mean * 2, max: mean * 3 };
}

export function someQuality(mean: number, basis: ModelQuality['basis'] = 'held-out'): ModelQuality {
  return {
    basis,
    regret: someRegret(mean),
    constant: someRegret(0.09),
    verdict: mean < 0.09 ? 'good' : 'fails',
    sentence: 'This model is good.',
    regrets: Float64Array.of(0, mean, 3 * mean),
    measuredOn: null,
  };
}

export function someConfidence(seed: number): ConfidenceBasis {
  const curve = { x: [0, 1], y: [0.01, 0.2] };
  return {
    seen: {
      scaler: {
        mean: Float64Array.from(numbers(seed, 12)),
        scale: Float64Array.from(numbers(seed + 1, 12), (value) => Math.abs(value) + 1),
      },
      standardised: Float64Array.from(numbers(seed + 2, 24)),
    },
    calibration: { regretByNovelty: curve, regretBySpread: null, regret: curve, notClose: curve },
    reliability: [{ from: 0.8, to: 1, count: 3, meanConfidence: 0.9, closeShare: 1, meanRegret: 0.001 }],
  };
}

export function someNetwork(seed: number, rows = 12): NetworkModel {
  const { outOfFold, inputRange } = someModel(seed, rows);
  return {
    ...common,
    modelId: `network-${seed}`,
    kind: 'network',
    seed,
    network: {
      inputMean: Float64Array.from(numbers(seed, NETWORK_INPUT_COUNT)),
      inputScale: Float64Array.from(numbers(seed, NETWORK_INPUT_COUNT), (value) => Math.abs(value) + 1),
      members: [0, 1, 2].map((member) => Float32Array.from(numbers(seed + member, MEMBER_PARAMETER_COUNT))),
    },
    heldOutBy: Uint8Array.from({ length: rows }, (_, row) => row % 3),
    bestSteps: [100, 200, 300],
    metrics: { rows, kFolds: 3, cvMse: 0.25, targetR2: [0.5, 0.25, Number.NaN, -1, 0] },
    outOfFold,
    inputRange,
    quality: someQuality(0.004),
    confidence: someConfidence(seed),
  };
}

export function someStudent(seed: number): StudentModel {
  const { parameters, outOfFold } = someModel(seed);
  const { metrics, inputRange } = someNetwork(seed);
  return {
    ...common,
    modelId: `student-${seed}`,
    kind: 'student',
    seed,
    teacherId: `network-${seed}`,
    parameters,
    metrics,
    outOfFold,
    inputRange,
    quality: someQuality(0.01),
    confidence: someConfidence(seed),
  };
}

export function somePluginModel(seed: number): PluginModel {
  const report: PluginReport = {
    regret: someRegret(0.03),
    outputs: [
      {
        key: 'normRate',
        rankCorrelation: 0.5,
        recordingRankCorrelation: 0.625,
        atFloor: 0,
        atCeiling: 0.25,
        optimumAtFloor: 0.125,
        optimumAtCeiling: 0,
      },
    ],
    played: someRegret(0.035),
    meanConfidence: 0.9,
  };
  return {
    ...common,
    modelId: `plugin-${seed}`,
    kind: 'plugin',
    seed,
    parameters: someModel(seed).parameters,
    windowCount: 40,
    recordingCount: 12,
    report,
    constantReport: { ...report, meanConfidence: null },
    quality: someQuality(0.03),
  };
}
