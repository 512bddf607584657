import type { JobOutcome } from '../domain/job.ts';
import type { DescriptorStage } from './descriptors/descriptorStage.ts';
import type { ModelStage } from './model/modelStage.ts';
import type { OptimisationStage } from './optimisation/optimisationStage.ts';
import type { Tools } from './tools.ts';

interface Dependencies extends Pick<Tools, 'dataSet' | 'jobs' | 'settings'> {
  readonly descriptors: DescriptorStage;
  readonly optimisation: OptimisationStage;
  readonly models: ModelStage;
}

/**
 * The whole product on one screen. Files come in (import), become twelve numbers each (descriptors), each file's best
 * hyperparameters are searched (optimisation), a model learns to answer from the numbers alone (model); it then answers
 * for sounds it has never heard (prediction), and presets, models and data sets go out (export).
 *
 * **Run All** does the middle three for whatever lacks them, by the proxy's score, as the desktop does. Each step stores what it finishes, so running it again goes
 * on where it was stopped.
 */
export async function runAll({
  jobs,
  settings,
  dataSet,
  descriptors,
  optimisation,
  models,
}: Dependencies): Promise<JobOutcome> {
  const spec = { kind: 'run-all', stage: 'import', title: 'Run All', unit: 'steps' } as const;
  return jobs.run(spec, async ({ signal, onProgress }) => {
    const steps = [
      async () => descriptors.extract(descriptors.missing(), signal),
      async () => optimisation.runAll(settings.trialBudget.value, signal),
      async () => models.train(settings.alphaGrid.value, signal, 'proxy'),
    ];
    for (const [done, step] of steps.entries()) {
      onProgress({ done, total: steps.length });
      const outcome = await step();
      signal.throwIfAborted();
      if (outcome !== 'done')
        return `Run All ended early: step ${done + 1} of ${steps.length} did not finish, see above`;
    }
    return `Run All finished: ${dataSet.records.value.length} files, model ${models.inUse.value?.modelId ?? 'none'}`;
  });
}
