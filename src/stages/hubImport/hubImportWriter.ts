import type { HubVerdict } from '../../domain/hubImport.ts';
import { isAbort } from '../../domain/errors.ts';
import type { HandedItem } from '../../workers/contracts/hub.ts';
import type { DescribedFile } from '../../workers/contracts/store.ts';
import { AudioIntake, type IntakeDependencies } from '../import/audioIntake.ts';
import type { CopyKeeper } from '../import/copyKeeper.ts';
import type { CopyStage } from '../import/copyStage.ts';
import { Batcher } from '../jobs/batcher.ts';
import type { Tools } from '../tools.ts';

/** Files that could not be read are named up to this many times, as far as the log reaches, and counted beyond. */
const NAMED_FAILURES = 10_000;
/** Of sounds that no copy is kept of so many bytes stay in memory for this visit; those of files on the disk cost none. */
const AT_HAND_BYTES = 64 * 1024 * 1024;
/** What copies are kept of is told this often while the import runs. */
const TELL_MS = 5000;

interface Waiting {
  readonly described: DescribedFile;
  readonly audio: File;
  /** Whether the file stays where it is, and takes no memory. */
  readonly isOnDisk: boolean;
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
  readonly #batcher = new Batcher<Waiting>(async (waiting) => this.#flush(waiting), {
    onLost: (waiting, error) => waiting.forEach(({ fail }) => fail(error)),
  });
  #failures = 0;
  #bytesAtHand = 0;
  #toldAtMs = performance.now();
  #keeper: Promise<CopyKeeper | null> | null = null;

  constructor(deps: HubWriterDependencies, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#intake = new AudioIntake(deps);
  }

  /** Resolves when the item is stored, was there already, or is no audio that can be read. */
  async store(item: HandedItem): Promise<HubVerdict> {
    const { path, isPassing } = item;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isOnDisk = item.audio instanceof File && !isPassing;
    const audio = isOnDisk ? item.audio : new File([item.audio], name);
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
      this.#batcher.add({ described: this.#intake.inTurn(described), audio, isOnDisk, settle, fail });
    });
  }

  /** Resolves when everything that was handed over is stored. */
  async settled(): Promise<void> {
    await this.#batcher.settled();
    await (await this.#keeper)?.tell();
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
    const answers = await this.#intake.store(waiting.map(({ described }) => described));
    for (const [index, item] of waiting.entries()) {
      await this.#keep(item);
      item.settle(answers[index]?.kind === 'added' ? 'saved' : 'already-there');
    }
    await this.#tellKept();
  }

  /**
   * Keeps a copy, now: the bytes may be nowhere else any more in a moment. One that has begun ends, also where the import is
   * stopped. What no copy is kept of stays at hand as it is.
   */
  async #keep({ described, audio, isOnDisk }: Waiting): Promise<void> {
    const { audioId, stagedName } = described.file;
    this.#keeper ??= this.#deps.copies.openKeeper();
    const keeper = this.#signal.aborted ? null : await this.#keeper;
    const isKept = (await keeper?.put(audioId, audio, new AbortController().signal)) ?? false;
    if (stagedName !== null || (isKept && !isOnDisk)) return;
    if (isOnDisk) this.#deps.sources.remember(audioId, audio);
    else if (this.#bytesAtHand + audio.size <= AT_HAND_BYTES) {
      this.#bytesAtHand += audio.size;
      // Its file is not there for long.
      this.#deps.sources.remember(audioId, new File([await audio.arrayBuffer()], audio.name));
    }
  }

  async #tellKept(): Promise<void> {
    if (performance.now() - this.#toldAtMs < TELL_MS) return;
    await (await this.#keeper)?.tell();
    this.#toldAtMs = performance.now();
  }
}
