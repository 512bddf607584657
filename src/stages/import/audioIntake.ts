import { AudioIdSet } from '../../domain/audioIdSet.ts';
import { AppError, toErrorFields, type AppErrorFields } from '../../domain/errors.ts';
import type { AddedAudio, DescribedFile, NewAudioFile } from '../../workers/contracts/store.ts';
import { doneOutcome, storedWindows, type DescriptorStage } from '../descriptors/descriptorStage.ts';
import { randomId } from '../shell/randomId.ts';
import type { Tools } from '../tools.ts';

export interface IntakeDependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'log'> {
  readonly descriptors: DescriptorStage;
}

/** What is known of a file besides its bytes. */
type Provenance = Pick<NewAudioFile, 'path'> & Pick<DescribedFile, 'metadata'>;

/**
 * The files of one import on their way in: each identified and described from the same bytes, then stored with its
 * descriptors (S1). What cannot be described is imported all the same, with a copy of its bytes for a later try; what is
 * described already is not decoded again.
 */
export class AudioIntake {
  readonly #deps: IntakeDependencies;
  readonly #undoStepId = randomId();
  readonly #counts = { done: 0, failed: 0, uncopied: 0 };
  /** By audio id, the first that was described of files with the same bytes, until its descriptors are handed on. */
  readonly #described = new Map<string, DescribedFile>();
  readonly #handedOn = new AudioIdSet();
  /** What need not be decoded again: described before this import, or by it. */
  readonly #known = new AudioIdSet();

  constructor(deps: IntakeDependencies) {
    this.#deps = deps;
    for (const { file } of deps.dataSet.described.peek()) this.#known.add(file.audioId);
  }

  /** Rejects for what is no audio, for a file that is gone, and when stopped. */
  async take(file: File, provenance: Provenance, signal: AbortSignal): Promise<DescribedFile> {
    const taken = await this.#take(file, provenance, signal);
    const { audioId } = taken.file;
    if (taken.outcome !== null && !this.#handedOn.has(audioId) && !this.#described.has(audioId)) {
      this.#described.set(audioId, taken);
      this.#known.add(audioId);
    }
    return taken;
  }

  /** What is to be stored of files that were taken, in their order: the first of the same bytes has their descriptors. */
  inTurn(taken: DescribedFile): DescribedFile {
    const { audioId } = taken.file;
    const first = this.#described.get(audioId);
    if (first === undefined && !this.#handedOn.has(audioId)) return taken;
    this.#described.delete(audioId);
    this.#handedOn.add(audioId);
    return { ...taken, outcome: first?.outcome ?? null, windows: first?.windows ?? [] };
  }

  /** Stores files in one transaction; all of an import are one step to take back. */
  async store(files: readonly DescribedFile[]): Promise<AddedAudio[]> {
    const answers = await this.#deps.store.addDescribedAudio(files, this.#undoStepId);
    for (const { outcome, file } of files) {
      if (outcome === null) continue;
      this.#counts[outcome.kind] += 1;
      if (outcome.kind === 'failed' && file.stagedName === null) this.#counts.uncopied += 1;
    }
    return answers;
  }

  /** What the log says of the descriptors at the end. */
  async summary({ aborted }: AbortSignal): Promise<string> {
    const { store, log } = this.#deps;
    const { done, failed, uncopied } = this.#counts;
    if (uncopied > 0 && (await store.status()).mode === 'opfs') log.warn('import', withoutCopies(uncopied));
    return `Descriptors finished: ${done} done, ${failed} failed${aborted ? ' (stopped)' : ''}`;
  }

  async #take(file: File, { path, metadata }: Provenance, signal: AbortSignal): Promise<DescribedFile> {
    const { descriptors, log } = this.#deps;
    const known = { path, source: metadata?.datasetId ?? null, genre: metadata?.genre ?? null };
    const withCopy = async (error: AppErrorFields): Promise<DescribedFile> => {
      const identified = await this.#deps.pool.run(async (worker) => worker.identify(file, path), { signal });
      log.error({ ...error, subject: path });
      const outcome = { kind: 'failed', audioId: identified.audioId, reason: error.message } as const;
      return { file: { ...identified, ...known }, outcome, windows: [], metadata };
    };
    try {
      const { audio, outcome } = await descriptors.describeFile(file, path, this.#known, signal);
      if (outcome?.kind === 'failed') return await withCopy(outcome.error);
      const identified = { ...audio, ...known };
      if (outcome === null) return { file: identified, outcome, windows: [], metadata };
      if (outcome.note !== null) log.warn('descriptors', outcome.note, path);
      const { audioId } = audio;
      const windows = storedWindows(audioId, outcome.windows);
      return { file: identified, outcome: doneOutcome(audioId, outcome), windows, metadata };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'worker-died')) throw error;
      return withCopy(toErrorFields(error, { stage: 'descriptors' }));
    }
  }
}

function withoutCopies(count: number): string {
  return (
    `${count} of these files have no descriptors, and the disk has no room for copies of them. Extract them before you ` +
    'close or reload this page; afterwards they would have to be added again.'
  );
}
