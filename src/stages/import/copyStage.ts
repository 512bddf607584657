import type { JobOutcome } from '../../domain/job.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { CopyKeeper, type CopyKeeperTools } from './copyKeeper.ts';

type Dependencies = CopyKeeperTools & Pick<Tools, 'dataSet' | 'jobs' | 'log'>;

const JOB = { kind: 'keep-audio', stage: 'import', title: 'Copies of audio', unit: 'files' } as const;

/** Copies of audio in this browser, so that later visits have the sound: asked for by hand, or kept by themselves [S12]. */
export class CopyStage {
  readonly #deps: Dependencies;
  readonly #offered = new Set<string>();
  #isKeeping = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Copies what the user asks for, whatever room it takes; it makes room for nothing else. */
  async keep(audioIds: readonly string[]): Promise<JobOutcome> {
    const { store, jobs, pool, sources, dataSet, log } = this.#deps;
    return jobs.run(JOB, async ({ signal: stop, onProgress }) => {
      const byHand = new Set((await store.listCopies()).flatMap((copy) => (copy.byHand ? [copy.audioId] : [])));
      const missing = audioIds.filter((audioId) => !byHand.has(audioId));
      let kept = 0;
      let absent = 0;
      onProgress({ done: 0, total: missing.length });
      const keepOne = async (audioId: string) => {
        const file = await sources.open(audioId);
        if (file === null) {
          absent += 1;
          log.warn('import', NOT_AT_HAND, dataSet.pathOf(audioId));
        } else {
          await pool.run(async (worker) => worker.keepCopy(file, audioId, true), { signal: stop });
          kept += 1;
        }
        onProgress({ done: kept + absent, total: missing.length });
      };
      try {
        await forEachLimited(missing, 2, stop, keepOne);
      } finally {
        // Also what was whole when the job was stopped or failed.
        await store.noteKept();
      }
      return `Copies of audio finished: ${kept} kept, ${absent} not at hand${stop.aborted ? ' (stopped)' : ''}`;
    });
  }

  /** Keeps copies of files that are at hand, in the background, as far as there is room and the user wants it. Never rejects. */
  offer(audioIds: readonly string[]): void {
    const { settings, dataSet, log } = this.#deps;
    if (!settings.keepCopies.peek()) return;
    for (const audioId of audioIds) if (!dataSet.keptAudio.peek().has(audioId)) this.#offered.add(audioId);
    if (this.#offered.size > 0 && !this.#isKeeping) {
      this.#keepOffered().catch((error: unknown) => log.thrown(error, 'import'));
    }
  }

  /** Where copies are put one by one while an import runs; null where none are kept. */
  async openKeeper(): Promise<CopyKeeper | null> {
    return CopyKeeper.open(this.#deps);
  }

  async #keepOffered(): Promise<void> {
    this.#isKeeping = true;
    try {
      // At once: whoever waits until nothing runs waits for this too.
      while (this.#offered.size > 0) {
        if ((await this.#deps.jobs.run(JOB, async (control) => this.#keepEach(control))) !== 'done')
          this.#offered.clear();
      }
    } finally {
      this.#isKeeping = false;
    }
  }

  async #keepEach({ signal: stop, onProgress }: JobControl): Promise<string | null> {
    const { dataSet, sources } = this.#deps;
    const keeper = await CopyKeeper.open(this.#deps);
    const offered = [...this.#offered];
    this.#offered.clear();
    // A window that keeps nothing says so when it opens.
    if (keeper === null) return null;
    let done = 0;
    onProgress({ done, total: offered.length });
    try {
      // One at a time: what the user does next comes first.
      await forEachLimited(offered, 1, stop, async (audioId) => {
        // An import may have been taken back meanwhile.
        if (dataSet.get(audioId) !== undefined) await keeper.put(audioId, await sources.open(audioId), stop);
        onProgress({ done: ++done, total: offered.length });
      });
    } finally {
      await keeper.tell();
    }
    return `${keeper.summary()}${stop.aborted ? ' (stopped)' : ''}`;
  }
}

const NOT_AT_HAND =
  'its audio is no longer at hand. Add the file again, an example by Load Example Sounds, then keep a copy.';
