import { untracked } from '@preact/signals-core';
import { isSilent, type Descriptors } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { chooseCandidate, JUDGING_PARTNERS, partnerScores, purityGain } from '../../ml/judge/judge.ts';
import { hasSeparateSegments, MIXING_RATE_HZ } from '../../ml/measured/segments.ts';
import type { HeardFile, HearingSetup, Segments } from '../../workers/contracts/measured.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { DEFAULTS } from '../listening/choices/splitCandidates.ts';
import { pluginInUse } from '../model/pluginInUse.ts';
import type { ListeningSource } from '../listening/sound/listeningSound.ts';
import type { Tools } from '../tools.ts';
import { drawJudgePartners, hearFile } from './judgePartners.ts';
import type { Comparison } from './preselected.ts';
import type { JudgeDependencies } from './judgeStage.ts';

type Dependencies = Pick<JudgeDependencies, 'store' | 'pool' | 'dataSet' | 'settings' | 'segments' | 'prediction'>;

/** What is judged. */
interface ComparedSound {
  readonly source: ListeningSource;
  readonly descriptors: Descriptors;
  readonly comparison: Comparison;
}

/** Places of the four segments: those that choose, and those that tell the gain (J1). */
interface Places {
  readonly choosing: readonly number[];
  readonly telling: readonly number[];
}

const UNHEARD: Places = { choosing: [0, 2], telling: [1, 3] };
/** Measured searches heard the first and the third. */
const HEARD: Places = { choosing: [1], telling: [3] };

/** Compares a sound's candidates on mixtures that none of them was found on, and tells the gain on others (J). */
export async function judgeSound(
  deps: Dependencies,
  sound: ComparedSound,
  { signal, onProgress }: JobControl,
): Promise<Verdict> {
  const { store, dataSet, settings } = deps;
  const { source, comparison } = sound;
  if (isSilent(sound.descriptors)) return { kind: 'not-judged', reason: 'silent' };
  const { candidates, safest } = comparison;
  if (candidates.length < 2) return { kind: 'not-judged', reason: 'single' };
  const { clusterCount, changeWeight, seed } = settings.measured.peek();
  const audioId = source.kind === 'data-set' ? source.audioId : null;
  const searches = audioId === null ? [] : (await store.listMeasured(audioId)).filter(({ set }) => set === 'tuning');
  const durationSec = audioId === null ? null : (dataSet.get(audioId)?.file.durationSec ?? 0);
  if (searches.length > 0 && !hasSeparateSegments(durationSec ?? 0)) return { kind: 'not-judged', reason: 'tuned' };
  const heard = await hearOwn(deps, source, { ...untracked(() => pluginInUse(deps)), clusterCount }, signal);
  if (heard === null) return { kind: 'not-judged', reason: 'gone' };
  const { own, setup } = heard;
  const count = 2 * JUDGING_PARTNERS;
  onProgress({ done: 0, total: count });
  const excluded = searches.flatMap(({ partnerIds }) => partnerIds);
  const partners = await drawJudgePartners(deps, sound, count, { setup, seed, excluded }, signal);
  const anySearch =
    searches.length > 0 || dataSet.measuredBest.peek().size > 0 || dataSet.collections.peek().length > 0;
  const { choosing, telling } = anySearch ? HEARD : UNHEARD;
  let done = 0;
  const measure = async (
    some: readonly Segments[],
    places: readonly number[],
    tried: readonly Hyperparameters[],
  ): Promise<ReturnType<typeof partnerScores>[]> => {
    const parts = await measureEach(deps, own, some, { places, tried, setup }, signal, () =>
      onProgress({ done: ++done, total: count }),
    );
    return parts.map((all) => partnerScores(all, some.length, changeWeight));
  };
  const scores = await measure(
    partners.slice(0, JUDGING_PARTNERS),
    choosing,
    candidates.map(({ hyperparameters }) => hyperparameters),
  );
  const place = chooseCandidate(
    scores.map(({ score }) => score),
    safest,
  );
  const { id, label, hyperparameters } = candidates[place] ?? DEFAULTS;
  const chosen = { kind: 'chosen', candidateId: id, label } as const;
  if (id === DEFAULTS.id) return { ...chosen, gain: null };
  const others = partners.slice(JUDGING_PARTNERS);
  const [reference, better] = await measure(others, telling, [DEFAULTS.hyperparameters, hyperparameters]);
  if (reference === undefined || better === undefined) throw new RangeError('two presets were measured');
  return { ...chosen, gain: purityGain(better.purity, reference.purity, others.length * telling.length) };
}

/** Parts of each setting on the sound's mixtures with all partners, partner by partner; each partner is a call of its own. */
async function measureEach(
  { pool }: Pick<Tools, 'pool'>,
  { segments, bend }: HeardFile,
  partners: readonly Segments[],
  {
    places,
    tried,
    setup,
  }: {
    readonly places: readonly number[];
    readonly tried: readonly Hyperparameters[];
    readonly setup: HearingSetup;
  },
  signal: AbortSignal,
  onDone: () => void,
): Promise<readonly Float64Array[]> {
  const hyperparameters = Float64Array.from(tried.flatMap((setting) => HYPERPARAMETERS.map(({ key }) => setting[key])));
  const width = 2 * places.length;
  const all = tried.map(() => new Float64Array(partners.length * width));
  const at = (pieces: Segments): Segments => places.flatMap((place) => pieces[place] ?? []);
  await forEachLimited([...partners.entries()], pool.size, signal, async ([i, partner]) => {
    const request = { ...setup, own: at(segments), partners: [at(partner)], bend, hyperparameters };
    const parts = await pool.run(async (worker) => worker.measure(request), { signal });
    for (const [setting, own] of all.entries()) {
      own.set(parts.subarray(setting * width, (setting + 1) * width), i * width);
    }
    onDone();
  });
  signal.throwIfAborted();
  return all;
}

/**
 * The sound's own segments, and what its partners are heard by: at the project's rate, else at the sound's own. Null where it is
 * not at hand.
 */
async function hearOwn(
  deps: Dependencies,
  source: ListeningSource,
  asked: HearingSetup,
  signal: AbortSignal,
): Promise<{ readonly own: HeardFile; readonly setup: HearingSetup } | null> {
  const { segments, prediction, dataSet } = deps;
  if (source.kind !== 'data-set') {
    const offered = () => prediction.offered.peek().find(({ path }) => path === source.path)?.file;
    const file = source.kind === 'file' ? source.file : offered();
    return file === undefined ? null : hearFile(deps, file, source.path, asked, signal);
  }
  try {
    const ownRateHz = dataSet.get(source.audioId)?.file.sampleRateHz ?? MIXING_RATE_HZ;
    const setup = { ...asked, rateHz: asked.rateHz ?? ownRateHz };
    return { own: await segments.whole(source.audioId, setup, signal), setup };
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-gone') return null;
    throw error;
  }
}
