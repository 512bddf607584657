import { signal } from '@preact/signals-core';
import { afterEach, expect, it, vi } from 'vitest';
import { DEFAULT_MEASURED_SETTINGS, MEASURE } from '../../src/domain/measured.ts';
import { encodeCollectionOutcome } from '../../src/formats/collectionOutcome.ts';
import { GENERAL_PRESET } from '../../src/ml/measured/generalPreset.ts';
import { PLUGIN } from '../../src/domain/pluginInUse.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import type { AudioSources } from '../../src/stages/import/audioSources.ts';
import { ByteBudget } from '../../src/stages/jobs/byteBudget.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { JudgeStage } from '../../src/stages/judging/judgeStage.ts';
import { measureKey } from '../../src/stages/judging/measureKey.ts';
import { comparisonOf, preselected } from '../../src/stages/judging/preselected.ts';
import { splitCandidates } from '../../src/stages/listening/choices/splitCandidates.ts';
import { SegmentSource } from '../../src/stages/optimisation/segmentSource.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { StoredVerdict } from '../../src/store/files/storedVerdicts.ts';
import type { MeasureRequest } from '../../src/workers/contracts/measured.ts';
import { somePluginModel } from '../support/someModels.ts';
import { pluginSettings } from '../fakes/pluginSettings.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { SILENCE } from '../support/someTrainedFile.ts';

const stored = vi.hoisted(() => new Map<string, StoredVerdict>());
vi.mock('../../src/store/files/storedVerdicts.ts', () => ({
  // As a database writes: later.
  saveVerdict: async (audioId: string, verdict: StoredVerdict) => {
    await new Promise((resolve) => setTimeout(resolve));
    stored.set(audioId, verdict);
  },
  storedVerdicts: async () => stored,
  forgetVerdicts: async () => stored.clear(),
}));
afterEach(() => stored.clear());

type Dependencies = ConstructorParameters<typeof JudgeStage>[0];

const EXAMPLES = 24;
const own = { kind: 'data-set', audioId: 'file-0', path: 'sounds/0.wav' } as const;

interface Options {
  readonly files?: number;
  readonly gone?: readonly string[];
  /** Measured searches of the sound, by their partners. */
  readonly searchedWith?: readonly string[];
  readonly durationSec?: number;
  /** Of the sound itself. */
  readonly isSilent?: boolean;
  /** How much purer the sound's optimum parts it than the plugin's defaults. */
  readonly optimumGain?: number;
  /** The same of the general preset. */
  readonly generalGain?: number;
}

const MINE = somePluginModel(3);

