import { descriptorsFromVector, type Descriptors } from '../../../domain/descriptors.ts';
import { isAbort } from '../../../domain/errors.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { Tools } from '../../tools.ts';

/** The descriptors of a decoded sound; null for one that cannot be described, which can be heard all the same. */
export async function describeSamples(
  { pool, log }: Pick<Tools, 'pool' | 'log'>,
  path: string,
  { channels, sampleRateHz }: Samples,
  stop: AbortSignal,
): Promise<Descriptors | null> {
  const asked = { sampleRateHz, declaredFrames: null, leastFrames: null, codec: null, note: null };
  try {
    const analysed = await pool.run(async (worker) => worker.analyseChannels(path, channels, asked), {
      signal: stop,
      interactive: true,
    });
    return descriptorsFromVector(analysed.descriptors);
  } catch (error) {
    if (isAbort(error)) throw error;
    log.thrown(error, 'prediction', path);
    return null;
  }
}
