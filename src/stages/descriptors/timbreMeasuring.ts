import type { AudioFile } from '../../domain/audioFile.ts';
import { isAbort } from '../../domain/errors.ts';
import type { TimbreProfile } from '../../domain/timbre.ts';
import type { MeasuredTimbre } from '../../workers/contracts/timbre.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { throughWebAudio } from './throughWebAudio.ts';

export type MeasuringTools = Pick<Tools, 'store' | 'pool' | 'webAudio' | 'sources' | 'log'>;

/** Measures the timbre of some files whose audio is at hand and stores the profiles. */
export async function measureTimbres(
  deps: MeasuringTools,
  missing: readonly AudioFile[],
  { signal: stop, onProgress }: JobControl,
): Promise<string> {
  const { store, pool, sources, log } = deps;
  const total = missing.length;
  const counts = { measured: 0, silent: 0, absent: 0, failed: 0 };
  const tell = () => onProgress({ done: counts.measured + counts.silent + counts.absent + counts.failed, total });
  const batcher = new Batcher<TimbreProfile>(async (profiles) => {
    await store.saveTimbres(profiles);
    counts.measured += profiles.length;
    tell();
  });
  tell();
  await forEachLimited(missing, pool.size, stop, async ({ audioId, path }) => {
    try {
      const file = await sources.open(audioId);
      const values = file === null ? undefined : await timbreOf(deps, file, path, stop);
      if (values === undefined) counts.absent += 1;
      else if (values === null) counts.silent += 1;
      else batcher.add({ audioId, values });
    } catch (error) {
      if (isAbort(error)) return;
      counts.failed += 1;
      log.thrown(error, 'import', path);
    }
    tell();
  });
  await batcher.settled();
  const { measured, silent, absent, failed } = counts;
  return `Timbre finished: ${measured} measured, ${silent} silent, ${absent} not at hand, ${failed} failed${stop.aborted ? ' (stopped)' : ''}`;
}

async function timbreOf(
  { pool, webAudio }: MeasuringTools,
  file: File,
  path: string,
  stop: AbortSignal,
): Promise<readonly number[] | null> {
  const ask = async (isStreamed: boolean) =>
    pool.run(async (worker) => worker.measureTimbre(file, path, isStreamed), { signal: stop });
  const answer = await ask(false);
  if (answer.kind === 'done') return answer.values;
  return webAudio.run(answer.decodedBytes, async () => {
    stop.throwIfAborted();
    const again = await throughWebAudio<MeasuredTimbre>(
      { file, path, sampleRateHz: answer.sampleRateHz },
      async ({ channels, sampleRateHz }) => {
        const sent = transfer(channels, buffersOf(channels));
        return pool.run(async (worker) => worker.timbreOf(sent, sampleRateHz), { signal: stop });
      },
      async () => ask(true),
    );
    return again.values;
  });
}
