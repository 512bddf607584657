import { signal } from '@preact/signals-core';
import { afterEach, expect, it, vi } from 'vitest';
import { DEFAULT_MEASURED_SETTINGS } from '../../src/domain/measured.ts';
import { ExportStage } from '../../src/stages/data/exportStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import type { PackagedPreset } from '../../src/domain/preset.ts';
import { DEFAULT_NAME_PATTERN } from '../../src/formats/presets/presetNames.ts';
import type { ListeningSource } from '../../src/stages/listening/sound/listeningSound.ts';
import { soundKey } from '../../src/stages/listening/sound/soundKey.ts';
import type { FilePrediction } from '../../src/stages/prediction/predictionStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const IN_DATA_SET = { descriptors: { kind: 'done', descriptors: SOME_DESCRIPTORS }, best: null };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The stage over nothing but what exports of answers ask for. */
function stageOf(parts: Readonly<Record<string, unknown>>, choices: Readonly<Record<string, unknown>> = {}) {
  const log = new LogBook();
  const known = {
    // Nothing can be decoded, so that nothing is fitted.
    pool: { size: 1, run: async () => Promise.reject(new Error('no worker')) },
    dataSet: {
      get: (audioId: string) => (audioId === 'a' ? IN_DATA_SET : undefined),
      descriptorsOf: (audioId: string) => (audioId === 'a' ? SOME_DESCRIPTORS : null),
      collections: signal([]),
      builtInModelId: signal(null),
    },
    sources: { presenceOf: () => 'here' },
    models: { answering: signal(null) },
    prediction: { filePredictions: signal([]) },
    judge: { verdictOf: () => null },
    settings: { measured: signal(DEFAULT_MEASURED_SETTINGS), ...pluginSettings() },
    preferences: { optima: signal(new Map()) },
    openHearing: async () => ({
      listening: {
        choices: {
          loaded: Promise.resolve(),
          wantedFor: () => ({ treatment: null, split: null }),
          candidateFor: () => ({ id: null, imported: null }),
          ...choices,
        },
      },
    }),
    jobs: new JobBoard(log),
    log,
  };
  return new ExportStage({ ...known, ...parts } as unknown as ConstructorParameters<typeof ExportStage>[0]);
}

/** What a model answered for a sound. @param audioId where it is one of the data set. */
function answerFor(path: string, audioId?: string): FilePrediction {
  const offered = { file: new File([], path), path, ...(audioId === undefined ? {} : { audioId }) };
  const predicted = {
    hyperparameters: SOME_HYPERPARAMETERS,
    score: 0.4,
    confidence: { value: 1, basis: 'held-out', expectedRegret: null, outOfRange: [], unusual: [] },
  };
  const answer = { offered, descriptors: SOME_DESCRIPTORS, modelId: 'm', objective: 'proxy', predicted, refined: null };
  return { ...answer, note: null, chosen: null } as unknown as FilePrediction;
}

/** What goes out as downloads; the module that hands them on may have been loaded by another test. */
function followDownloads(): Blob[] {
  const downloads: Blob[] = [];
  vi.stubGlobal('document', {
    createElement: () => ({ click: () => undefined, remove: () => undefined }),
    body: { append: () => undefined },
  });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((content) => {
    if (content instanceof Blob) downloads.push(content);
    return 'blob:';
  });
  return downloads;
}

it('[V7] [J6] a preset of Inference carries the treatment and the split that were chosen under Hear, also of a sound of no data set', async () => {
  const downloads = followDownloads();
  const chosen = { name: 'Softer snare', parameters: { clusterGainDb1: -6 } };
  const wantedFor = (key: string) => ({
    treatment: key === 'a' || key === 'offered b.wav' ? chosen : null,
    split: null,
  });
  const exporting = stageOf(
    {},
    {
      wantedFor,
      candidateFor: (key: string) => ({ id: key === 'a' ? 'defaults' : null, imported: null }),
    },
  );
  const exported = async (path: string, audioId?: string) => {
    await exporting.exportPresets([answerFor(path, audioId)]);
    const text = (await downloads.pop()?.text()) ?? '';
    return {
      gainDb: Number(/"clusterGainDb1": (-?[\d.]+)/u.exec(text)?.[1]),
      split: /"split": "(.*)"/u.exec(text)?.[1],
    };
  };
  expect(await exported('a.wav', 'a')).toEqual({ gainDb: -6, split: 'defaults' });
  expect(await exported('a.wav')).toEqual({ gainDb: 0, split: 'direct' });
  expect(await exported('b.wav')).toEqual({ gainDb: -6, split: 'direct' });
});

it('[durability] what comes while the database is being exported does not count as exported', async () => {
  followDownloads();
  const recordOf = (audioId: string) => ({ file: { audioId } });
  const records = signal([recordOf('a')]);
  const models = signal([{ modelId: 'm' }]);
  const settings = { ...pluginSettings(), lastExportHolds: signal(null), lastExportAtMs: signal(0) };
  const store = {
    exportDatabase: async () => {
      records.value = [...records.value, recordOf('came later')];
      models.value = [...models.value, { modelId: 'came later' }];
      return new Blob();
    },
  };
  const exporting = stageOf({ store, settings, dataSet: { records }, models: { models } });
  vi.spyOn(exporting, 'methods').mockResolvedValue('');
  expect(await exporting.exportDatabase()).toBe('done');
  expect(settings.lastExportHolds.value).toEqual({ files: ['a'], models: ['m'] });
});

it('[J8] [J6] answers on Inference are judged before their zip where that is asked for, and the zip holds what was chosen then', async () => {
  followDownloads();
  const judged: string[] = [];
  const zipped: PackagedPreset[][] = [];
  const worker = {
    zipPresets: async (presets: PackagedPreset[]) => {
      zipped.push(presets);
      return new Blob();
    },
  };
  const exporting = stageOf({
    pool: { size: 1, run: async (work: (remote: typeof worker) => Promise<unknown>) => work(worker) },
    settings: {
      measured: signal(DEFAULT_MEASURED_SETTINGS),
      presetNames: signal(DEFAULT_NAME_PATTERN),
      presetFormats: signal({ audioUnit: false, json: false }),
      ...pluginSettings(),
    },
    judge: {
      judgeEach: async (sources: readonly ListeningSource[]) => void judged.push(...sources.map(soundKey)),
      verdictOf: (source: ListeningSource) =>
        judged.includes(soundKey(source))
          ? { kind: 'chosen', candidateId: 'defaults', label: 'Plugin defaults', gain: null }
          : null,
    },
  });
  vi.spyOn(exporting, 'methods').mockResolvedValue('');
  const answers = [answerFor('a.wav', 'a'), answerFor('b.wav')];
  const splits = () => zipped.at(-1)?.map(({ preset }) => preset.facts.split);
  await exporting.exportPresets(answers);
  expect([judged, splits()]).toEqual([[], ['general', 'direct']]);
  await exporting.exportPresets(answers, true);
  expect([judged, splits()]).toEqual([
    ['a', 'offered b.wav'],
    ['defaults', 'defaults'],
  ]);
});
