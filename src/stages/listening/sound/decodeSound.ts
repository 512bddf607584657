import { AppError } from '../../../domain/errors.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { ComputePool } from '../../../workers/pool/computePool.ts';
import { throughWebAudio } from '../../descriptors/throughWebAudio.ts';

/** Longer files are heard up to here: their samples stay in memory. */
export const LISTENING_LIMIT_SEC = 300;
/** Treatments are fitted to so much of a sound. */
export const FITTED_SEC = 10;

/** Decodes the first `maxSec` seconds of a file, at most two channels. Rejects with `no-audio` where there are none. */
export async function decodeSound(
  pool: ComputePool,
  { file, path }: { readonly file: File; readonly path: string },
  maxSec: number,
  stop: AbortSignal,
): Promise<Samples> {
  const ask = async (isStreamed: boolean) =>
    pool.run(async (worker) => worker.decodeStart(file, path, maxSec, isStreamed), { signal: stop, interactive: true });
  const start = await ask(false);
  const decoded =
    start.kind === 'done'
      ? start
      : await throughWebAudio<Samples>(
          { file, path, sampleRateHz: start.sampleRateHz },
          async ({ channels, sampleRateHz }) => {
            const samples = Math.ceil(maxSec * sampleRateHz);
            return { channels: channels.slice(0, 2).map((channel) => channel.slice(0, samples)), sampleRateHz };
          },
          async () => ask(true),
        );
  stop.throwIfAborted();
  if ((decoded.channels[0]?.length ?? 0) === 0) throw nothingToPlay(path);
  return decoded;
}

function nothingToPlay(path: string): AppError {
  return new AppError({
    code: 'no-audio',
    stage: 'prediction',
    subject: path,
    message: `“${path}” holds no audio samples, so there is nothing to play. Choose another file.`,
  });
}
