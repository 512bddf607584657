import type { MeasuredCollection } from '../../domain/collection.ts';
import { appError, type AppError, isAbort, toErrorFields } from '../../domain/errors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import type { MeasuredRun, MeasuredTrial, MixtureSet } from '../../domain/measured.ts';
import { packMeasuredTrials, unpackMeasuredTrials } from '../../domain/packedMeasured.ts';
import { encodeCollectionOutcome } from '../../formats/collectionOutcome.ts';
import { measuredTerms } from '../../ml/measured/measuredObjective.ts';
import { MeasuredSearch, type Tried } from '../../ml/measured/measuredSearch.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../ml/measured/pluginDefaults.ts';
import { heardValues } from '../../ml/measured/writtenKnobs.ts';
import type { HearingSetup } from '../../workers/contracts/measured.ts';
import type { MeasuredSnapshot } from '../../workers/contracts/store.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { MixturePlan } from './mixturePlan.ts';
import { searchSetup } from '../model/pluginInUse.ts';
import { randomId } from '../shell/randomId.ts';
import type { SegmentSource } from './segmentSource.ts';
import { poolingRequest } from './poolingRequest.ts';
import type { Tools } from '../tools.ts';
import { formatFixed, plural } from '../../domain/numberText.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'log' | 'settings'> {
  readonly segments: SegmentSource;
}

/** A setting that is tried on every file. */
interface Setting {
  readonly hyperparameters: Hyperparameters;
  readonly minimaxLogit: number | null;
}

/** One file of a collection while it is worked on. */
interface Member {
  readonly runId: string;
  readonly audioId: string;
  readonly group: string;
  readonly descriptors: Float64Array;
  readonly partnerIds: readonly string[];
  readonly trials: MeasuredTrial[];
}

/** Settings that are drawn and tried together once the start-up is over. */
const ROUND_SIZE = 10;
const DEFAULTS: Setting = { hyperparameters: DEFAULT_HYPERPARAMETERS, minimaxLogit: null };

const MOST_NAMED = 5;

/** The work on collections, over the files that can be mixed today; loaded when there is some to do. */
export class CollectionSearch {
  readonly #deps: Dependencies;
  readonly #plan: MixturePlan;

  private constructor(deps: Dependencies, plan: MixturePlan) {
    this.#deps = deps;
    this.#plan = plan;
  }

  /** Names the files whose audio is gone, or counts them where they are many. */
  static async of(deps: Dependencies, signal: AbortSignal): Promise<CollectionSearch> {
    const plan = await MixturePlan.of(deps, signal);
    if (plan.gone.length > MOST_NAMED) {
      deps.log.warn(
        'optimisation',
        `${plural(plan.gone.length, 'file')} left out: their audio is no longer at hand. Reconnect finds them, Load Example Sounds makes examples again.`,
      );
    } else {
      for (const path of plan.gone) {
        deps.log.warn(
          'optimisation',
          'left out, its audio is no longer at hand. Add the file again, an example by Load Example Sounds.',
          path,
        );
      }
    }
    return new CollectionSearch(deps, plan);
  }

  /** Whether a file can be mixed. */
  canMix(audioId: string): boolean {
    return this.#plan.get(audioId) !== undefined;
  }

