import { holdIfSmall } from '../../audio/bytes/audioBytes.ts';
import { webAudioNote } from '../../audio/decode/selfTest.ts';
import { joinNotes } from '../../audio/decode/truncation.ts';
import type { AudioIdSet } from '../../domain/audioIdSet.ts';
import { descriptorsFromVector } from '../../domain/descriptors.ts';
import { AppError, isAbort, toErrorFields } from '../../domain/errors.ts';
import type { PluginWindow } from '../../domain/pluginWindow.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import type { AnalysedAudio, FailedAnalysis, IdentifiedAudio, NeedsWebAudio } from '../../workers/contracts/compute.ts';
import type { DescriptorOutcome, StoredPluginWindow } from '../../workers/contracts/store.ts';
import { Batcher } from '../jobs/batcher.ts';
import { ADD_AGAIN, noLongerAtHand } from '../import/fileRefusals.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { throughWebAudio } from './throughWebAudio.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'webAudio' | 'dataSet' | 'sources' | 'jobs' | 'log'>;

/** Stage 2: the twelve descriptors of each file (rules D), one worker per core, decoding and analysis overlapping. */
export class DescriptorStage {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The files that lack descriptors, failed ones included: they may have been repaired or a decoder may be there now. */
  missing(): string[] {
    return this.#deps.dataSet.records.value
      .filter((record) => record.descriptors.kind !== 'done')
      .map((record) => record.file.audioId);
  }

  /** Describes those of these files that lack descriptors. */
  async extract(audioIds: readonly string[], parent?: AbortSignal): Promise<JobOutcome> {
    const spec = { kind: 'descriptors', stage: 'descriptors', title: 'Descriptors', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#extractAll(audioIds, control), parent);
  }

  async #extractAll(asked: readonly string[], { signal, onProgress }: JobControl): Promise<string> {
    const { store, pool, dataSet, sources, log } = this.#deps;
    // The job may have waited for one that removed or described some.
    const lacking = new Set(this.missing());
    const gone = new Set(
      sources.absent.peek().flatMap(({ file }) => (sources.presenceOf(file) === 'gone' ? [file.audioId] : [])),
    );
    const wanted = asked.filter((audioId) => lacking.has(audioId));
    const audioIds = wanted.filter((audioId) => !gone.has(audioId));
    const goneCount = wanted.length - audioIds.length;
    if (goneCount > 0)
      log.warn(
        'descriptors',
        `${goneCount} of ${wanted.length} files have no sound at hand and are left out. ${ADD_AGAIN}`,
      );
    const counts = { done: 0, failed: 0 };
    const windows: StoredPluginWindow[] = [];
    const batcher = new Batcher<DescriptorOutcome>(async (outcomes) => {
      await store.saveDescriptors(outcomes, windows.splice(0));
      for (const outcome of outcomes) counts[outcome.kind] += 1;
      onProgress({ done: counts.done + counts.failed, total: audioIds.length });
    });

    onProgress({ done: 0, total: audioIds.length });
    // One file more than there are workers, so that the main thread decodes one while all analyse.
    await forEachLimited(audioIds, pool.size + 1, signal, async (audioId) => {
      const path = dataSet.get(audioId)?.file.path ?? audioId;
      let analysed;
      try {
        analysed = await this.#analyse(audioId, path, signal);
      } catch (error) {
        if (isAbort(error)) return;
        const fields = toErrorFields(error, { stage: 'descriptors', subject: path });
        log.error(fields);
        batcher.add({ kind: 'failed', audioId, reason: fields.message });
        return;
      }
      windows.push(...storedWindows(audioId, analysed.windows));
      batcher.add(doneOutcome(audioId, analysed));
      if (analysed.note !== null) log.warn('descriptors', analysed.note, path);
    });
    await batcher.settled();
    return `Descriptors finished: ${counts.done} done, ${counts.failed} failed${signal.aborted ? ' (stopped)' : ''}`;
  }

