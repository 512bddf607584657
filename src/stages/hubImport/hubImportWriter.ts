import type { HubVerdict } from '../../domain/hubImport.ts';
import { isAbort } from '../../domain/errors.ts';
import type { HandedItem } from '../../workers/contracts/hub.ts';
import type { DescribedFile } from '../../workers/contracts/store.ts';
import { AudioIntake, type IntakeDependencies } from '../import/audioIntake.ts';
import type { CopyKeeper } from '../import/copyKeeper.ts';
import type { CopyStage } from '../import/copyStage.ts';
import { Batcher } from '../jobs/batcher.ts';
import type { Tools } from '../tools.ts';

/** Files that could not be read are named up to this many times, and counted beyond. */
const NAMED_FAILURES = 5;
/**
 * Of described sounds that lie in memory so many bytes stay at hand for this visit; those of files on the disk cost none.
 */
const AT_HAND_BYTES = 256 * 1024 * 1024;

interface Waiting {
  readonly described: DescribedFile;
  readonly audio: File;
  readonly costsBytes: number;
  readonly settle: (verdict: HubVerdict) => void;
  readonly fail: (error: unknown) => void;
}

export type HubWriterDependencies = IntakeDependencies &
  Pick<Tools, 'sources'> & { readonly copies: Pick<CopyStage, 'openKeeper'> };

/** Takes in the items of a data set like dropped files, with what is known of them beside. */
export class HubImportWriter {
  readonly #deps: HubWriterDependencies;
  readonly #signal: AbortSignal;
  readonly #intake: AudioIntake;
  readonly #batcher = new Batcher<Waiting>(async (waiting) => this.#flush(waiting));
  #failures = 0;
  #bytesAtHand = 0;
  #keeper: Promise<CopyKeeper | null> | null = null;

  constructor(deps: HubWriterDependencies, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#intake = new AudioIntake(deps);
  }

  /** Resolves when the item is stored, was there already, or is no audio that can be read. */
  async store(item: HandedItem): Promise<HubVerdict> {
    const { path } = item;
    const isOnDisk = item.audio instanceof File;
    const audio =
      item.audio instanceof File ? item.audio : new File([item.audio], path.slice(path.lastIndexOf('/') + 1));
    let described: DescribedFile;
    try {
      described = await this.#intake.take(audio, item, this.#signal);
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      this.#failures += 1;
      if (this.#failures <= NAMED_FAILURES) this.#deps.log.thrown(error, 'import', path);
      return 'failed';
    }
    return new Promise<HubVerdict>((settle, fail) => {
      const isWaiting = described.outcome?.kind === 'failed';
      const costsBytes = isOnDisk || isWaiting ? 0 : audio.size;
      this.#batcher.add({ described: this.#intake.inTurn(described), audio, costsBytes, settle, fail });
    });
  }

  /** Resolves when everything that was handed over is stored. */
  async settled(): Promise<void> {
    await this.#batcher.settled();
    await (await this.#keeper)?.close();
  }

  /** What the log says of descriptors and copies at the end. */
  async summary(): Promise<string[]> {
    const keeper = await this.#keeper;
    return [await this.#intake.summary(this.#signal), ...(keeper === null ? [] : [keeper.summary()])];
  }

  /** What was not named one by one. */
  get unnamedFailures(): number {
    return Math.max(0, this.#failures - NAMED_FAILURES);
  }

  async #flush(waiting: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#intake.store(waiting.map(({ described }) => described));
      for (const [index, { described, audio, costsBytes, settle }] of waiting.entries()) {
        const { stagedName, audioId } = described.file;
        if (stagedName === null && this.#bytesAtHand + costsBytes <= AT_HAND_BYTES) {
          this.#bytesAtHand += costsBytes;
          this.#deps.sources.remember(audioId, audio);
        }
        settle(answers[index]?.kind === 'added' ? 'saved' : 'already-there');
      }
      await this.#keepCopies(waiting);
    } catch (error) {
      for (const { fail } of waiting) fail(error);
      throw error;
    }
  }

  /** Now: the bytes may be nowhere else any more in a moment. A copy that has begun ends, also where the import is stopped. */
  async #keepCopies(waiting: readonly Waiting[]): Promise<void> {
    this.#keeper ??= this.#deps.copies.openKeeper();
    const keeper = await this.#keeper;
    for (const { described, audio } of waiting) {
      if (this.#signal.aborted) return;
      await keeper?.put(described.file.audioId, audio, new AbortController().signal);
    }
  }
}