/** The stage over workers to whom a segment is its sound's number (examples from 1000 on) and its place. */
async function stageOf({
  files = 20,
  gone = [],
  searchedWith = [],
  durationSec = 30,
  isSilent = false,
  optimumGain = 0.1,
  generalGain = 0,
}: Options) {
  const records = Array.from({ length: files }, (_, n) => {
    const record = describedFile(n);
    const descriptors =
      isSilent && n === 0
        ? ({ kind: 'done', descriptors: SILENCE, frameCount: 1, note: null } as const)
        : record.descriptors;
    return { ...record, descriptors, file: { ...record.file, durationSec } };
  });
  const followed = new FollowedDataSet(records, {
    models: [{ modelId: MINE.modelId, model: MINE, refusal: null, sequence: 1 }],
  });
  const { dataSet } = followed;
  await dataSet.whenCurrent();
  const mixed: (readonly [partner: number, place: number])[] = [];
  /** At which files were heard and mixed. */
  const rates = new Set<number | null>();
  const calls = { onMeasure: () => undefined as void };
  const segmentsOf = (sound: number) => [0, 1, 2, 3].map((place) => Float32Array.of(sound, place));
  const gains = new Map([
    [DEFAULT_HYPERPARAMETERS.normRate, 0],
    [GENERAL_PRESET.normRate, generalGain],
  ]);
  const worker = {
    exampleNames: async () => Array.from({ length: EXAMPLES }, (_, n) => `${n}.wav`),
    synthesiseExample: async () => new Blob(),
    decodeStart: async (_: File, path: string) => ({
      kind: 'done',
      channels: [Float32Array.of(1000 + Number.parseInt(path, 10))],
      sampleRateHz: 44_100,
    }),
    cutSegments: async ([channel]: readonly Float32Array[]) => ({
      segments: segmentsOf(channel?.[0] ?? 0),
      bend: new Float32Array(),
    }),
    readSegments: async (_: File, path: string) => ({
      kind: 'done',
      segments: segmentsOf(Number(/\d+/u.exec(path)?.[0])),
      bend: new Float32Array(),
    }),
    measure: async ({ own: segments, partners, hyperparameters, rateHz }: MeasureRequest) => {
      rates.add(rateHz);
      calls.onMeasure();
      mixed.push(...partners.flat().map((segment) => [segment[0] ?? -1, segment[1] ?? -1] as const));
      const count = hyperparameters.length / 7;
      return Float64Array.from({ length: count * segments.length * 2 }, (_, i) => {
        if (i % 2 === 1) return 0;
        const setting = Math.floor(i / (2 * segments.length));
        const gain = gains.get(hyperparameters[setting * 7 + 1] ?? 0) ?? optimumGain;
        return 0.2 + gain + Math.sin(partners[0]?.[0]?.[0] ?? 0) / 100;
      });
    },
  };
  const pool = {
    size: 2,
    run: async (
      work: (remote: typeof worker) => Promise<unknown>,
      { signal: stop }: { readonly signal: AbortSignal },
    ) => {
      stop.throwIfAborted();
      return work(worker);
    },
  } as unknown as Dependencies['pool'];
  const sources = {
    open: async (audioId: string) => (gone.includes(audioId) ? null : new File([], audioId)),
    presenceOf: ({ audioId }: { audioId: string }) => (gone.includes(audioId) ? 'gone' : 'here'),
  } as unknown as AudioSources;
  const store = {
    listAttributions: async () => [],
    listMeasured: async () => (searchedWith.length === 0 ? [] : [{ set: 'tuning', partnerIds: searchedWith }]),
  } as unknown as Dependencies['store'];
  const log = new LogBook();
  const jobs = new JobBoard(log);
  const segments = new SegmentSource({ pool, dataSet, sources, webAudio: new ByteBudget(1), jobs });
  const measured = signal(DEFAULT_MEASURED_SETTINGS);
  const plugin = pluginSettings();
  const parts = {
    models: { answering: signal(null) },
    prediction: { filePredictions: signal([]), offered: signal([]) },
    preferences: { optima: signal(new Map()) },
    settings: { measured, ...plugin },
  } as unknown as Pick<Dependencies, 'models' | 'prediction' | 'preferences' | 'settings'>;
  const deps = { ...parts, store, pool, dataSet, sources, segments, jobs, log };
  const judge = new JudgeStage(deps);
  const state = dataSet.get(own.audioId)?.descriptors;
  const candidates = splitCandidates(deps, own, state?.kind === 'done' ? state.descriptors : null, null);
  const { key } = comparisonOf(candidates, measureKey(deps));
  const verdict = () => judge.verdictOf(own, key);
  return {
    judge,
    followed,
    jobs,
    log,
    measured,
    plugin,
    rates,
    mixed,
    calls,
    verdict,
    selected: () => preselected(candidates, verdict()).id,
  };
}

const sourcesOf = (...places: readonly number[]) =>
  places.map((n) => ({ kind: 'data-set', audioId: `file-${n}`, path: `sounds/${n}.wav` }) as const);

const placesOf = (mixed: readonly (readonly [number, number])[]) => [...new Set(mixed.map(([, place]) => place))];

it('[J1] [J4] six partners choose and six others tell the gain, on segments that are apart', async () => {
  const { judge, mixed, verdict } = await stageOf({});
  expect(await judge.judge(own)).toBe('done');
  const choosing = mixed.slice(0, 12);
  const telling = mixed.slice(12);
  const partners = (some: typeof mixed) => [...new Set(some.map(([partner]) => partner))];
  expect([partners(choosing).length, partners(telling).length]).toEqual([6, 6]);
  expect(new Set(mixed.map(([partner]) => partner)).size).toBe(12);
  expect(partners(mixed)).not.toContain(0);
  expect([placesOf(choosing), placesOf(telling)]).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(verdict()).toMatchObject({ kind: 'chosen', candidateId: 'direct', gain: { mixtures: 12 } });
});

it('[J1] after a measured search its partners and the segments that it heard are left out', async () => {
  const searchedWith = ['file-1', 'file-2', 'file-3', 'file-4', 'file-5', 'file-6'];
  const { judge, mixed, verdict } = await stageOf({ searchedWith });
  await judge.judge(own);
  expect([placesOf(mixed.slice(0, 6)), placesOf(mixed.slice(6))]).toEqual([[1], [3]]);
  expect(mixed.filter(([partner]) => partner >= 1 && partner <= 6)).toEqual([]);
  expect(verdict()).toMatchObject({ gain: { mixtures: 6 } });
});