  async #analyse(audioId: string, path: string, signal: AbortSignal): Promise<AnalysedAudio> {
    const { sources } = this.#deps;
    const file = await sources.open(audioId);
    if (file === null) throw noLongerAtHand(path, 'descriptors');
    try {
      return await this.analyseFile(file, path, signal, await sources.wholeStagedName(audioId));
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'file-gone')) throw error;
      const copy = await sources.openCopy(audioId);
      if (copy === null) throw noLongerAtHand(path, 'descriptors');
      return this.analyseFile(copy, path, signal);
    }
  }

  /** The descriptors of any file, in the data set or not. @param stagedName the copy of its bytes, where there is one. */
  async analyseFile(
    file: File,
    path: string,
    signal: AbortSignal,
    stagedName: string | null = null,
  ): Promise<AnalysedAudio> {
    const { pool } = this.#deps;
    const answer = await pool.run(async (worker) => worker.analyse(file, path, stagedName), { signal });
    return answer.kind === 'done' ? answer : this.#throughWebAudio(answer, file, path, signal);
  }

  /**
   * Identifies a file and describes it from the same bytes. What keeps it from being described is its outcome, which is null
   * for one of those that are `described` already. Rejects for what is no audio and for a file that is gone.
   */
  async describeFile(
    file: File,
    path: string,
    described: AudioIdSet,
    signal: AbortSignal,
  ): Promise<{ readonly audio: IdentifiedAudio; readonly outcome: AnalysedAudio | FailedAnalysis | null }> {
    const { pool } = this.#deps;
    // Read here, while the workers compute: one that waits for its bytes has nothing else to do.
    const held = (await holdIfSmall(file, { stage: 'import', path }))?.held ?? null;
    const sent = held === null ? null : transfer(held, [held.buffer]);
    const { audio, outcome } = await pool.run(
      async (worker) => worker.describe(file, sent, path, described.deltaFor(worker)),
      { signal },
    );
    if (outcome?.kind !== 'needs-web-audio') return { audio, outcome };
    try {
      return { audio, outcome: await this.#throughWebAudio(outcome, file, path, signal) };
    } catch (error) {
      if (isAbort(error)) throw error;
      return {
        audio,
        outcome: { kind: 'failed', error: toErrorFields(error, { stage: 'descriptors', subject: path }) },
      };
    }
  }

  async #throughWebAudio(
    { bytes, ...asked }: NeedsWebAudio,
    file: File,
    path: string,
    signal: AbortSignal,
  ): Promise<AnalysedAudio> {
    const { pool, webAudio } = this.#deps;
    return webAudio.run(asked.decodedBytes, async () => {
      signal.throwIfAborted();
      return throughWebAudio<AnalysedAudio>(
        { file, bytes, path, sampleRateHz: asked.sampleRateHz },
        async ({ channels }) => {
          const sent = transfer(channels, buffersOf(channels));
          const note = joinNotes(asked.note, await webAudioNote(asked.codec));
          return pool.run(async (worker) => worker.analyseChannels(path, sent, { ...asked, note }), { signal });
        },
        async () => pool.run(async (worker) => worker.analyseStreamed(file, path), { signal }),
      );
    });
  }
}

/** What was found for a file, as it is stored. */
export function doneOutcome(audioId: string, analysed: AnalysedAudio): DescriptorOutcome {
  const { kind, descriptors, windows: _, ...facts } = analysed;
  return { kind, audioId, descriptors: descriptorsFromVector(descriptors), ...facts };
}

/** The windows of one file as they are stored. */
export function storedWindows(audioId: string, windows: readonly PluginWindow[]): readonly StoredPluginWindow[] {
  return windows.map(({ startFrame, frameCount, plugin, trainer }) => ({
    audioId,
    startFrame,
    frameCount,
    plugin,
    trainer,
  }));
}
