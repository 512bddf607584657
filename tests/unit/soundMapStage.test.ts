import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { releaseNumbers } from '../../src/audio/bytes/release.ts';
import { WEB_AUDIO_BUDGET_BYTES } from '../../src/audio/decode/decodingPlan.ts';
import { SoundMapStage } from '../../src/stages/descriptors/soundMapStage.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { TrainingStore } from '../../src/workers/contracts/store.ts';
import type { ComputePool } from '../../src/workers/pool/computePool.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { ToldJobs } from '../fakes/toldJobs.ts';

describe('measuring timbre', () => {
  const decoding = { now: 0, most: 0 };

  beforeEach(() => {
    Object.assign(decoding, { now: 0, most: 0 });
    const decodeAudioData = async () => {
      decoding.now += 1;
      decoding.most = Math.max(decoding.most, decoding.now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      decoding.now -= 1;
      return { numberOfChannels: 1, sampleRate: 48_000, getChannelData: () => new Float32Array(8) };
    };
    vi.stubGlobal(
      'OfflineAudioContext',
      class {
        readonly decodeAudioData = decodeAudioData;
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each([
    { share: 0.6, most: 1 },
    { share: 0.4, most: 2 },
  ])(
    '[memory] [durability] decodes $most of 8 files at once that take $share of what Web Audio may hold',
    async ({ share, most }) => {
      const decodedBytes = share * WEB_AUDIO_BUDGET_BYTES;
      const records = Array.from({ length: 8 }, (_, n) => describedFile(n));
      const log = new LogBook();
      const jobs = new ToldJobs(log);
      const saved: unknown[] = [];
      const toldAhead: number[] = [];
      const store = {
        saveTimbres: async (profiles: readonly unknown[]) => {
          toldAhead.push(jobs.done - saved.length);
          saved.push(...profiles);
        },
      } as unknown as TrainingStore;
      const worker = {
        measureTimbre: async () => ({ kind: 'needs-web-audio', sampleRateHz: 48_000, decodedBytes }),
        timbreOf: async () => ({ kind: 'done', values: [1] }),
      };
      const pool = {
        size: 4,
        run: async (work: (remote: typeof worker) => Promise<unknown>) => work(worker),
      } as unknown as ComputePool;
      const sources = { open: async (audioId: string) => new File(['x'], audioId) } as unknown as AudioSources;
      const { dataSet } = new FollowedDataSet(records);
      await dataSet.whenCurrent();
      const webAudio = new ByteBudget(WEB_AUDIO_BUDGET_BYTES);
      const stage = new SoundMapStage({ store, pool, webAudio, dataSet, sources, jobs, log });
      await stage.measure();
      expect(saved).toHaveLength(8);
      expect(decoding.most).toBe(most);
      expect(jobs.done, 'what is counted is stored').toBe(8);
      expect(Math.max(...toldAhead)).toBe(0);
    },
  );
});

describe('laying sounds out by UMAP', () => {
  async function stageOf(layOut: (steps: (progress: { done: number; total: number }) => Promise<boolean>) => unknown) {
    const log = new LogBook();
    const jobs = new ToldJobs(log);
    const asked: string[] = [];
    /** What is given to a worker is gone. */
    const worker = {
      projectToPlane: async (values: Float64Array, columns: number) => {
        asked.push('components');
        const coordinates = new Float64Array((values.length / columns) * 2);
        releaseNumbers([values]);
        return { coordinates, explained: [1, 0], loadings: [new Float64Array(columns), new Float64Array(columns)] };
      },
      clusterRows: async (values: Float64Array, columns: number) => {
        const labels = new Uint8Array(values.length / columns);
        releaseNumbers([values]);
        return { labels, traits: [[{ column: 12, shift: 1 }]] };
      },
      layOutByUmap: async (
        values: Float64Array,
        columns: number,
        _seed: number,
        steps: (progress: { done: number; total: number }) => Promise<boolean>,
      ) => {
        asked.push('umap');
        await layOut(steps);
        return new Float64Array((values.length / columns) * 2).fill(5);
      },
    };
    const pool = {
      size: 2,
      run: async (work: (remote: typeof worker) => Promise<unknown>, { signal }: { readonly signal: AbortSignal }) => {
        const stopped = new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        );
        return Promise.race([work(worker), stopped]);
      },
    } as unknown as ComputePool;
    const store = { listTimbres: async () => [], listOptima: async () => ({ audioIds: [], scores: [] }) };
    const { dataSet } = new FollowedDataSet(Array.from({ length: 8 }, (_, n) => describedFile(n)));
    await dataSet.whenCurrent();
    const stage = new SoundMapStage({
      store: store as unknown as TrainingStore,
      pool,
      webAudio: new ByteBudget(WEB_AUDIO_BUDGET_BYTES),
      dataSet,
      sources: {} as AudioSources,
      jobs,
      log,
    });
    return { stage, jobs, asked };
  }

  it('is a job that tells its steps, is done once for the same sounds, and leaves axes without a meaning', async () => {
    const { stage, jobs, asked } = await stageOf(async (steps) => steps({ done: 7, total: 9 }));
    await stage.draw();
    expect(stage.map.value?.axes).not.toBeNull();
    expect(stage.map.value?.clusters).toEqual([[{ column: 'duration', loading: 1 }]]);
    await stage.layOutBy('umap');
    expect(jobs.done).toBe(7);
    expect(stage.map.value).toMatchObject({ layout: 'umap', axes: null, points: { 0: { x: 5, y: 5 } } });
    await stage.layOutBy('components');
    await stage.layOutBy('umap');
    expect(asked).toEqual(['components', 'umap']);
  });

  it('stopped, it leaves the map as it was and says so in the choice', async () => {
    let begin: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begin = resolve));
    const { stage, jobs } = await stageOf(async () => {
      begin();
      await new Promise(() => undefined);
    });
    await stage.draw();
    const laid = stage.layOutBy('umap');
    await hasBegun;
    jobs.stop(jobs.jobs.value[0]!.id);
    await laid;
    expect(stage.layout.value).toBe('components');
    expect(stage.map.value?.layout).toBe('components');
  });
});
