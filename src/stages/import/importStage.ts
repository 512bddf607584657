import { batch } from '@preact/signals-core';
import type { ChosenFile } from '../../audio/files/fileDrop.ts';
import { AppError, isAbort, toErrorFields } from '../../domain/errors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { saveFolder } from '../../store/files/fileHandles.ts';
import type { DescribedFile } from '../../workers/contracts/store.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import { InOrder } from '../jobs/inOrder.ts';
import { Refusal, type JobControl } from '../jobs/jobBoard.ts';
import { AudioIntake, type IntakeDependencies } from './audioIntake.ts';
import { EXAMPLES_FOLDER } from './audioSources.ts';
import type { CopyStage } from './copyStage.ts';
import type { Tools } from '../tools.ts';

type Dependencies = IntakeDependencies &
  Pick<Tools, 'sources' | 'jobs' | 'undoing'> & { readonly copies: Pick<CopyStage, 'offer'> };

interface ImportCounts {
  added: number;
  duplicates: number;
  refused: number;
}

/** Stage 1: files in. Each is sniffed, hashed and described from the same bytes (D), then stored with its descriptors (S1). */
export class ImportStage {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * Imports what was dropped or chosen; what is no audio is named and refused, the rest goes on.
   *
   * @param stored is given the ids of what is in the data set in the end, by path, also where the import ends early.
   */
  async addFiles(offered: readonly ChosenFile[], stored = new Map<string, string>()): Promise<JobOutcome> {
    return this.#deps.jobs.run({ kind: 'import', stage: 'import', title: 'Import', unit: 'files' }, async (control) => {
      try {
        return await this.#importAll(offered, control, stored);
      } finally {
        this.#deps.copies.offer([...stored.values()]);
      }
    });
  }

  /** Synthesises the 24 example sounds and imports them like dropped files. */
  async loadExamples(): Promise<JobOutcome> {
    const spec = { kind: 'import', stage: 'import', title: 'Import of example sounds', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { pool } = this.#deps;
      const names = await pool.run(async (worker) => worker.exampleNames(), control);
      const examples: ChosenFile[] = [];
      await forEachLimited([...names.entries()], pool.size, control.signal, async ([index, name]) => {
        const file = await pool.run(async (worker) => worker.synthesiseExample(index), control);
        examples[index] = { path: EXAMPLES_FOLDER + name, file: new File([file], name, { type: 'audio/wav' }) };
      });
      // They need no copies: they are synthesised again.
      return this.#importAll(Object.values(examples), control, new Map());
    });
  }

  /** Takes files and all that was learned from them out of the data set. */
  async remove(audioIds: readonly string[]): Promise<JobOutcome> {
    const { store, dataSet, undoing, jobs } = this.#deps;
    return jobs.run({ kind: 'remove', stage: 'import', title: 'Removal', unit: 'files' }, async () => {
      const present = audioIds.filter((audioId) => dataSet.get(audioId) !== undefined);
      if (present.length === 0) throw new Refusal('these files are gone already.');
      undoing.warnIfFinal(await store.removeAudio(present));
      return `Removal finished: ${present.length} files removed`;
    });
  }

  async #importAll(
    offered: readonly ChosenFile[],
    { signal, onProgress }: JobControl,
    stored: Map<string, string>,
  ): Promise<string[]> {
    const { log } = this.#deps;
    await this.#deps.dataSet.whenCurrent();
    const intake = new AudioIntake(this.#deps);
    const counts: ImportCounts = { added: 0, duplicates: 0, refused: 0 };
    // Counts what is stored, or refused for good: what it has shown is safe.
    const tell = () => onProgress({ done: counts.added + counts.duplicates + counts.refused, total: offered.length });

    const batcher = new Batcher<Arrival>(async (arrivals) => {
      const answers = await intake.store(arrivals.map(({ described }) => described));
      for (const answer of answers) {
        if (answer.kind === 'added') {
          counts.added += 1;
          continue;
        }
        counts.duplicates += 1;
        if (answer.path !== answer.existingPath) {
          log.info('import', `${answer.path} holds the same bytes as ${answer.existingPath}, which is there already`);
        }
      }
      await this.#remember(arrivals);
      for (const { described, chosen } of arrivals) stored.set(chosen.path, described.file.audioId);
      tell();
    });

    const inOrder = new InOrder<Arrival>(({ described, chosen }) =>
      batcher.add({ described: intake.inTurn(described), chosen }),
    );
    tell();
    try {
      // One file more than there are workers, so that the main thread decodes one while all analyse.
      await forEachLimited([...offered.entries()], this.#deps.pool.size + 1, signal, async ([index, chosen]) => {
        const { file, path } = chosen;
        let arrival: Arrival | null = null;
        try {
          arrival = { described: await intake.take(file, { path, metadata: null }, signal), chosen };
        } catch (error) {
          if (isAbort(error)) return;
          counts.refused += 1;
          log.thrown(error, 'import', path);
          tell();
        }
        inOrder.settle(index, arrival);
      });
      inOrder.finish();
      await batcher.settled();
    } catch (error) {
      throw endedEarly(error, counts, offered.length);
    }
    return [
      `Import finished: ${countsText(counts)}${signal.aborted ? ' (stopped)' : ''}`,
      await intake.summary(signal),
    ];
  }

  /** Keeps at hand, for this visit and by their handles beyond it, the files that are in the data set now. */
  async #remember(arrivals: readonly Arrival[]): Promise<void> {
    const { sources } = this.#deps;
    const handles = new Map<string, FileSystemFileHandle>();
    batch(() => {
      for (const { described, chosen } of arrivals) {
        const { audioId } = described.file;
        sources.remember(audioId, chosen.file);
        if (chosen.handle !== undefined) handles.set(audioId, chosen.handle);
      }
    });
    await sources.rememberHandles(handles);
    for (const folder of new Set(arrivals.flatMap(({ chosen }) => chosen.folder ?? []))) await saveFolder(folder);
  }
}

/** A file that was offered, ready to be stored. */
interface Arrival {
  readonly described: DescribedFile;
  readonly chosen: ChosenFile;
}

function countsText({ added, duplicates, refused }: ImportCounts): string {
  return `${added} added, ${duplicates} already there, ${refused} refused`;
}

/** What of an import is there although storing failed, and how to get at the rest. */
function endedEarly(error: unknown, counts: ImportCounts, offeredCount: number): AppError {
  const fields = toErrorFields(error, { stage: 'import' });
  const lost = offeredCount - counts.added - counts.duplicates - counts.refused;
  return new AppError({
    ...fields,
    message:
      `Import ended early: ${countsText(counts)}, ${lost} not stored. ${fields.message} Then add the same files again, ` +
      'or press Retry under Jobs: what is there is passed over.',
  });
}
