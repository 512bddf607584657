import { isAbort } from '../../domain/errors.ts';
import type { ChosenFile } from '../../audio/files/fileDrop.ts';
import type { Tools } from '../tools.ts';

/** The audio id of a file's content (S1); null for what is no audio, where it cannot be read, which the log tells, and when stopped. */
export async function contentIdOf(
  { pool, log }: Pick<Tools, 'pool' | 'log'>,
  { file, path }: ChosenFile,
  stop: AbortSignal,
): Promise<string | null> {
  try {
    return await pool.run(async (worker) => worker.contentId(file, path), { signal: stop });
  } catch (error) {
    if (!isAbort(error)) log.thrown(error, 'import', path);
    return null;
  }
}
