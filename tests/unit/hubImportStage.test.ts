import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_COUNTERS, type HubCounters, type HubOverview } from '../../src/domain/hubImport.ts';
import { ExportStage } from '../../src/stages/data/exportStage.ts';
import { HubImportStage } from '../../src/stages/hubImport/hubImportStage.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { HubImportRequest, HubImportSink, HubReached, SkippedAudio } from '../../src/workers/contracts/hub.ts';
import { dropped } from '../fakes/droppedFolder.ts';
import { FollowedDataSet } from '../fakes/followedDataSet.ts';
import { planOf } from '../fakes/importRun.ts';
import { kept } from '../fakes/keptSettings.ts';

vi.mock('../../src/store/settings.ts', async () => (await import('../fakes/keptSettings.ts')).keptSettings);

const OVERVIEW: HubOverview = {
  datasetId: 'x/y',
  revision: 'abc',
  splits: [],
  config: 'default',
  split: 'train',
  shards: [],
  rows: 9,
  bytes: 0,
  columns: [],
  detected: { audio: 'audio', license: null, source: null, creator: null, genre: null, title: null },
  firstRows: [],
  licenses: [],
  countedRows: 0,
  cardLicense: null,
  cardFamily: 'unknown',
  isAudioMissing: false,
  notes: [],
};
/** Its rows name no licence. */
const OPTIONS = planOf(OVERVIEW, { allowedFamilies: ['unknown'] }).options;

function reachedAt(counters: Partial<HubCounters>, skipped: readonly SkippedAudio[] = []): HubReached {
  const position = { shard: 0, group: 0, row: counters.seen ?? 0 };
  return { checkpoint: { revision: 'abc', position, counters: { ...NO_COUNTERS, ...counters } }, skipped };
}

/** The stage over a worker that answers as told. */
function stageOver(run: (request: HubImportRequest, sink: HubImportSink) => Promise<HubReached>) {
  const log = new LogBook();
  const hub = {
    run: async (work: (worker: unknown) => Promise<unknown>, stop: AbortSignal) =>
      Promise.race([
        work({ run }),
        new Promise((_, reject) => stop.addEventListener('abort', () => reject(stop.reason))),
      ]),
  };
  const settings = { hubToken: signal(null), hubUrl: signal('https://hub'), viewerUrl: signal('https://viewer') };
  const { dataSet } = new FollowedDataSet([]);
  const parts = { log, hub, settings, dataSet, jobs: new JobBoard(log) };
  const stage = new HubImportStage(parts as unknown as ConstructorParameters<typeof HubImportStage>[0]);
  return { stage, jobs: parts.jobs, said: () => log.entries.value.map(({ message }) => message) };
}

beforeEach(() => {
  vi.stubGlobal('isSecureContext', false);
  kept.clear();
  return () => vi.unstubAllGlobals();
});

const LAST = { seen: 9, saved: 3, alreadyThere: 1, skippedLicense: 2, skippedAudio: 2, failed: 1 };
const SKIPPED = [{ reason: 'they hold no audio', rows: 2, example: 'row 4' }];

describe('the last line of an import', () => {
  it('has counts that add up, whatever message comes in before or after it, and one line per kind of warning', async () => {
    let late: (() => void) | undefined;
    const { stage, said } = stageOver(async (_request, { reached }) => {
      reached(reachedAt({ seen: 5, saved: 3, skippedLicense: 2 }));
      reached(reachedAt({ seen: 2, skippedLicense: 2 }));
      expect(stage.current.value?.counters.seen).toBe(5);
      late = () => reached(reachedAt({ seen: 8, saved: 3, skippedLicense: 5 }));
      void Promise.resolve().then(late);
      return reachedAt(LAST, SKIPPED);
    });
    expect(await stage.start({ kind: 'hub', datasetId: 'x/y' }, OVERVIEW, OPTIONS)).toBe('done');
    late?.();
    expect(stage.current.value).toBeNull();
    await expect.poll(() => said().some((line) => line.startsWith('Descriptors finished'))).toBe(true);
    const lines = said();
    expect(lines.filter((line) => line.startsWith('Dataset import finished'))).toEqual([
      'Dataset import finished: x/y, 9 seen, 3 saved, 1 already there, 2 skipped by licence, 2 skipped audio, 1 failed',
    ]);
    const [seen = 0, ...others] = (lines.find((line) => line.includes(' seen, '))?.match(/\d+/gu) ?? []).map(Number);
    expect(others.reduce((sum, count) => sum + count)).toBe(seen);
    expect(lines.filter((line) => line.includes('passed over'))).toEqual([
      'x/y: 2 rows were passed over: they hold no audio. row 4 is the first.',
    ]);
  });
});

it('[L2] an import is refused without an allowed licence, and where no row would pass', async () => {
  const { stage, said } = stageOver(async () => reachedAt(LAST));
  const source = { kind: 'hub', datasetId: 'x/y' } as const;
  expect(await stage.start(source, OVERVIEW, { ...OPTIONS, allowedFamilies: [] })).toBe('refused');
  expect(await stage.start(source, OVERVIEW, { ...OPTIONS, allowedFamilies: ['cc0'] })).toBe('refused');
  expect(stage.current.value).toBeNull();
  await expect
    .poll(said)
    .toEqual([
      'Dataset import of x/y refused: no licence is allowed.',
      expect.stringMatching(/^Dataset import of x\/y refused: No row would pass: .*allow unknown/u),
    ]);
});