it('[J1] where the data set has too few partners at hand, example sounds serve, those that cannot be heard left out', async () => {
  const { judge, mixed } = await stageOf({ files: 5, gone: ['file-3'] });
  expect(await judge.judge(own)).toBe('done');
  const partners = new Set(mixed.map(([partner]) => partner));
  expect(new Set([...partners].filter((partner) => partner < 1000))).toEqual(new Set([1, 2, 4]));
  expect([...partners].filter((partner) => partner >= 1000)).toHaveLength(9);
});

it('[J3] [J5] [J6] without a collection what parts the sound best is preselected, the general preset too', async () => {
  for (const [gains, chosen, words] of [
    [
      { optimumGain: 0.1 },
      'direct',
      /Direct search: separates 50 % cleaner than the plugin's defaults \(\d+–\d+ %, 12 other mixtures\)/u,
    ],
    [{ optimumGain: -0.1, generalGain: 0.1 }, 'general', /General preset: separates 50 % cleaner/u],
    [{ optimumGain: -0.1, generalGain: -0.1 }, 'defaults', /Plugin defaults: no difference that can be told/u],
    [{ optimumGain: 0 }, 'defaults', /Plugin defaults: no difference that can be told/u],
  ] as const) {
    const { judge, log, selected } = await stageOf(gains);
    expect(selected()).toBe('general');
    await judge.judge(own);
    expect(selected()).toBe(chosen);
    expect(log.entries.value.map(({ message }) => message.replaceAll('\u00a0', ' ')).join('\n')).toMatch(words);
  }
});

it('[J7] says why it does not judge a sound that is gone or silent, or that a measured search heard as a whole', async () => {
  const gone = await stageOf({ gone: [own.audioId] });
  await gone.judge.judge(own);
  expect(gone.verdict()).toEqual({ kind: 'not-judged', reason: 'gone' });
  const tuned = await stageOf({ searchedWith: ['file-1'], durationSec: 6 });
  await tuned.judge.judge(own);
  expect(tuned.verdict()).toEqual({ kind: 'not-judged', reason: 'tuned' });
  const silent = await stageOf({ isSilent: true });
  await silent.judge.judge(own);
  expect(silent.verdict()).toEqual({ kind: 'not-judged', reason: 'silent' });
  expect(silent.log.entries.value.map(({ message }) => message).join('\n')).toContain('not judged, it is silent');
  expect([...gone.mixed, ...tuned.mixed, ...silent.mixed]).toEqual([]);
  expect([gone.selected(), tuned.selected()]).toEqual(['direct', 'general']);
  // Short, but nothing was found on its audio.
  const short = await stageOf({ durationSec: 6 });
  await short.judge.judge(own);
  expect(short.verdict()).toMatchObject({ kind: 'chosen' });
});

it('[J8] judges a sound once, asked twice at once too; stopped or left for another sound it keeps nothing', async () => {
  const { judge, jobs, mixed, calls, verdict } = await stageOf({});
  calls.onMeasure = () => {
    const job = jobs.running('judging');
    if (job !== null) jobs.stop(job.id);
  };
  expect(await judge.judge(own)).toBe('stopped');
  expect(verdict()).toBeNull();
  calls.onMeasure = () => undefined;
  mixed.length = 0;
  expect(await Promise.all([judge.judge(own), judge.judge(own)])).toEqual(['done', 'done']);
  expect(await judge.judge(own)).toBe('done');
  expect(mixed).toHaveLength(24);
  const other = { kind: 'data-set', audioId: 'file-9', path: 'sounds/9.wav' } as const;
  const another = { kind: 'data-set', audioId: 'file-8', path: 'sounds/8.wav' } as const;
  expect(await Promise.all([judge.judge(other), judge.judge(another)])).toEqual(['stopped', 'done']);
  expect([...judge.ofFiles.value.keys()]).toEqual([own.audioId, another.audioId]);
});

