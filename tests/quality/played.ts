import type { RidgeParameters } from '../../src/domain/model.ts';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import { playable } from '../../src/domain/playable.ts';
import type { DegreePenalties, PluginWindows } from '../../src/domain/training.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { HOP_SAMPLES } from '../../src/ml/dsp/spectrum.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { networkAnswers } from '../../src/ml/network/scoreNetwork.ts';
import { globalBest } from '../../src/ml/objective/globalSearch.ts';
import { decodeModelOutput } from '../../src/ml/objective/decode.ts';
import { proxyTerms } from '../../src/ml/objective/proxy.ts';
import { hopsPerUpdate, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { pluginConfidence } from '../../src/ml/plugin/pluginModel.ts';
import { PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import { bendKnobs } from '../../src/ml/plugin/knobBend.ts';
import { HISTORY_FRAMES, MIN_HISTORY_FRAMES } from '../../src/ml/plugin/runtimeHistory.ts';
import { traceBend } from '../../src/ml/plugin/bendTracer.ts';
import { averagedPolynomial } from '../../src/ml/pluginModel/averagedPolynomial.ts';
import { heldOutConstants } from '../../src/ml/pluginModel/heldOutConstants.ts';
import { answerPlaying } from '../../src/ml/pluginModel/playedAnswers.ts';
import { playedRegrets } from '../../src/ml/pluginModel/playedRegret.ts';
import { pluginAnswer } from '../../src/ml/pluginModel/pluginAnswer.ts';
import { STEADY_BLEND, withSteadyBlend } from '../../src/ml/pluginModel/steadyBlend.ts';
import { optimumTargets, windowOptima } from '../../src/ml/pluginModel/pluginReport.ts';
import { DEFAULT_PLUGIN_MODEL_OPTIONS } from '../../src/ml/pluginModel/trainPluginModel.ts';
import { groupedFolds } from '../../src/ml/quality/groupedFolds.ts';
import { descriptorRow, regretsOfPresets } from '../../src/ml/quality/regret.ts';
import { pieceMeans } from './pluginBounds.ts';
import { trainNetwork } from './trainNetwork.ts';

/** A model that never heard the pieces of some windows. */
interface FoldModel {
  readonly parameters: RidgeParameters;
  /** The same before its blend was made steady. */
  readonly plain: RidgeParameters;
  readonly test: readonly number[];
}

interface Played {
  readonly raw: number;
  readonly played: number;
  readonly defaults: number;
}

/** Those that the training chooses on this music. */
const PENALTIES: DegreePenalties = [3e-3, 1e-1, 1];
const PLAYED_FRAMES = 1291;
/** From one place to the next that is judged. */
const STEP_FRAMES = 32;

/** The plugin's model of each fold's training windows, taught by a network as the app's is. */
export async function foldModels(windows: PluginWindows): Promise<readonly FoldModel[]> {
  const { network } = await trainNetwork(windows.scored, windows.groups);
  const targets = networkAnswers(network, windows.scored);
  const { kFolds, seed } = DEFAULT_PLUGIN_MODEL_OPTIONS;
  return groupedFolds(windows.groups, kFolds, seed).map(({ train, test }) => {
    const plain = averagedPolynomial(windows, targets, train, PENALTIES, DEFAULT_PLUGIN_MODEL_OPTIONS);
    return { parameters: withSteadyBlend(plain), plain, test: [...test] };
  });
}

/** Answers and a way to blend them in: their mean regret, the mean share, and the regret of what plays. */
interface Blended {
  readonly raw: number;
  readonly share: number;
  readonly played: number;
}

/** Built in: the app's models, the same by other shares, and what is none of a model's: constant, mean of each piece, optimum. */
type Built = 'steady' | 'plain' | 'whole' | 'constant' | 'pieces' | 'optima';

/** Mean regret over all windows, each held for 30 s, and that of the default knobs. */
export function playedHeld(
  windows: PluginWindows,
  folds: readonly FoldModel[],
): Record<Built, Blended> & { readonly defaults: number; readonly count: number } {
  const { inputs, scored, groups } = windows;
  const optima = windowOptima(scored, groups.length);
  const targets = optimumTargets(optima);
  const best = Float64Array.from(optima, ({ score }) => score);
  const answers = groups.map((_, row) => {
    const { parameters, plain } = folds.find(({ test }) => test.includes(row))!;
    const descriptors = descriptorRow(inputs, row);
    return { ...pluginAnswer(parameters, descriptors), plain: pluginConfidence(plain, descriptors) };
  });
  const presets = answers.map(({ hyperparameters }) => hyperparameters);
  const sure = Float64Array.from(answers, ({ confidence }) => confidence);
  const blended = (own: readonly Hyperparameters[], confidences: Float64Array): Blended => ({
    raw: mean(regretsOfPresets(scored, best, (row) => own[row]!)),
    share: mean(confidences.map((confidence) => confidence ** 2)),
    played: mean(playedRegrets(scored, best, own, confidences)),
  });
  // Aimed as a model is at what plays, and as sure.
  const aimed = (own: readonly Hyperparameters[]) => ({
    ...blended(own, sure),
    played: mean(
      playedRegrets(
        scored,
        best,
        own.map((preset) => answerPlaying(preset, STEADY_BLEND)),
        sure,
      ),
    ),
  });
  const meanOf = pieceMeans(targets, groups);
  const { kFolds, seed } = DEFAULT_PLUGIN_MODEL_OPTIONS;
  return {
    count: groups.length,
    steady: blended(presets, sure),
    plain: blended(
      presets,
      Float64Array.from(answers, ({ plain }) => plain),
    ),
    whole: blended(presets, new Float64Array(groups.length).fill(1)),
    constant: aimed(heldOutConstants(scored, targets, groupedFolds(groups, kFolds, seed))),
    pieces: aimed(groups.map((_, row) => playable(decodeModelOutput(meanOf(row))))),
    optima: aimed(optima.map(({ preset }) => preset)),
    defaults: mean(regretsOfPresets(scored, best, () => DEFAULT_HYPERPARAMETERS)),
  };
}

/**
 * Mean regret over the first 30 s of a sound from a fresh state, as the plugin would play it with a model built in; null
 * for a sound that is shorter.
 */
export function playedOverSound(
  parameters: RidgeParameters,
  channels: readonly Float32Array[],
  sampleRateHz: number,
): Played | null {
  if (channels[0]!.length < PLAYED_FRAMES * HOP_SAMPLES) return null;
  const hops = hopsPerUpdate({ ...SEARCH_SETTINGS, clusterCount: 4 }, sampleRateHz);
  const updates = traceBend(channels, sampleRateHz, parameters, PLUGIN_FRAMING, hops);
  const mono = mixToMono(channels);
  const sums = { raw: 0, played: 0, defaults: 0 };
  const places = Math.floor(PLAYED_FRAMES / STEP_FRAMES);
  for (let place = 1; place <= places; place++) {
    const frame = place * STEP_FRAMES - 1;
    const from = Math.max(0, (frame - HISTORY_FRAMES) * HOP_SAMPLES);
    const trainer = new DescriptorAnalyser(sampleRateHz);
    trainer.push(mono.subarray(from, (frame + 1) * HOP_SAMPLES));
    const { descriptors } = trainer.finish();
    const best = globalBest(descriptors).score;
    const update = updates[Math.floor(frame / hops)]!;
    const regret = (values: object) => best - proxyTerms(descriptors, { ...DEFAULT_HYPERPARAMETERS, ...values }).score;
    const ofKnobs = regret({});
    const knobShare = place === 1 ? MIN_HISTORY_FRAMES / STEP_FRAMES : 0;
    sums.raw += regret(update.prediction!.hyperparameters) / places;
    sums.played +=
      (knobShare * ofKnobs + (1 - knobShare) * regret(bendKnobs(DEFAULT_HYPERPARAMETERS, update))) / places;
    sums.defaults += ofKnobs / places;
  }
  return sums;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