it('an import that Delete All has ended is not offered to go on: what had come of it is gone', async () => {
  const { stage, jobs } = stageOver(async (_request, { reached }) => {
    reached(reachedAt({ seen: 5, saved: 5 }));
    return new Promise(() => undefined);
  });
  void stage.start({ kind: 'hub', datasetId: 'x/y' }, OVERVIEW, OPTIONS);
  await vi.waitFor(() => expect(stage.current.value?.counters.saved).toBe(5));
  const exporting = new ExportStage({
    jobs,
    hubImport: stage,
    store: { deleteAll: async () => undefined },
    sources: { clear: () => undefined },
    judge: { forget: async () => undefined },
    openHearing: async () => ({ listening: { choices: { loaded: null, forget: async () => undefined } } }),
    settings: { lastExportAtMs: signal(null), lastExportHolds: signal(null) },
    openProjects: async () => ({ eraseOthers: async () => 0 }),
  } as unknown as ConstructorParameters<typeof ExportStage>[0]);
  expect(await exporting.deleteAll()).toBe('done');
  expect(stage.current.value).toBeNull();
  const { stage: afterReload } = stageOver(async () => reachedAt(LAST));
  await afterReload.restore();
  expect(afterReload.current.value).toBeNull();
});

describe('tables beside a data set of the hub', () => {
  const table = dropped('dev_clips_info_FSD50K.json', '{}');

  it('are asked for again after a reload, and what they say is joined when it goes on', async () => {
    const before = stageOver(async () => new Promise(() => undefined));
    void before.stage.start({ kind: 'hub', datasetId: 'x/y', tables: [table] }, OVERVIEW, OPTIONS);
    await expect.poll(() => kept.size).toBe(1);

    let source: HubImportRequest['source'] | null = null;
    const { stage } = stageOver(async (request) => {
      ({ source } = request);
      return reachedAt(LAST);
    });
    await stage.restore();
    expect(stage.current.value?.hasSource).toBe(false);
    expect(await stage.resume()).not.toBe('done');
    expect(await stage.giveBack([dropped(table.path, '{"other": 1}')])).toBeNull();
    expect(await stage.giveBack([table])).toEqual([table]);
    expect(await stage.resume()).toBe('done');
    expect(source).toEqual({ kind: 'hub', datasetId: 'x/y', tables: [table] });
  });
});

describe('an import of dropped files', () => {
  const csv = (license: string) => dropped('set/m.csv', `file_name,license\n0.wav,${license}\n`);
  const sounds = [dropped('set/0.wav'), dropped('set/1.wav')];
  const bytes = sounds.reduce((sum, { file }) => sum + file.size, 0);
  const other = dropped('holiday.wav');

  it.each([
    ['folder', { name: 'set', kind: 'folder', bytes }, sounds],
    ['shards', { name: 'set/x.tar', kind: 'tar', bytes: 9 }, [dropped('set/x.tar', 'nine bytes'.slice(1))]],
  ] as const)('goes on with the same %s and the same tables only', async (kind, shard, files) => {
    const table = csv('cc0-1.0');
    const before = stageOver(async () => new Promise(() => undefined));
    const overview = { ...OVERVIEW, datasetId: 'set', revision: null, shards: [{ ...shard, url: null }] };
    void before.stage.start({ kind, name: 'set', files: [...files, table] }, overview, OPTIONS);
    await expect.poll(() => kept.size).toBe(1);

    const { stage } = stageOver(async () => reachedAt(LAST));
    await stage.restore();
    for (const offered of [[other], files, files.slice(1), [table], [...files, csv('by')]]) {
      expect(await stage.giveBack(offered)).toBeNull();
    }
    const whole = [...files, table];
    expect(await stage.giveBack(whole)).toEqual(whole);
    expect(await stage.resume()).toBe('done');
  });

  it('a table that comes while it runs is named, unless it is a model or a preset', async () => {
    const { stage, said } = stageOver(async () => new Promise(() => undefined));
    const table = csv('cc0-1.0');
    expect(await stage.refuseTables([table])).toEqual([]);
    void stage.start({ kind: 'folder', name: 'set', files: sounds }, { ...OVERVIEW, datasetId: 'set' }, OPTIONS);
    await expect.poll(() => kept.size).toBe(1);
    const clips = dropped('clips.json', `{"1": {"license": "by"}}${' '.repeat(2 ** 20)}`);
    const files = [table, clips, dropped('model.json', '{"target_keys": []}'), dropped('notes.txt', ''), other];
    expect(await stage.refuseTables(files)).toEqual([table, clips]);
    expect(said().filter((line) => line.startsWith('Not read'))).toEqual([
      expect.stringMatching(/^Not read: set\/m\.csv, clips\.json: the import of set has begun, /u),
    ]);
  });
});
