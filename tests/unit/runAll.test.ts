import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { descriptorsFromVector } from '../../src/domain/descriptors.ts';
import { TARGET_COUNT } from '../../src/domain/hyperparameters.ts';
import { PLUGIN_PENALTY_LIMITS } from '../../src/domain/playable.ts';
import type { TrainedModel } from '../../src/domain/model.ts';
import { MEMBER_PARAMETER_COUNT, NETWORK_INPUT_COUNT } from '../../src/domain/scoreNetwork.ts';
import { globalBest, playableBest } from '../../src/ml/objective/globalSearch.ts';
import { descriptorRow } from '../../src/ml/quality/regret.ts';
import type { DescriptorStage } from '../../src/stages/descriptors/descriptorStage.ts';
import type { UndoStage } from '../../src/stages/data/undoStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import type { PreferenceStage } from '../../src/stages/listening/comparison/preferenceStage.ts';
import { ModelStage } from '../../src/stages/model/modelStage.ts';
import type { PluginModelStage } from '../../src/stages/model/pluginModelStage.ts';
import type { MeasuredStage } from '../../src/stages/optimisation/measuredStage.ts';
import type { OptimisationStage } from '../../src/stages/optimisation/optimisationStage.ts';
import { runAll } from '../../src/stages/pipeline.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { Settings } from '../../src/stages/shell/settings.ts';
import { computeCalls } from '../../src/workers/compute/computeCalls.ts';
import type { ComputeCalls } from '../../src/workers/contracts/compute.ts';
import type { NetworkRequest } from '../../src/workers/contracts/learning.ts';
import type { StoredOptimum, TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { columnsOf, FollowedDataSet } from '../fakes/followedDataSet.ts';
import { REGRET_TRAIN } from '../support/regretReference.ts';

const recordOf = (n: number, isAlike = false): AudioRecord => {
  const vector = descriptorRow(REGRET_TRAIN, isAlike ? 0 : n);
  const record = describedFile(100 + n);
  const { hyperparameters, score } = playableBest(vector);
  const descriptors = descriptorsFromVector(vector);
  return {
    ...record,
    descriptors: { kind: 'done', descriptors, frameCount: 100, note: null },
    best: { audioId: record.file.audioId, score, hyperparameters },
  };
};

/** A network whose held-out answers miss the optimum by so many spans. */
const networkThatMisses = (by: number) => ({
  trainNetwork: async ({ inputs }: NetworkRequest) => {
    const rows = inputs.length / 12;
    const outOfFold = new Float64Array(rows * TARGET_COUNT);
    for (let row = 0; row < rows; row++) {
      const { targets } = globalBest(descriptorRow(inputs, row), PLUGIN_PENALTY_LIMITS);
      outOfFold.set(targets, row * TARGET_COUNT);
      outOfFold[row * TARGET_COUNT]! += by;
    }
    return {
      network: {
        inputMean: new Float64Array(NETWORK_INPUT_COUNT),
        inputScale: new Float64Array(NETWORK_INPUT_COUNT).fill(1),
        members: [0, 1, 2].map(() => new Float32Array(MEMBER_PARAMETER_COUNT)),
      },
      outOfFold,
      heldOutBy: Uint8Array.from({ length: rows }, (_, row) => row % 3),
      bestSteps: [1, 1, 1],
    };
  },
});

/** Run All over a store in memory: files that are described and searched, and workers that really judge. */
async function stageOf({ files = 16, isAlike = false, misses = 0.05 } = {}) {
  const followed = new FollowedDataSet(Array.from({ length: files }, (_, n) => recordOf(n, isAlike)));
  const { dataSet } = followed;
  await dataSet.whenCurrent();
  const optima = new Map<string, StoredOptimum>();
  const saved: string[] = [];
  const sequences = new Map<string, number>();
  const store = {
    listAttributions: async () => [],
    listOptima: async () => {
      const rows = [...optima.values()];
      const targets = Float64Array.from(rows.flatMap((row) => row.targets));
      return {
        audioIds: rows.map(({ audioId }) => audioId),
        scores: Float64Array.from(rows, ({ score }) => score),
        targets,
      };
    },
    saveOptima: async (found: readonly StoredOptimum[]) => found.forEach((row) => optima.set(row.audioId, row)),
    saveModel: async (model: TrainedModel) => {
      saved.push(model.modelId);
      const sequence = sequences.get(model.modelId) ?? sequences.size + 1;
      sequences.set(model.modelId, sequence);
      const { modelId } = model;
      followed.tell({ models: { saved: [{ modelId, model, refusal: null, sequence }], removed: [] } });
    },
  } as unknown as TrainingStore;
  const network = networkThatMisses(misses);
  const worker = { ...computeCalls, ...network } as unknown as ComputeCalls;
  const pool = {
    size: 1,
    // Without copies of the numbers: what is given to a worker is gone.
    run: async (work: (remote: ComputeCalls) => Promise<unknown>) => work(worker),
  } as unknown as ComputePool;
  const log = new LogBook();
  const jobs = new JobBoard(log);
  const settings = {
    labels: signal('direct'),
    alphaGrid: signal('desktop'),
    modelObjective: signal('proxy'),
    trialBudget: signal({}),
    chosenModel: signal<string | null>(null),
  } as unknown as Settings;
  const shared = { store, pool, dataSet, jobs, log, settings };
  const models = new ModelStage({
    ...shared,
    undoing: {} as unknown as UndoStage,
    measured: {} as unknown as MeasuredStage,
    preferences: {} as unknown as PreferenceStage,
  });
  const asked: string[] = [];
  const step = (name: string) => async () => {
    asked.push(name);
    return 'done' as const;
  };
  const deps = {
    ...shared,
    models,
    descriptors: { missing: () => [], extract: step('descriptors') } as unknown as DescriptorStage,
    optimisation: {
      missing: () => [],
      runAll: step('trials'),
      searchAllDirectly: step('direct search'),
    } as unknown as OptimisationStage,
    pluginModels: { ensure: step('plugin model') } as unknown as PluginModelStage,
  };
  const lines = () => log.entries.value.map(({ message }) => message);
  const run = async () => {
    const outcome = await runAll(deps);
    await new Promise((resolve) => setTimeout(resolve, 120));
    return { outcome, last: lines().findLast((line) => line.startsWith('Run All')) };
  };
  return { run, models, settings, saved, asked, lines, network, followed, log };
}

describe('Run All', () => {
  it('[Q, B4] goes by direct search to network and plugin model, and the best model is in use', async () => {
    const { run, models, asked } = await stageOf();
    const { outcome, last } = await run();
    expect(outcome).toBe('done');
    expect(asked).toEqual(['descriptors', 'direct search', 'plugin model']);
    const [network] = models.models.value;
    expect(models.inUse.value).toBe(network);
    expect(network?.quality).toMatchObject({
      basis: 'held-out',
      verdict: expect.not.stringMatching('fails') as unknown,
    });
    const { regret, constant } = network!.quality!;
    expect(last).toBe(
      `Run All finished: 16 files, model ${network!.modelId}, held-out regret ${regret.mean.toFixed(4)}, that of one preset ` +
        `for all ${constant.mean.toFixed(4)}`,
    );
    // Within the plugin's ranges, the optimum itself has none.
    expect(regret.mean).toBeGreaterThan(0);
    expect(Math.min(...network!.quality!.regrets)).toBeGreaterThan(-1e-9);
  });

  it('[Q] changes nothing the second time', async () => {
    const { run, models, saved } = await stageOf();
    await run();
    const before = [...saved];
    const { last } = await run();
    expect(last).toMatch(/^Run All finished: 16 files, nothing was new, model network-/u);
    expect(saved).toEqual(before);
    expect(models.models.value).toHaveLength(1);
  });

  it('[M2] goes the desktop’s way where Labels says so: its trials, its ridge, trained once', async () => {
    const { run, models, settings, asked } = await stageOf();
    settings.labels.value = 'bayesian';
    expect((await run()).last).toMatch(/^Run All finished: 16 files, model ridge-/u);
    expect(asked).toEqual(['descriptors', 'trials']);
    expect((await run()).last).toContain('nothing was new');
    expect(models.models.value.map(({ kind }) => kind)).toEqual(['ridge']);
  });

  it('[Q] of a worse model that is trained later keeps the better one in use, and says why; what is chosen by hand stays', async () => {
    const { run, models, lines } = await stageOf();
    await run();
    const network = models.inUse.value;
    await models.train('desktop');
    expect(models.inUse.value?.modelId).toBe(network?.modelId);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(lines().at(-1)).toMatch(
      /^network-.* kept in use: its held-out regret on the same files is 0\.\d{4}, that of ridge-/u,
    );
    const ridge = models.models.value.find(({ kind }) => kind === 'ridge')!;
    models.use(ridge.modelId);
    expect((await run()).last).toContain(`model ${ridge.modelId}, chosen by hand, held-out regret`);
    models.useBest();
    expect(models.inUse.value?.modelId).toBe(network?.modelId);
  });

  it('[Q] measures models of other files anew: a worse network of more files does not take the place of the one before', async () => {
    const { run, models, network, followed } = await stageOf({ files: 16 });
    await run();
    const first = models.inUse.value!;
    followed.tell({ files: { saved: columnsOf([16, 17, 18, 19].map((n) => recordOf(n))), removed: [] } });
    Object.assign(network, networkThatMisses(0.4));
    await run();
    const [second, again] = models.models.value;
    expect(again?.modelId).toBe(first.modelId);
    expect(again?.quality).toMatchObject({ basis: 'held-out', regret: { count: 20 } });
    expect(again?.quality?.measuredOn).toBe(second?.quality?.measuredOn);
    expect(models.inUse.value?.modelId).toBe(
      again!.quality!.regret.mean <= second!.quality!.regret.mean ? first.modelId : second!.modelId,
    );
  });

  it('[Q] of too few sounds says how many are missing and where to go on, and is no failure', async () => {
    const { run, log } = await stageOf({ files: 5 });
    const { outcome, last } = await run();
    expect([outcome, last]).toEqual([
      'done',
      'Run All finished: 5 files, no model yet: add at least 7 more sounds of other recordings. ' +
        'What is there has presets already: hear them on the tab Inference',
    ]);
    expect(log.alerts.value).toEqual([]);
  });

  it('[Q] of sounds that are all alike says what to add, and does not speak of failure', async () => {
    const { run, models } = await stageOf({ isAlike: true });
    const { outcome, last } = await run();
    expect(outcome).toBe('done');
    expect(last).toMatch(/So far one preset suits all of these sounds as well .*: add sounds of other kinds/u);
    expect(`${last} ${models.inUse.value?.quality?.sentence}`).not.toMatch(/fail/iu);
  });
});
