import { decodeWithWebAudio } from '../../../audio/decode/webAudio.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { ComputePool } from '../../../workers/pool/computePool.ts';

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
  const start = await pool.run(async (worker) => worker.decodeStart(file, path, maxSec), {
    signal: stop,
    interactive: true,
  });
  const decoded = start.kind === 'done' ? start : await decodeHere(file, path, start.sampleRateHz, maxSec);
  stop.throwIfAborted();
  if ((decoded.channels[0]?.length ?? 0) === 0) throw nothingToPlay(path);
  return decoded;
}

async function decodeHere(file: File, path: string, nativeRateHz: number, maxSec: number): Promise<Samples> {
  const { channels, sampleRateHz } = await decodeWithWebAudio(await file.arrayBuffer(), nativeRateHz, path);
  const samples = Math.ceil(maxSec * sampleRateHz);
  return { channels: channels.slice(0, 2).map((channel) => channel.slice(0, samples)), sampleRateHz };
}

function nothingToPlay(path: string): AppError {
  return new AppError({
    code: 'no-audio',
    stage: 'prediction',
    subject: path,
    message: `“${path}” holds no audio samples, so there is nothing to play. Choose another file.`,
  });
}
