import { signal } from '@preact/signals-core';
import { expect, it } from 'vitest';
import type { Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { TrainedModel } from '../../src/domain/model.ts';
import { deriveHyperparameters } from '../../src/ml/objective/decode.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { MeasuredStage } from '../../src/stages/optimisation/measuredStage.ts';
import { ModelStage } from '../../src/stages/model/modelStage.ts';
import { PreferenceStage } from '../../src/stages/listening/comparison/preferenceStage.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import type { SegmentSource } from '../../src/stages/optimisation/segmentSource.ts';
import type { Settings } from '../../src/stages/shell/settings.ts';
import type { UndoStage } from '../../src/stages/data/undoStage.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import { ridgeCalls } from '../../src/workers/compute/ridge.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const FILES = 14;

/** The stage over a store in memory, with presets that listening taught for the first files. */
async function stageWith(heard: readonly Hyperparameters[]) {
  const saved: TrainedModel[] = [];
  const store = {
    saveModel: async (model: TrainedModel) => void saved.push(model),
  } as unknown as TrainingStore;
  const pool = {
    size: 1,
    // Without copies of the numbers: what is given to a worker is gone.
    run: async (work: (remote: typeof ridgeCalls) => Promise<unknown>) => work(ridgeCalls),
  } as unknown as ComputePool;
  const log = new LogBook();
  const jobs = new JobBoard(log);
  const { dataSet } = new FollowedDataSet(
    Array.from({ length: FILES }, (_, n) => describedFile(n)),
    {
      preferredOptima: heard.map((hyperparameters, n) => ({
        audioId: `file-${n}`,
        hyperparameters,
        utility: 1,
        prior: null,
      })),
    },
  );
  const settings = {
    modelObjective: signal('listening'),
    chosenModel: signal(null),
    ...pluginSettings(),
  } as unknown as Settings;
  const undoing = {} as unknown as UndoStage;
  const sources = {} as unknown as AudioSources;
  const shared = { store, pool, dataSet, sources, jobs, log, undoing, settings };
  const preferences = new PreferenceStage(shared);
  await dataSet.whenCurrent();
  const measured = new MeasuredStage({ ...shared, segments: {} as unknown as SegmentSource });
  return { models: new ModelStage({ ...shared, measured, preferences }), saved, log };
}

const presets = (count: number) =>
  Array.from({ length: count }, (_, n) => deriveHyperparameters([1 + n / 20, 0.1, 0.5, 0.1, 0.2]));

it('[E3] what listening found best is what a model learns, and the model says so', async () => {
  const heard = presets(12).map((preset) => Object.assign(preset, { distancePenalty: 1.25 }));
  const { models, saved } = await stageWith(heard);
  expect(await models.train('desktop')).toBe('done');
  const [model] = saved;
  expect(model).toMatchObject({ kind: 'ridge', objective: 'listening', quality: null, metrics: { rows: 12 } });
  expect(model?.modelId).toMatch(/^ridge-listening-/u);
  expect(model?.kind === 'ridge' && model.parameters.intercept[0]).toBeCloseTo(1.25, 9);
});

it('[E3] too few files with a learned preset are refused, saying how many are missing and where to go', async () => {
  const { models, saved, log } = await stageWith(presets(11));
  expect(await models.train('desktop')).toBe('failed');
  expect(await models.trainNetwork()).toBe('failed');
  expect(saved).toEqual([]);
  expect(log.entries.value[0]?.message).toMatch(
    /for 11 files and a model needs at least 12\. Answer blind comparisons on 1 more/u,
  );
});
