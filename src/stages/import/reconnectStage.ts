import type { ChosenFile } from '../../audio/files/fileDrop.ts';
import { looksLikeAudio } from '../../domain/audioExtensions.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import { Refusal, type JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { contentIdOf } from './contentId.ts';
import type { CopyStage } from './copyStage.ts';

type Dependencies = Pick<Tools, 'pool' | 'dataSet' | 'sources' | 'jobs' | 'log'> & {
  readonly copies: Pick<CopyStage, 'offer'>;
};

/** Gives files of the data set their sound back: moved or renamed, they are known by their content (S1, S13). */
export class ReconnectStage {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Looks through what was chosen, names like those of missing files first; imports nothing. */
  async reconnect(chosen: readonly ChosenFile[]): Promise<JobOutcome> {
    const spec = { kind: 'reconnect', stage: 'import', title: 'Reconnect', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => this.#lookThrough(chosen, control));
  }

  /** Asks the browser for leave to read the files on the disk again that it gave handles to. Needs a user's gesture. */
  async allowReading(): Promise<void> {
    const { sources, copies, log } = this.#deps;
    const asked = sources.absent.peek().filter(({ file }) => sources.presenceOf(file) === 'ask');
    const allowed: string[] = [];
    for (const { file } of asked) {
      if (!(await sources.ask(file.audioId))) break;
      if (await sources.isAtHand(file.audioId)) allowed.push(file.audioId);
    }
    log.info('import', `Reading allowed: ${allowed.length} of ${asked.length} files are at hand again`);
    copies.offer(allowed);
  }

  async #lookThrough(chosen: readonly ChosenFile[], { signal: stop, onProgress }: JobControl): Promise<string> {
    const { pool, dataSet, sources, log, copies } = this.#deps;
    const absent = sources.absent.peek().map(({ file }) => file);
    const missing = new Set(absent.map(({ audioId }) => audioId));
    const names = new Set(absent.map(({ path }) => baseName(path)));
    if (chosen.length === 0) throw new Refusal('no file is among what was chosen.');
    const likelihood = ({ path }: ChosenFile) => Number(names.has(baseName(path))) * 2 + Number(looksLikeAudio(path));
    const likelyFirst = chosen.toSorted((a, b) => likelihood(b) - likelihood(a));
    const found = new Set<string>();
    const handles = new Map<string, FileSystemFileHandle>();
    let done = 0;
    onProgress({ done, total: chosen.length });
    try {
      await forEachLimited(likelyFirst, pool.size, stop, async (chosenFile) => {
        const { file, handle } = chosenFile;
        // Where nothing is missing any more, only a handle is worth reading a file for.
        if (missing.size > 0 || handle !== undefined) {
          const audioId = await contentIdOf(this.#deps, chosenFile, stop);
          if (audioId !== null && dataSet.get(audioId) !== undefined) {
            sources.remember(audioId, file);
            found.add(audioId);
            missing.delete(audioId);
            if (handle !== undefined) handles.set(audioId, handle);
          }
        }
        onProgress({ done: ++done, total: chosen.length });
      });
    } finally {
      await sources.rememberHandles(handles);
      copies.offer([...found]);
    }
    if (missing.size > 0) log.info('import', stillMissing(absent.filter(({ audioId }) => missing.has(audioId))));
    return (
      `Reconnect finished: ${absent.length - missing.size} of ${absent.length} files without sound found among ` +
      `${chosen.length}${stop.aborted ? ' (stopped)' : ''}`
    );
  }
}

const NAMED = 5;

function stillMissing(absent: readonly { readonly path: string }[]): string {
  const more = absent.length > NAMED ? ` and ${absent.length - NAMED} more` : '';
  return `Still without sound: ${absent
    .slice(0, NAMED)
    .map(({ path }) => path)
    .join(', ')}${more}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
