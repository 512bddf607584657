import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
