import { signal, type ReadonlySignal } from '@preact/signals-core';
import {
  NO_COUNTERS,
  type Attribution,
  type HubCounters,
  type HubImportOptions,
  type HubOverview,
  type HubAccess,
} from '../../domain/hubImport.ts';
import { isShardName, isTableName } from '../../domain/dataSetFiles.ts';
import { isAbort } from '../../domain/errors.ts';
import { formatCount, plural } from '../../domain/numberText.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { DATASET_IMPORT } from '../../store/settingKeys.ts';
import { loadSetting, saveSetting } from '../../store/settings.ts';
import type { HubFile, HubReached, HubSource, SkippedAudio, SplitChoice } from '../../workers/contracts/hub.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import type { HubClient } from '../../workers/hub/hubClient.ts';
import { KEPT_IMPORT, type KeptImport } from './hubImportSchemas.ts';
import { tellsOfSounds } from '../import/dropRouter.ts';
import { arrived } from '../shell/arrived.ts';
import type { DroppedSource } from './droppedSource.ts';
import type { HubImportWriter, HubWriterDependencies } from './hubImportWriter.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends HubWriterDependencies, Pick<Tools, 'jobs' | 'settings'> {
  readonly hub: HubClient;
}

/** An import that was begun: running, or waiting to go on. */
export interface HubImportState extends KeptImport {
  /** Whether what it reads is at hand; dropped files are not after a reload. */
  readonly hasSource: boolean;
  readonly counters: HubCounters;
}

/** The checkpoint is kept at most this often; going on a little too early only finds what is there already. */
const KEEP_MS = 500;

/** Public data sets: looked at before anything is stored, then imported with a licence filter, to be paused and gone on with. */
export class HubImportStage {
  readonly #deps: Dependencies;
  readonly #current = signal<HubImportState | null>(null);
  readonly #token = signal<string | null>(null);
  #source: HubSource | null = null;
  #keptAtMs = -Infinity;

