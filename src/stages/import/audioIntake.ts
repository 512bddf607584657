import { AudioIdSet } from '../../domain/audioIdSet.ts';
import { AppError, toErrorFields, type AppErrorFields } from '../../domain/errors.ts';
import type { DescribedFile, NewAudioFile } from '../../workers/contracts/store.ts';
import { doneOutcome, storedWindows, type DescriptorStage } from '../descriptors/descriptorStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'dataSet' | 'log'> {
  readonly descriptors: DescriptorStage;
}

/** What is known of a file besides its bytes. */
type Provenance = Pick<NewAudioFile, 'path' | 'source' | 'genre'>;

/**
 * Makes the files of one import ready to be stored: identified and described from the same bytes. What cannot be described
 * is imported all the same, with a copy of its bytes for a later try; what is described already is not decoded again.
 */
export class AudioIntake {
  readonly #deps: Dependencies;
  /** By audio id, the first that was described of files with the same bytes; null once its descriptors were handed on. */
  readonly #described = new Map<string, DescribedFile | null>();

  /** What need not be decoded again: described before this import, or by it. */
  readonly #known = new AudioIdSet();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    for (const { file } of deps.dataSet.described.peek()) this.#known.add(file.audioId);
  }

  /** Rejects for what is no audio, for a file that is gone, and when stopped. */
  async take(file: File, provenance: Provenance, signal: AbortSignal): Promise<DescribedFile> {
    const taken = await this.#take(file, provenance, signal);
    const { audioId } = taken.file;
    if (taken.outcome !== null && !this.#described.has(audioId)) {
      this.#described.set(audioId, taken);
      this.#known.add(audioId);
    }
    return taken;
  }

  /** What is to be stored of files that were taken, in their order: the first of the same bytes has their descriptors. */
  inTurn(taken: DescribedFile): DescribedFile {
    const { file } = taken;
    const first = this.#described.get(file.audioId);
    if (first === undefined) return taken;
    this.#described.set(file.audioId, null);
    return { file, outcome: first?.outcome ?? null, windows: first?.windows ?? [] };
  }

  async #take(file: File, provenance: Provenance, signal: AbortSignal): Promise<DescribedFile> {
    const { descriptors, log } = this.#deps;
    const { path } = provenance;
    try {
      const { audio, outcome } = await descriptors.describeFile(file, path, this.#known.packed(), signal);
      if (outcome?.kind === 'failed') return await this.#takeCopy(file, provenance, outcome.error, signal);
      const identified = { ...audio, ...provenance };
      if (outcome === null) return { file: identified, outcome, windows: [] };
      if (outcome.note !== null) log.warn('descriptors', outcome.note, path);
      const { audioId } = audio;
      return {
        file: identified,
        outcome: doneOutcome(audioId, outcome),
        windows: storedWindows(audioId, outcome.windows),
      };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'worker-died')) throw error;
      return this.#takeCopy(file, provenance, toErrorFields(error, { stage: 'descriptors' }), signal);
    }
  }

  async #takeCopy(
    file: File,
    provenance: Provenance,
    error: AppErrorFields,
    signal: AbortSignal,
  ): Promise<DescribedFile> {
    const { pool, log } = this.#deps;
    const { path } = provenance;
    const identified = await pool.run(async (worker) => worker.identify(file, path, true), { signal });
    log.error({ ...error, subject: path });
    const { audioId } = identified;
    return {
      file: { ...identified, ...provenance },
      outcome: { kind: 'failed', audioId, reason: error.message },
      windows: [],
    };
  }
}
