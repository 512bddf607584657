import { expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { descriptorsToVector } from '../../src/domain/descriptors.ts';
import type { PluginModel, RidgeParameters } from '../../src/domain/model.ts';
import { withSteadyBlend } from '../../src/ml/pluginModel/steadyBlend.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { PluginModelStage } from '../../src/stages/model/pluginModelStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';

const FILES = Array.from({ length: 12 }, (_, n) => describedFile(n));
/** As models were trained before their blend was steadied. */
const PLAIN: RidgeParameters = {
  degree: 3,
  scalerMean: Array.from({ length: 12 }, () => 0),
  scalerScale: Array.from({ length: 12 }, () => 1),
  intercept: Array.from({ length: 5 }, () => 0.5),
  coefficients: Array.from({ length: 5 }, () => Array.from({ length: 454 }, () => 0)),
};
const REPORT = { regret: { mean: 0.1 }, outputs: [], played: { mean: 0.1 }, meanConfidence: 0.9 };

/** The stage over a data set of twelve recordings; what is trained is no better than a constant, so no file is written. */
async function stageOf(withoutWindows: readonly AudioRecord[] = []) {
  const { dataSet } = new FollowedDataSet([...FILES, ...withoutWindows]);
  await dataSet.whenCurrent();
  const vectors = Float64Array.from(
    FILES.flatMap(({ descriptors }) =>
      descriptors.kind === 'done' ? [...descriptorsToVector(descriptors.descriptors)] : [],
    ),
  );
  const stored: PluginModel[] = [];
  const store = {
    listAttributions: async () => [],
    pluginWindows: async () => ({
      audioIds: FILES.map(({ file }) => file.audioId),
      startFrames: new Float64Array(FILES.length),
      frameCounts: new Float64Array(FILES.length).fill(256),
      plugin: vectors,
      trainer: vectors,
    }),
    saveModel: async (model: PluginModel) => stored.push(model),
  };
  const worker = {
    trainPluginModel: async () => ({
      parameters: withSteadyBlend(PLAIN),
      report: REPORT,
      constantReport: REPORT,
      regrets: new Float64Array(FILES.length),
    }),
  };
  const pool = { size: 1, run: async (work: (remote: typeof worker) => unknown) => work(worker) };
  const log = new LogBook();
  const models = { models: { value: [] as PluginModel[] } };
  const sources = { atHand: async () => new Set<string>() };
  const deps = { store, pool, dataSet, sources, models, log, jobs: new JobBoard(log) };
  const stage = new PluginModelStage(deps as unknown as ConstructorParameters<typeof PluginModelStage>[0]);
  return { stage, models, stored, log };
}

it('[B2] the header of a model whose answers are not blended in steadily is that of one trained anew', async () => {
  const { stage, models, stored } = await stageOf();
  await stage.exportHeader();
  const [today] = stored;
  models.models.value = [today!];
  await stage.exportHeader();
  expect(stored).toHaveLength(1);
  models.models.value = [{ ...today!, parameters: PLAIN }];
  await stage.exportHeader();
  await stage.exportKit();
  expect(stored).toHaveLength(3);
});

it('files of a desktop whose sounds are not at hand are counted as people read numbers', async () => {
  const { stage, log } = await stageOf(Array.from({ length: 1200 }, (_, n) => describedFile(100 + n)));
  await stage.train();
  await expect
    .poll(() => log.entries.value.map(({ message }) => message).join('\n'))
    .toContain('1,200 of 1,212 files were described by an earlier version and have no sound at hand');
});