  /** Goes on with a collection's search until its result is stored. Answers the line that the log gets. */
  async find(collection: MeasuredCollection, control: JobControl): Promise<string> {
    const { name, settings } = collection;
    const setup = searchSetup(this.#deps, settings);
    const members = await this.#members(collection, 'tuning');
    await this.#save(collection);
    const rest = await this.#searchRounds(collection, setup, members, control);
    const trialCount = rest[0]?.trials.length ?? 0;
    if (control.signal.aborted) {
      return `Measured BO for ${name} stopped: what ran is kept, the same search goes on from there`;
    }
    const { result: found, answers } = await this.#deps.pool.run(
      async (worker) => worker.pool(poolingRequest(rest, settings)),
      { signal: control.signal },
    );
    await this.#deps.store.saveMeasuredBest(
      answers.flatMap(({ trial, score }, file) => {
        const member = rest[file];
        const tried = member?.trials[trial]?.hyperparameters;
        if (member === undefined || tried === undefined) return [];
        const hyperparameters = heardValues(tried);
        const { measure } = collection;
        return [{ audioId: member.audioId, measure, source: 'pooled' as const, score, hyperparameters }];
      }),
    );
    const result = { ...found, hyperparameters: heardValues(found.hyperparameters) };
    await this.#save({ ...collection, audioIds: rest.map(({ audioId }) => audioId), result });
    return (
      `Measured BO finished for ${name}: ${rest.length} files, ${trialCount} settings, best mean score ` +
      `${formatFixed(result.terms.score, 5)} (plugin defaults ${formatFixed(result.defaultsScore, 5)})`
    );
  }

  /** Tries what a collection found on unseen mixtures and stores the report. Answers the line that the log gets. */
  async check(collection: MeasuredCollection, title: string, control: JobControl): Promise<string> {
    const { settings } = collection;
    const setup = searchSetup(this.#deps, settings);
    const tuning = await this.#members(collection, 'tuning');
    const unseen = await this.#members(collection, 'unseen');
    const wanted = tuning[0]?.trials ?? [];
    const kept = await this.#extend(collection, setup, unseen, wanted, 'unseen', control);
    if (control.signal.aborted) return `${title} stopped: what ran is kept`;
    const ids = new Set(kept.map(({ audioId }) => audioId));
    const request = {
      ...poolingRequest(
        tuning.filter(({ audioId }) => ids.has(audioId)),
        settings,
      ),
      durationsSec: kept.map(({ audioId }) => this.#deps.dataSet.get(audioId)?.file.durationSec ?? 0),
      unseen: kept.map(({ trials }) => trials),
    };
    const report = await this.#deps.pool.run(async (worker) => worker.reportAdaptation(request), {
      signal: control.signal,
    });
    await this.#save({ ...collection, report });
    return `${title}: tried on unseen partners and segments of ${report.files.length} files`;
  }

  async #save(collection: MeasuredCollection): Promise<void> {
    const { result, report, ...rest } = collection;
    await this.#deps.store.saveCollection({ ...rest, resultJson: encodeCollectionOutcome({ result, report }) });
  }

  /** The files of a collection with the trials that they have; those that have none yet get their partners. */
  async #members(collection: MeasuredCollection, set: MixtureSet): Promise<readonly Member[]> {
    const { collectionId, settings, audioIds } = collection;
    const parts = await this.#deps.store.collectionParts(collectionId, set);
    const known = new Map(parts.map((part) => [part.run.audioId, part]));
    const searchedWith =
      set === 'tuning'
        ? new Map<string, MeasuredRun>()
        : new Map(
            (await this.#deps.store.collectionParts(collectionId, 'tuning')).map(({ run }) => [run.audioId, run]),
          );
    return audioIds.flatMap((audioId): Member[] => {
      const own = this.#plan.get(audioId);
      if (own === undefined) return [];
      const part = known.get(audioId);
      const partnerIds =
        part?.run.partnerIds ?? this.#plan.partnersOf(own, settings, searchedWith.get(audioId)?.partnerIds ?? []);
      const trials = part === undefined ? [] : unpackMeasuredTrials(part.trials);
      const { group, descriptors } = own;
      const runId = part?.run.runId ?? randomId();
      return [{ runId, audioId, group, descriptors, partnerIds, trials }];
    });
  }

  /** Round by round: each is drawn from what all files made of the rounds before. Answers the files that came through. */
  async #searchRounds(
    collection: MeasuredCollection,
    setup: HearingSetup,
    members: readonly Member[],
    control: JobControl,
  ): Promise<readonly Member[]> {
    const { settings } = collection;
    let rest = members;
    // What an earlier session drew stays, though files that it knew may be missing now.
    const known = members.reduce<readonly Setting[]>(
      (longest, { trials }) => (trials.length > longest.length ? trials : longest),
      [],
    );
    const search = new MeasuredSearch(settings);
    const wanted: Setting[] = [DEFAULTS];
    for (;;) {
      rest = await this.#extend(collection, setup, rest, wanted, 'tuning', control);
      if (control.signal.aborted || rest.length === 0) break;
      while (search.count < wanted.length - 1) search.tell(triedByAll(rest, search.count + 1));
      const size = search.count < settings.startupTrials ? settings.startupTrials : ROUND_SIZE;
      const proposals = search.propose(size);
      if (proposals.length === 0) break;
      const from = wanted.length;
      wanted.push(...proposals.map((proposal, i) => known[from + i] ?? proposal));
    }
    if (rest.length === 0 && !control.signal.aborted) throw nothingToHear(collection.name);
    return rest;
  }

  /** Tries the settings that files have not tried yet. A file that fails is named and left out. */
  async #extend(
    { collectionId, settings, measure }: MeasuredCollection,
    setup: HearingSetup,
    members: readonly Member[],
    wanted: readonly Setting[],
    set: MixtureSet,
    { signal: stop, onProgress }: JobControl,
  ): Promise<readonly Member[]> {
    const { store, pool, segments, log, dataSet } = this.#deps;
    const total = members.length * (set === 'tuning' ? settings.totalTrials + 1 : wanted.length);
    let done = members.reduce((sum, { trials }) => sum + trials.length, 0);
    const failed = new Set<string>();
    const batcher = new Batcher<{ readonly run: MeasuredSnapshot; readonly tried: number }>(async (more) => {
      await store.saveMeasured(more.map(({ run }) => run));
      done += more.reduce((sum, { tried }) => sum + tried, 0);
      onProgress({ done, total });
    });
    onProgress({ done, total });
    await forEachLimited(members, pool.size + 1, stop, async ({ runId, audioId, partnerIds, trials }) => {
      const missing = wanted.slice(trials.length);
      if (missing.length === 0) return;
      try {
        const { segments: own, bend } = await segments.of(audioId, set, setup, stop);
        const partners = await Promise.all(
          partnerIds.map(async (id) => (await segments.of(id, set, setup, stop)).segments),
        );
        const request = { ...setup, own, partners, bend, hyperparameters: packSettings(missing) };
        const parts = await pool.run(async (worker) => worker.measure(request), { signal: stop });
        const width = parts.length / missing.length;
        for (const [i, setting] of missing.entries()) {
          const ownParts = parts.slice(i * width, (i + 1) * width);
          const terms = measuredTerms(ownParts, settings.changeWeight);
          const { hyperparameters, minimaxLogit } = setting;
          trials.push({ trialIndex: trials.length, hyperparameters, minimaxLogit, terms, parts: ownParts });
        }
        const isFinished = trials.length > settings.totalTrials;
        const run = { runId, audioId, settings, partnerIds, set, measure, collectionId, isFinished };
        batcher.add({ run: { ...run, trials: packMeasuredTrials(trials) }, tried: missing.length });
      } catch (error) {
        if (isAbort(error)) return;
        failed.add(audioId);
        const subject = dataSet.pathOf(audioId);
        log.error(toErrorFields(error, { stage: 'optimisation', subject }));
      }
    });
    await batcher.settled();
    // A file whose decoding ended with another job's has not failed, but it lacks trials.
    const isWhole = ({ audioId, trials }: Member) => !failed.has(audioId) && trials.length >= wanted.length;
    return stop.aborted ? members : members.filter(isWhole);
  }
}

/** What all files together made of one setting. */
function triedByAll(members: readonly Member[], index: number): Tried {
  const trials = members.flatMap(({ trials: own }) => own.slice(index, index + 1));
  const [first] = trials;
  if (first === undefined) throw new RangeError(`no file has tried setting ${index}`);
  const score = trials.reduce((sum, { terms }) => sum + terms.score, 0) / trials.length;
  return { hyperparameters: first.hyperparameters, minimaxLogit: first.minimaxLogit, score };
}

function packSettings(settings: readonly Setting[]): Float64Array {
  return Float64Array.from(
    settings.flatMap(({ hyperparameters }) => HYPERPARAMETERS.map(({ key }) => hyperparameters[key])),
  );
}

function nothingToHear(name: string): AppError {
  return appError(
    'bad-input',
    'optimisation',
    `No file of “${name}” could be heard: see the log for each. Add the files again, examples by Load Example Sounds, and search once more.`,
  );
}
