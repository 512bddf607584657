import { signal } from '@preact/signals-core';
import { afterEach, expect, it, vi } from 'vitest';
import { DEFAULT_MEASURED_SETTINGS } from '../../src/domain/measured.ts';
import { ExportStage } from '../../src/stages/data/exportStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import type { FilePrediction } from '../../src/stages/prediction/predictionStage.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';
import { SOME_DESCRIPTORS, SOME_HYPERPARAMETERS } from '../support/someTrainedFile.ts';

const IN_DATA_SET = { descriptors: { kind: 'done', descriptors: SOME_DESCRIPTORS }, best: null };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

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
  const log = new LogBook();
  const chosen = { name: 'Softer snare', parameters: { clusterGainDb1: -6 } };
  const wantedFor = (key: string) => ({
    treatment: key === 'a' || key === 'offered b.wav' ? chosen : null,
    split: null,
  });
  const exporting = new ExportStage({
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
          wantedFor,
          candidateFor: (key: string) => ({ id: key === 'a' ? 'defaults' : null, imported: null }),
        },
      },
    }),
    jobs: new JobBoard(log),
    log,
  } as unknown as ConstructorParameters<typeof ExportStage>[0]);
  const exported = async (path: string, audioId?: string) => {
    const offered = { file: new File([], path), path, ...(audioId === undefined ? {} : { audioId }) };
    const predicted = {
      hyperparameters: SOME_HYPERPARAMETERS,
      score: 0.4,
      confidence: { value: 1, basis: 'held-out', expectedRegret: null, outOfRange: [], unusual: [] },
    };
    const answer = {
      offered,
      descriptors: SOME_DESCRIPTORS,
      modelId: 'm',
      objective: 'proxy',
      predicted,
      refined: null,
    };
    await exporting.exportPresets([{ ...answer, note: null, chosen: null } as unknown as FilePrediction]);
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
