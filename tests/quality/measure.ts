import type {
  TrainingMatrix,
  ScoreNetworkTraining,
  PluginModelTraining,
  PluginWindows,
} from '../../src/domain/training.ts';
import { predictRaw } from '../../src/ml/model/predictRaw.ts';
import { trainRidge } from '../support/trainRidge.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import type { ReliabilityBin } from '../../src/domain/confidence.ts';
import { calibrateConfidence, calibratedConfidence, reliabilityTable } from '../../src/ml/confidence/calibration.ts';
import { heldOutAnswers } from '../../src/ml/confidence/heldOutAnswers.ts';
import { networkAnswer, networkAnswers } from '../../src/ml/network/scoreNetwork.ts';
import { DEFAULT_SCORE_NETWORK_OPTIONS } from '../../src/ml/network/trainScoreNetwork.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { RuntimeAnalyser } from '../../src/ml/plugin/runtimeAnalyser.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS, trainPluginModel } from '../../src/ml/pluginModel/trainPluginModel.ts';
import { bestConstant } from '../../src/ml/quality/bestConstant.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import type { RegretSummary } from '../../src/domain/regret.ts';
import { descriptorRow, summariseRegret, takeRows } from '../../src/ml/quality/regret.ts';
import { bestScores, regretsOf } from '../support/regrets.ts';
import { verdictSentence } from '../../src/ml/quality/verdict.ts';
import { DEFAULT_STUDENT_OPTIONS, trainStudent } from '../../src/ml/student/trainStudent.ts';
import { trainNetwork } from './trainNetwork.ts';

export { trainingWindows } from '../../src/ml/pluginModel/trainingWindows.ts';
export { foldModels, playedHeld, playedOverSound } from './played.ts';
export { pluginBounds } from './pluginBounds.ts';
export { measureSmallSets } from './smallSets.ts';

/** One line of the table of models: regret on held-out files and on the unseen sets. */
export interface ModelLine {
  readonly name: string;
  readonly heldOut: RegretSummary | null;
  readonly unseen: RegretSummary;
}

export interface ModelFigures {
  readonly lines: readonly ModelLine[];
  readonly verdicts: readonly string[];
  readonly reliability: readonly ReliabilityBin[];
}

const always = () => true;

/** Regrets of every model on the rows it was trained on (held out) and on others. @param train, unseen rows × 12. */
export async function measureModels(train: Float64Array, unseen: Float64Array): Promise<ModelFigures> {
  const rows = train.length / 12;
  const groups = Array.from({ length: rows }, (_, row) => String(row));
  const best = bestScores(train);
  const bestUnseen = bestScores(unseen);
  const heldOut = (raw: Float64Array) =>
    summariseRegret(
      best.map((score, row) => {
        const preset = decodeModelOutput(raw.subarray(row * 5, row * 5 + 5));
        return score - proxyTerms(descriptorRow(train, row), preset).score;
      }),
    );
  const onUnseen = (answer: (descriptors: Float64Array) => Float64Array) =>
    summariseRegret(regretsOf((descriptors) => decodeModelOutput(answer(descriptors)), unseen, bestUnseen));

  const constant = bestConstant(train);
  const constantRaw = new Float64Array(rows * 5);
  for (const { train: seen, test } of groupedFolds(groups, DEFAULT_SCORE_NETWORK_OPTIONS.members, 1337)) {
    const { targets } = bestConstant(takeRows(train, seen, 12));
    for (const row of test) constantRaw.set(targets, row * 5);
  }
  const targets = optimumTargets(windowOptima(train, rows));
  const matrix: TrainingMatrix = { inputs: train, targets, rows };
  const ridge = trainRidge(matrix, 'extended');
  const network = await trainNetwork(train, groups);
  const student = await trainStudent(train, network, DEFAULT_STUDENT_OPTIONS, always);
  if (student === null) throw new Error('nobody stopped it');
  const lines: ModelLine[] = [
    { name: 'direct search', heldOut: null, unseen: onUnseen((d) => globalBest(d).targets) },
    { name: 'best single constant', heldOut: heldOut(constantRaw), unseen: onUnseen(() => constant.targets) },
    {
      name: 'ridge on the optima',
      heldOut: heldOut(ridge.outOfFold.predicted),
      unseen: onUnseen((d) => predictRaw(ridge.parameters, d)),
    },
    {
      name: 'network trained on the score',
      heldOut: heldOut(network.outOfFold),
      unseen: onUnseen((d) => networkAnswer(network.network, d)),
    },
    {
      name: 'student (degree 3)',
      heldOut: heldOut(student.outOfFold),
      unseen: onUnseen((d) => predictRaw(student.parameters, d)),
    },
  ];
  const baseline = lines[1]!.heldOut!;
  const verdicts = lines.slice(2).map(({ name, heldOut: own }) => verdictSentence(name, own!, baseline));
  return { lines, verdicts, reliability: crossCalibrated(train, network) };
}

/** Confidence against regret: each half of the held-out answers judged by what the other half taught. */
function crossCalibrated(train: Float64Array, network: ScoreNetworkTraining): readonly ReliabilityBin[] {
  const answers = heldOutAnswers(train, network);
  const half = (odd: number) => answers.filter((_, i) => Math.floor(i / 4) % 2 === odd);
  const judged = [0, 1].flatMap((odd) => {
    const calibration = calibrateConfidence(half(1 - odd));
    return half(odd).map((answer) => ({
      regret: answer.regret,
      value: calibratedConfidence(calibration, answer.novelty, answer.spread).value,
    }));
  });
  return reliabilityTable(
    judged.map(({ value }) => value),
    judged.map(({ regret }) => regret),
    5,
  );
}

/** A training of the plugin's model, and how much its mean regret would vary with the pieces. */
export interface PluginFigures {
  readonly training: PluginModelTraining;
  readonly standardError: number;
}

/** The plugin's model on windows of music, taught by a network that was trained on the trainer's descriptors of them. */
export async function measurePlugin(windows: PluginWindows): Promise<PluginFigures> {
  const { network } = await trainNetwork(windows.scored, windows.groups);
  const targets = networkAnswers(network, windows.scored);
  const training = await trainPluginModel(windows, targets, DEFAULT_PLUGIN_MODEL_OPTIONS, always);
  if (training === null) throw new Error('nobody stopped it');
  return { training, standardError: groupedStandardError(training.regrets, windows.groups) };
}

/** The standard error of the mean of values that come in groups, the groups being what is drawn at random. */
function groupedStandardError(values: Float64Array, groups: readonly string[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviations = new Map<string, number>();
  for (const [row, group] of groups.entries()) {
    deviations.set(group, (deviations.get(group) ?? 0) + values[row]! - mean);
  }
  const squares = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return Math.sqrt(squares) / values.length;
}

/** The windows of one recording in both domains. @param hopFrames frames between the starts of windows. */
export function windowsOf(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  hopFrames: number,
): { readonly plugin: Float32Array; readonly trainer: Float64Array }[] {
  const analyser = new RuntimeAnalyser(sampleRateHz, hopFrames);
  analyser.push(channels);
  return analyser.finish().map(({ startFrame, frameCount, descriptors }) => {
    const from = startFrame * 1024;
    const part = channels.map((channel) => channel.subarray(from, from + 2048 + (frameCount - 1) * 1024));
    const trainer = new DescriptorAnalyser(sampleRateHz);
    trainer.push(mixToMono(part));
    return { plugin: descriptors, trainer: trainer.finish().descriptors };
  });
}