  /** The import that runs or waits; null for none. */
  readonly current: ReadonlySignal<HubImportState | null> = this.#current;
  readonly token: ReadonlySignal<string | null> = this.#token;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    deps.settings.hubToken.subscribe((kept) => (this.#token.value = kept));
  }

  /** Uses an access token from now on: in memory, or beyond this visit where `remember` says so. */
  setToken(token: string | null, remember: boolean): void {
    this.#deps.settings.hubToken.value = remember ? token : null;
    this.#token.value = token;
  }

  /** Finds an import that an earlier visit or another tab left; none where it has ended there. */
  async restore(): Promise<void> {
    const kept = await loadSetting(DATASET_IMPORT, KEPT_IMPORT, this.#current.peek());
    this.#current.value =
      kept === null ? null : stateOf(kept, kept.sourceKind === 'hub' && kept.plan.tables.length === 0);
  }

  /** What a data set holds; null where it could not be read, which the log then says. */
  async inspect(source: HubSource, choice: SplitChoice): Promise<HubOverview | null> {
    const name = source.kind === 'hub' ? source.datasetId : source.name;
    let overview: HubOverview | null = null;
    const spec = { kind: 'hub-inspection', stage: 'import', title: `Look at ${name}`, unit: 'steps' } as const;
    await this.#deps.jobs.run(spec, async (control) => {
      overview = await this.#deps.hub.run(
        async (worker) => worker.inspect(source, choice, this.#access()),
        control.signal,
      );
      const rows = overview.rows === null ? '' : `, ${plural(overview.rows, 'row')}`;
      return `Look at ${name} finished: ${plural(overview.splits.length, 'split')}, ${plural(overview.shards.length, 'file')}${rows}`;
    });
    return overview;
  }

  /** Whether dropped files are a data set: shards with tables beside, or audio with tables that name it. */
  async recognise(files: readonly HubFile[]): Promise<DroppedSource | null> {
    if (!files.some(({ path }) => isShardName(path) || tellsOfSounds(path))) return null;
    const kind = await this.#deps.hub.run(
      async (worker) => worker.recognise(files.map(({ path, file }) => ({ path, file }))),
      new AbortController().signal,
    );
    return kind === null ? null : (await arrived(import('./droppedSource.ts'))).sourceOf(kind, files);
  }

  /** Whether dropped files are tables and nothing else, whatever a Parquet file among them holds. */
  async areTables(files: readonly HubFile[]): Promise<boolean> {
    if (!files.every(({ path }) => isTableName(path))) return false;
    return this.#deps.hub.run(
      async (worker) => worker.areTables(files.map(({ path, file }) => ({ path, file }))),
      new AbortController().signal,
    );
  }

  /** Who made a file and under which terms; null for a file that came without. */
  async attribution(audioId: string): Promise<Attribution | null> {
    const [attribution] = await this.#deps.store.listAttributions(audioId);
    return attribution ?? null;
  }

  /** Imports what was looked at; refused where no licence is allowed, or no row would pass. */
  async start(source: HubSource, overview: HubOverview, options: HubImportOptions): Promise<JobOutcome> {
    const { datasetId, revision, shards, rows, cardLicense } = overview;
    const obstacle = await obstacleTo(overview, options);
    if (obstacle !== null)
      return this.#deps.jobs.refuse({ stage: 'import', title: `Dataset import of ${datasetId}` }, obstacle);
    const tables = (await arrived(import('./droppedSource.ts'))).tablesOf(source, shards);
    const plan = { datasetId, revision, shards, rows, cardLicense, tables, options };
    if (BROWSER_HAS.persistence()) await navigator.storage.persist();
    this.#source = source;
    this.#keep(stateOf({ sourceKind: source.kind, plan, checkpoint: null }, true));
    return this.#run();
  }

  /** Goes on where the import was stopped. */
  async resume(): Promise<JobOutcome> {
    const { value: current } = this.#current;
    if (current?.hasSource !== true) return this.#nothingToRead();
    if (current.sourceKind === 'hub') this.#source ??= { kind: 'hub', datasetId: current.plan.datasetId };
    return this.#run();
  }

  /** Gives a waiting import its dropped files back. Answers which it took; null where they are not the same. */
  async giveBack(files: readonly HubFile[]): Promise<readonly HubFile[] | null> {
    const { value: current } = this.#current;
    if (current === null || current.hasSource) return null;
    const source = (await arrived(import('./droppedSource.ts'))).givenBack(current.sourceKind, current.plan, files);
    if (source === null) return null;
    this.#source = source;
    this.#current.value = { ...current, hasSource: true };
    return source.kind === 'hub' ? (source.tables ?? []) : source.files;
  }

  /** Names the tables among files that come while an import has begun, which joins none any more. Answers which they are. */
  async refuseTables(files: readonly HubFile[]): Promise<readonly HubFile[]> {
    const { value: current } = this.#current;
    if (current === null) return [];
    const { tablesAmong } = await arrived(import('./droppedSource.ts'));
    const tables = await tablesAmong(files);
    if (tables.length > 0) {
      const names = tables.map(({ path }) => path).join(', ');
      const reason = `the import of ${current.plan.datasetId} has begun, and what tables say is joined before its first row`;
      const help = 'Cancel Import, and look at the data set again with its tables';
      this.#deps.log.warn('import', `Not read: ${names}: ${reason}. ${help}.`);
    }
    return tables;
  }

  /** Stops the import; what is stored stays, and it can go on later. */
  pause(): void {
    const job = this.#deps.jobs.active('hub-import');
    if (job !== null) this.#deps.jobs.stop(job.id);
  }

  /** Stops the import for good; what is stored stays. */
  cancel(): void {
    this.pause();
    this.#source = null;
    this.#keep(null);
  }

  async #run(): Promise<JobOutcome> {
    const { jobs } = this.#deps;
    const begun = this.#current.peek();
    if (begun === null) return this.#nothingToRead();
    const title = `Dataset import of ${begun.plan.datasetId}`;
    const spec = { kind: 'hub-import', stage: 'import', title, unit: 'rows' } as const;
    const outcome = await jobs.run(spec, async (control) => this.#import(begun, control));
    if (outcome === 'done') this.#keep(null);
    return outcome;
  }

  #nothingToRead(): JobOutcome {
    const what = { stage: 'import', title: 'Dataset import' } as const;
    return this.#deps.jobs.refuse(what, 'what it reads is not at hand. Drop the same files again.');
  }

  async #import(begun: HubImportState, { signal: abort, onProgress }: JobControl): Promise<string[]> {
    const { hub, log, dataSet } = this.#deps;
    const source = this.#source;
    if (source === null) throw new RangeError('an import without a source');
    const { plan } = begun;
    await dataSet.whenCurrent();
    const writers = await arrived(import('./hubImportWriter.ts'));
    const writer = new writers.HubImportWriter(this.#deps, abort);
    let skipped: readonly SkippedAudio[] = [];
    let counters = begun.counters;
    // What the worker still had on its way may arrive after its answer.
    let hasEnded = false;
    const reached = ({ checkpoint, skipped: passedOver }: HubReached) => {
      if (abort.aborted || hasEnded) return;
      // Messages of the sink may come in after a later one.
      if (checkpoint.counters.seen < counters.seen) return;
      ({ counters } = checkpoint);
      skipped = passedOver;
      onProgress({ done: counters.seen, total: plan.rows });
      this.#keep({ ...begun, checkpoint, counters });
    };
    onProgress({ done: counters.seen, total: plan.rows });
    try {
      const request = { source, plan, checkpoint: begun.checkpoint, access: this.#access() };
      const sink = {
        store: async (item: Parameters<HubImportWriter['store']>[0]) => writer.store(item),
        reached,
      };
      reached(await hub.run(async (worker) => worker.run(request, proxy(sink)), abort));
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      hasEnded = true;
      await writer.settled().catch((error: unknown) => log.thrown(error, 'import'));
      this.#keptAtMs = -Infinity;
      this.#keep(this.#current.peek());
    }
    for (const { reason, rows, example } of skipped)
      log.warn(
        'import',
        `${passedOver(rows)}: ${reason}. ${example} is ${rows === 1 ? 'it' : 'the first'}.`,
        plan.datasetId,
      );
    if (writer.unnamedFailures > 0)
      log.warn('import', `${plural(writer.unnamedFailures, 'more file')} could not be read.`);
    const state = abort.aborted ? 'stopped' : 'finished';
    return [`Dataset import ${state}: ${plan.datasetId}, ${countersText(counters)}`, ...(await writer.summary())];
  }

  #access(): HubAccess {
    const { hubUrl, viewerUrl } = this.#deps.settings;
    return { hubUrl: hubUrl.peek(), viewerUrl: viewerUrl.peek(), token: this.#token.peek() };
  }

  /** Shows the state, and keeps it beyond this visit now and then. */
  #keep(state: HubImportState | null): void {
    this.#current.value = state;
    if (state !== null && state.checkpoint !== null && performance.now() - this.#keptAtMs < KEEP_MS) return;
    this.#keptAtMs = performance.now();
    const kept: KeptImport | null =
      state === null ? null : { sourceKind: state.sourceKind, plan: state.plan, checkpoint: state.checkpoint };
    saveSetting(DATASET_IMPORT, kept).catch((error: unknown) => this.#deps.log.thrown(error, 'import'));
  }
}

async function obstacleTo(overview: HubOverview, options: HubImportOptions): Promise<string | null> {
  if (options.allowedFamilies.length === 0) return 'no licence is allowed.';
  return (await arrived(import('./hubImportPlan.ts'))).nothingPasses(overview, options);
}

function stateOf(kept: KeptImport, hasSource: boolean): HubImportState {
  return { ...kept, hasSource, counters: kept.checkpoint?.counters ?? NO_COUNTERS };
}

function passedOver(rows: number): string {
  return rows === 1 ? 'One row was passed over' : `${formatCount(rows)} rows were passed over`;
}

function countersText(counters: HubCounters): string {
  const { seen, saved, alreadyThere, skippedLicense, skippedAudio, failed } = counters;
  return (
    `${seen} seen, ${saved} saved, ${alreadyThere} already there, ${skippedLicense} skipped by licence, ` +
    `${skippedAudio} skipped audio, ${failed} failed`
  );
}
