import type { HubVerdict } from '../../domain/hubImport.ts';
import { isAbort } from '../../domain/errors.ts';
import type { HubItem } from '../../workers/contracts/hub.ts';
import type { NewAudioFile } from '../../workers/contracts/store.ts';
import { Batcher } from '../jobs/batcher.ts';
import { randomId } from '../shell/randomId.ts';
import type { Tools } from '../tools.ts';

/** Files that could not be read are named up to this many times, and counted beyond. */
const NAMED_FAILURES = 5;

type Dependencies = Pick<Tools, 'store' | 'pool' | 'sources' | 'log'>;

interface Waiting {
  readonly file: NewAudioFile;
  readonly blob: File;
  readonly item: HubItem;
  readonly settle: (verdict: HubVerdict) => void;
  readonly fail: (error: unknown) => void;
}

/** Stores the items of a data set like dropped files, with what is known of them beside. */
export class HubImportWriter {
  readonly #deps: Dependencies;
  readonly #signal: AbortSignal;
  readonly #batcher: Batcher<Waiting>;
  readonly #undoStepId = randomId();
  #failures = 0;

  constructor(deps: Dependencies, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#batcher = new Batcher(async (waiting) => this.#flush(waiting));
  }

  /** Resolves when the item is stored, was there already, or is no audio that can be read. */
  async store(item: HubItem): Promise<HubVerdict> {
    const { pool, log } = this.#deps;
    const blob = new File([item.audio], item.path.slice(item.path.lastIndexOf('/') + 1));
    const { datasetId, genre } = item.metadata;
    let file: NewAudioFile;
    try {
      const identified = await pool.run(async (worker) => worker.identify(blob, item.path, true), {
        signal: this.#signal,
      });
      file = { ...identified, path: item.path, source: datasetId, genre };
    } catch (error) {
      if (isAbort(error) || this.#signal.aborted) throw error;
      this.#failures += 1;
      if (this.#failures <= NAMED_FAILURES) log.thrown(error, 'import', item.path);
      return 'failed';
    }
    return new Promise<HubVerdict>((settle, fail) => {
      this.#batcher.add({ file, blob, item, settle, fail });
    });
  }

  /** Resolves when everything that was handed over is stored. */
  async settled(): Promise<void> {
    await this.#batcher.settled();
  }

  /** What was not named one by one. */
  get unnamedFailures(): number {
    return Math.max(0, this.#failures - NAMED_FAILURES);
  }

  async #flush(waiting: readonly Waiting[]): Promise<void> {
    const { store, sources } = this.#deps;
    try {
      const answers = await store.addAudioFiles(
        waiting.map(({ file }) => file),
        this.#undoStepId,
      );
      await store.saveMetadata(waiting.map(({ file: { audioId }, item: { metadata } }) => ({ audioId, metadata })));
      for (const [index, { file, blob, settle }] of waiting.entries()) {
        // A copy in the staging folder frees the memory.
        if (file.stagedName === null) sources.remember(file.audioId, blob);
        settle(answers[index]?.kind === 'added' ? 'saved' : 'already-there');
      }
    } catch (error) {
      for (const { fail } of waiting) fail(error);
      throw error;
    }
  }
}
