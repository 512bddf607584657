import { heldBytes, readPieces, type HeldBytes } from '../../audio/bytes/audioBytes.ts';
import { audioIdOf, createIdHasher, type IdHasher } from '../../audio/bytes/hash.ts';
import { release } from '../../audio/bytes/release.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import type { PcmSniff, SniffResult } from '../../audio/sniff/sniffResult.ts';
import { AudioIdSet, type AudioIdDelta } from '../../domain/audioIdSet.ts';
import { AppError, toErrorFields } from '../../domain/errors.ts';
import type { AnalysisService, AnalysisOutcome, DescribedAudio, IdentifiedAudio } from '../contracts/compute.ts';
import { analyseAudio, analysePcm } from './analyseAudio.ts';
import { PassClock } from './passClock.ts';

const HASHED_BYTES = 4 * 1024 * 1024;
/** A drop and a public data set may come at the same time. */
const IMPORTS_AT_ONCE = 2;

/** The files that imports need not have described again, by the number of their set. */
const followed = new Map<number, AudioIdSet>();

/**
 * Identifies a file and describes it in one pass over its bytes. Those of a small file are held and serve everything;
 * larger PCM is hashed block by block while it is analysed. Only compressed files larger than that are read twice, as their
 * decoder looks for what it needs, wherever it lies.
 */
export const describeFile: AnalysisService['describe'] = async (file, bytes, path, described) => {
  const held = bytes === null ? null : heldBytes(bytes);
  const answer = await describeSource(file, held, path, follow(described)).catch((error: unknown) => {
    if (held !== null) release(held.held.buffer);
    throw error;
  });
  const isHandedOver = answer.outcome?.kind === 'needs-web-audio';
  if (held !== null && !isHandedOver) release(held.held.buffer);
  return answer;
};

async function describeSource(
  file: Blob,
  held: HeldBytes | null,
  path: string,
  described: AudioIdSet,
): Promise<DescribedAudio> {
  const clock = new PassClock();
  const source = held ?? file;
  const sniffed = await sniff(source, path);
  if (held === null && sniffed.kind === 'pcm') return describeWhileHashing(file, path, sniffed, clock);
  clock.lap('decodingMs');
  const audioId = await audioIdOf(source, { path });
  clock.lap('hashingMs');
  const outcome = described.has(audioId)
    ? null
    : await outcomeOf(path, async () => analyseAudio(source, path, sniffed, clock));
  return { audio: identified(audioId, sniffed), outcome, spent: clock.spent };
}

function follow(delta: AudioIdDelta): AudioIdSet {
  const ids = followed.get(delta.set) ?? new AudioIdSet();
  ids.follow(delta);
  followed.delete(delta.set);
  followed.set(delta.set, ids);
  for (const set of [...followed.keys()].slice(0, -IMPORTS_AT_ONCE)) followed.delete(set);
  return ids;
}

async function describeWhileHashing(
  file: Blob,
  path: string,
  sniffed: PcmSniff,
  clock: PassClock,
): Promise<DescribedAudio> {
  const hasher = await createIdHasher();
  await hashBetween(hasher, file, 0, sniffed.dataOffset, path);
  let at = sniffed.dataOffset;
  const outcome = await outcomeOf(path, async () =>
    analysePcm(file, path, sniffed, clock, {
      onBytes: (bytes) => {
        clock.lap('decodingMs');
        hasher.update(bytes);
        clock.lap('hashingMs');
        at += bytes.length;
      },
    }),
  );
  await hashBetween(hasher, file, at, file.size, path);
  return { audio: identified(hasher.audioId(), sniffed), outcome, spent: clock.spent };
}

async function hashBetween(hasher: IdHasher, file: Blob, start: number, end: number, path: string): Promise<void> {
  for await (const piece of readPieces(file, start, end, HASHED_BYTES, { stage: 'import', path })) hasher.update(piece);
}

/** What keeps a file from being described is its outcome; a file that is gone cannot be imported either. */
async function outcomeOf(path: string, analyse: () => Promise<AnalysisOutcome>): Promise<AnalysisOutcome> {
  try {
    return await analyse();
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-gone') throw error;
    return { kind: 'failed', error: toErrorFields(error, { stage: 'descriptors', subject: path }) };
  }
}

function identified(audioId: string, { durationSec, sampleRateHz, channels }: SniffResult): IdentifiedAudio {
  return { audioId, durationSec, sampleRateHz, channels, stagedName: null };
}