it('[J8] [X9] what was chosen in an earlier visit counts for the same candidates and measure only, until all is deleted', async () => {
  const earlier = await stageOf({});
  await earlier.judge.judge(own);
  const later = await stageOf({});
  await later.judge.restore();
  expect(later.verdict()).toEqual(earlier.verdict());
  expect(later.judge.ofFiles.value.get(own.audioId)?.cell).toMatch(/^\+\d/u);
  expect(await later.judge.judge(own)).toBe('done');
  expect(later.mixed).toEqual([]);

  later.measured.value = { ...DEFAULT_MEASURED_SETTINGS, clusterCount: 3 };
  expect(later.judge.ofFiles.value.size).toBe(0);
  const [, kept] = [...stored][0] ?? [];
  expect(kept?.key.startsWith('[2,')).toBe(true);
  stored.set(own.audioId, { ...kept!, key: kept!.key.replace(/^\[2,/u, '[1,') });
  const stale = await stageOf({});
  await stale.judge.restore();
  expect([stale.verdict(), stale.judge.ofFiles.value.size]).toEqual([null, 0]);
  await stale.judge.judge(own);
  expect(stale.mixed).not.toEqual([]);
  await stale.judge.forget();
  expect([stale.verdict(), stored.size]).toEqual([null, 0]);
});

it('[tabs] [J8] what another tab has judged since counts when its turn has ended', async () => {
  const first = await stageOf({});
  const second = await stageOf({});
  await first.judge.judge(own);
  const [, kept] = [...stored][0] ?? [];
  stored.set(own.audioId, { ...kept!, verdict: { ...kept!.verdict, label: 'chosen there' } });
  await first.judge.restore();
  expect(first.verdict()).toMatchObject({ label: 'chosen there' });
  await second.judge.restore();
  expect(second.verdict()).toEqual(first.verdict());
});

it('[J8] [X9] what was measured in a project of another rate, or with another model in the plugin, does not count', async () => {
  const { judge, plugin, followed, rates, mixed } = await stageOf({});
  await judge.judge(own);
  expect([...rates]).toEqual([44_100]);
  expect(judge.ofFiles.value.size).toBe(1);
  for (const change of [
    () => (plugin.projectRateHz.value = 96_000),
    () =>
      followed.tell({
        pluginBuilds: { saved: [{ pluginId: PLUGIN.name, builtInModelId: MINE.modelId }], removed: [] },
      }),
  ]) {
    mixed.length = 0;
    rates.clear();
    change();
    expect(judge.ofFiles.value.size).toBe(0);
    await judge.judge(own);
    expect(mixed).toHaveLength(24);
    expect([...rates]).toEqual([96_000]);
  }
});

it('[J8] what was said before a collection was searched is listed no more: its preset is a candidate since', async () => {
  const { judge, followed, mixed } = await stageOf({});
  await judge.judge(own);
  const collection = {
    collectionId: 'c',
    name: 'all',
    settings: DEFAULT_MEASURED_SETTINGS,
    audioIds: [own.audioId],
    measure: MEASURE,
    createdAt: new Date(0),
    sequence: 1,
    resultJson: null,
  };
  followed.tell({ collections: { saved: [collection], removed: [] } });
  expect(judge.ofFiles.value.size, 'a search that goes on has no preset').toBe(1);
  const result = {
    hyperparameters: GENERAL_PRESET,
    terms: { score: 0, purity: 0, maskChange: 0, spread: 0 },
    defaultsScore: 0,
    leaveOneOutScore: null,
    leaveOneOutError: null,
    fileCount: 1,
    trialCount: 1,
  };
  const resultJson = encodeCollectionOutcome({ result, report: null });
  followed.tell({ collections: { saved: [{ ...collection, resultJson }], removed: [] } });
  expect(judge.ofFiles.value.size).toBe(0);
  mixed.length = 0;
  await judge.judge(own);
  expect(mixed).not.toEqual([]);
  expect(judge.ofFiles.value.size).toBe(1);
});

it('[J8] before an export judges each sound that was not, beside what is looked at; stopped, what was judged stays', async () => {
  const { judge, jobs, log, mixed, calls } = await stageOf({ gone: ['file-2'] });
  const other = { kind: 'data-set', audioId: 'file-9', path: 'sounds/9.wav' } as const;
  await judge.judge(own);
  mixed.length = 0;
  const { signal: parent } = new AbortController();
  const each = judge.judgeEach(sourcesOf(0, 1, 2), parent);
  expect(await judge.judge(other)).toBe('done');
  expect(await each).toBe('done');
  // 12 mixtures with two segments each, of the one that is at hand and was not judged, and of the other.
  expect(mixed).toHaveLength(48);
  await expect.poll(() => log.entries.value.at(-1)?.message).toBe('Judging finished: 2 of 3 sounds judged');
  expect(judge.secondsEach.value).toBeLessThan(0.6);

  let measured = 0;
  calls.onMeasure = () => {
    measured++;
    const job = measured > 12 ? jobs.running('judging-all') : null;
    if (job !== null) jobs.stop(job.id);
  };
  expect(await judge.judgeEach(sourcesOf(3, 4, 5), parent)).toBe('stopped');
  await expect.poll(() => log.entries.value.at(-1)?.message).toBe('Judging finished: 1 of 3 sounds judged (stopped)');
  expect(judge.ofFiles.value.has('file-3')).toBe(true);
  expect(judge.ofFiles.value.has('file-4')).toBe(false);
});
