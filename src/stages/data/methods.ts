import { formatFixed, formatValue, plural } from '../../domain/numberText.ts';
import { sampleWords, type TrainedModel } from '../../domain/model.ts';
import { PLUGIN } from '../../domain/pluginInUse.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'dataSet' | 'pool' | 'settings'> {
  readonly models: Pick<ModelStage, 'answering'>;
}

/**
 * How presets and models of today's data set come about, to be pasted into a paper or a note: versions, counts, settings, seeds
 * and fingerprints. It names no file.
 *
 * @param version the build, with its commit
 * @param exported the model that is handed out with it; null for none in particular
 */
export async function methodsText(
  { dataSet, pool, settings, models }: Dependencies,
  version: string,
  exported: TrainedModel | null,
): Promise<string> {
  const { files, described, searched } = dataSet.counts.peek();
  const rows = proxy(dataSet.byPlace(({ isDescribed }) => isDescribed));
  const { signal } = new AbortController();
  const fingerprint = await pool.run(async (worker) => worker.describedFingerprint(rows), {
    signal,
    interactive: true,
  });
  const model = models.answering.peek();
  const { startupTrials, totalTrials, repeatsPerTrial, seed } = settings.trialBudget.peek();
  return [
    `Made with InertiaBands Trainer ${version} for ${PLUGIN.name} ${PLUGIN.version}.`,
    `Data: ${plural(files, 'file')}, ${described} with the twelve descriptors, ${searched} with best parameters. ` +
      `SHA-256 of the descriptors in the order of audio ids: ${fingerprint}.`,
    settings.labels.peek() === 'direct'
      ? "Run All finds best parameters by direct search of the proxy objective within the plugin's ranges."
      : 'Run All finds best parameters by Bayesian optimisation of the proxy objective.',
    `Bayesian optimisation (TPE): ${plural(totalTrials, 'trial')}, the first ${startupTrials} drawn at random, each the mean of ` +
      `${plural(repeatsPerTrial, 'perturbed evaluation')}, seed ${seed}.`,
    measuredWords(settings),
    `Local refinement: ${plural(settings.refineTrials.peek(), 'trial')}, seed ${settings.refineSeed.peek()}.`,
    model === null ? 'No model is in use.' : `Model in use: ${modelWords(model)}`,
    ...(exported === null || exported.modelId === model?.modelId ? [] : [`This model: ${modelWords(exported)}`]),
  ].join('\n');
}

function measuredWords(settings: Dependencies['settings']): string {
  const { clusterCount, changeWeight, partnerCount, startupTrials, totalTrials, seed } = settings.measured.peek();
  return (
    `Measured objective: each file mixed with ${plural(partnerCount, 'partner')}, ${plural(clusterCount, 'cluster')}, ` +
    `weight of mask change ${changeWeight}, ${plural(totalTrials, 'trial')}, the first ${startupTrials} drawn at random, seed ${seed}.`
  );
}

/** What a model is and learned from, as one sentence after its name. */
export function modelWords(model: TrainedModel): string {
  const { modelId, createdAt, objective, dataFingerprint, quality } = model;
  const parts = [
    model.kind,
    `objective ${objective}`,
    `trained ${createdAt.toISOString().slice(0, 10)}`,
    ...howTrained(model),
    ...(sampleWords(model) === null ? [] : [`learned from ${sampleWords(model)}`]),
    ...(dataFingerprint === '' ? [] : [`training rows SHA-256 ${dataFingerprint}`]),
    ...(quality === null
      ? []
      : [
          `mean regret ${formatFixed(quality.regret.mean, 4)} (${quality.basis}, ${plural(quality.regret.count, 'file')}; best single ` +
            `constant ${formatFixed(quality.constant.mean, 4)})`,
        ]),
  ];
  return `${modelId}: ${parts.join(', ')}.`;
}

function howTrained(model: TrainedModel): readonly string[] {
  switch (model.kind) {
    case 'ridge':
      return [
        plural(model.metrics.rows, 'row'),
        `alpha ${formatValue(model.metrics.alpha, 4)} of the ${model.alphaGrid} grid`,
        `${model.metrics.kFolds} folds, seed ${model.foldSeed}`,
      ];
    case 'network':
      return [
        plural(model.metrics.rows, 'row'),
        plural(model.network.members.length, 'member'),
        `${model.metrics.kFolds} folds, seed ${model.seed}`,
      ];
    case 'student':
      return [plural(model.metrics.rows, 'row'), `taught by ${model.teacherId}, seed ${model.seed}`];
    case 'plugin':
      return [
        `${plural(model.windowCount, 'window')} of ${plural(model.recordingCount, 'recording')}, seed ${model.seed}`,
      ];
    case 'imported':
      return [`read from a file of the kind ${model.origin}`];
    default:
      return model satisfies never;
  }
}
