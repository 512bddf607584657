import type { JobOutcome } from '../domain/job.ts';
import type { TrainedModel } from '../domain/model.ts';
import type { DescriptorStage } from './descriptors/descriptorStage.ts';
import { moreSounds } from './model/learningRows.ts';
import type { ModelStage } from './model/modelStage.ts';
import type { PluginModelStage } from './model/pluginModelStage.ts';
import type { OptimisationStage } from './optimisation/optimisationStage.ts';
import type { Tools } from './tools.ts';
import { formatFixed } from '../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'dataSet' | 'jobs' | 'settings'> {
  readonly descriptors: DescriptorStage;
  readonly optimisation: OptimisationStage;
  readonly models: ModelStage;
  readonly pluginModels: PluginModelStage;
}

/**
 * The whole product on one screen. Files come in (import), become twelve numbers each (descriptors), each file's best
 * hyperparameters are searched (optimisation), a model learns to answer from the numbers alone (model); it then answers
 * for sounds it has never heard (prediction), and presets, models and data sets go out (export).
 *
 * **Run All** does the middle three for whatever lacks them, by the proxy's score: direct search within what the plugin can
 * play, the network and the plugin model; or, where **Labels** says so, the desktop's trials and ridge. Then every model is
 * measured on the same files, and the best one is in use. Each step stores what it finishes, so running it again goes on where
 * it was stopped, and changes nothing where nothing is new.
 */
export async function runAll(deps: Dependencies): Promise<JobOutcome> {
  const { jobs, settings, dataSet, descriptors, optimisation, models, pluginModels } = deps;
  const spec = { kind: 'run-all', stage: 'import', title: 'Run All', unit: 'steps' } as const;
  return jobs.run(spec, async ({ signal, onProgress }) => {
    const before = stateOf(deps);
    const learning =
      settings.labels.value === 'bayesian'
        ? [
            async () => optimisation.runAll(settings.trialBudget.value, signal),
            async () => models.ensureRidge(settings.alphaGrid.value, signal),
          ]
        : [
            async () => optimisation.searchAllDirectly(signal),
            async () => models.ensureNetwork(signal),
            async () => pluginModels.ensure(signal),
          ];
    const steps = [
      async () => descriptors.extract(descriptors.missing(), signal),
      ...learning,
      async () => models.measureOutdated(signal),
    ];
    for (const [done, step] of steps.entries()) {
      onProgress({ done, total: steps.length });
      const outcome = await step();
      signal.throwIfAborted();
      if (outcome !== 'done')
        return `Run All ended early: step ${done + 1} of ${steps.length} did not finish, see above`;
    }
    const { files } = dataSet.counts.value;
    const isSame = stateOf(deps) === before && models.inUse.value !== null;
    const news = isSame ? 'nothing was new, ' : '';
    return `Run All finished: ${files} ${files === 1 ? 'file' : 'files'}, ${news}${await ending(deps)}`;
  });
}

/** What Run All may change. */
function stateOf({ dataSet, optimisation, models }: Dependencies): string {
  const modelIds = models.models.value.map(({ modelId }) => modelId);
  const { files, described } = dataSet.counts.value;
  return [files, described, optimisation.missingCount, modelIds].join();
}

/** Which model is in use, what it is worth, and what to add where that is too little. */
async function ending({ models, dataSet }: Dependencies): Promise<string> {
  const model = models.inUse.value;
  if (model === null) {
    const hear =
      dataSet.counts.value.described === 0 ? '' : '. What is there has presets already: hear them on the tab Inference';
    return `no model yet: add at least ${moreSounds(Math.max(await models.missingSounds(), 1))}${hear}`;
  }
  const chosen = models.isChosen.value ? ', chosen by hand' : '';
  return `model ${model.modelId}${chosen}${worth(model)}`;
}

function worth({ quality }: TrainedModel): string {
  if (quality === null) return '';
  const { regret, constant, verdict, basis } = quality;
  const what = basis === 'held-out' ? 'held-out regret' : 'regret on these files';
  const figures = `${what} ${formatFixed(regret.mean, 4)}, that of one preset for all ${formatFixed(constant.mean, 4)}`;
  return verdict === 'fails'
    ? `. So far one preset suits all of these sounds as well (${figures}): add sounds of other kinds`
    : `, ${figures}`;
}
