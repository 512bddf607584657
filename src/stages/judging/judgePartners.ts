import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import { isAbort } from '../../domain/errors.ts';
import { drawPartners, type PartnerCandidate } from '../../ml/measured/partners.ts';
import type { HeardFile, HearingSetup, Segments } from '../../workers/contracts/measured.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { EXAMPLES_FOLDER } from '../import/audioSources.ts';
import { recordingsByPath } from '../import/recordings.ts';
import { decodeSound, LISTENING_LIMIT_SEC } from '../listening/sound/decodeSound.ts';
import type { ListeningSource } from '../listening/sound/listeningSound.ts';
import { describedFiles } from '../../domain/audioFile.ts';
import type { SegmentSource } from '../optimisation/segmentSource.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet'> {
  readonly segments: SegmentSource;
}

/** The sound that partners are drawn for. */
interface MixedSound {
  readonly source: ListeningSource;
  readonly descriptors: Descriptors;
}

interface PartnerDrawing {
  readonly setup: HearingSetup;
  readonly seed: number;
  /** Ids of files that are not taken, nor others of their recordings. */
  readonly excluded: readonly string[];
}

/** What a sound may be mixed with: called, it is decoded. */
type Partner = () => Promise<HeardFile>;

/** Files of the data set that are tried before the example sounds serve: most may be no longer at hand. */
const MOST_TRIED = 48;
/** Prime to the number of the example sounds, so that all come, of every kind in turn. */
const EXAMPLE_STEP = 7;

/**
 * The segments of `count` sounds to mix one with (J1): files of the data set that are at hand, drawn as for a measured
 * search, then example sounds. What cannot be heard gives its place to the next.
 */
export async function drawJudgePartners(
  deps: Dependencies,
  sound: MixedSound,
  count: number,
  drawing: PartnerDrawing,
  signal: AbortSignal,
): Promise<readonly Segments[]> {
  const waiting = [
    ...(await ofDataSet(deps, sound, drawing, signal)),
    ...(await ofExamples(deps, sound.source.path, drawing.setup, signal)),
  ];
  const found: Segments[] = [];
  while (found.length < count && waiting.length > 0) {
    const heard = await Promise.all(
      waiting.splice(0, count - found.length).map(async (partner) =>
        partner().catch((error: unknown) => {
          if (isAbort(error)) throw error;
          return null;
        }),
      ),
    );
    found.push(...heard.flatMap((file) => (file === null ? [] : [file.segments])));
  }
  return found;
}

/** What is heard of a file that is none of the data set's, and what by: at its own rate where no other is asked for. */
export async function hearFile(
  { pool }: Pick<Tools, 'pool'>,
  file: File,
  path: string,
  asked: HearingSetup,
  signal: AbortSignal,
): Promise<{ readonly own: HeardFile; readonly setup: HearingSetup }> {
  const { channels, sampleRateHz } = await decodeSound(pool, { file, path }, LISTENING_LIMIT_SEC, signal);
  const sent = transfer(channels, buffersOf(channels));
  const setup = { ...asked, rateHz: asked.rateHz ?? sampleRateHz };
  return { own: await pool.run(async (worker) => worker.cutSegments(sent, sampleRateHz, setup), { signal }), setup };
}

async function ofDataSet(
  deps: Dependencies,
  { source, descriptors }: MixedSound,
  { setup, seed, excluded }: PartnerDrawing,
  signal: AbortSignal,
): Promise<readonly Partner[]> {
  const { dataSet, segments } = deps;
  const recordingOf = await recordingsByPath(deps);
  const candidate = (id: string, path: string, own: Descriptors): PartnerCandidate => ({
    id,
    genre: dataSet.get(id)?.file.genre ?? null,
    group: recordingOf(path),
    descriptors: descriptorsToVector(own),
  });
  const others = describedFiles(dataSet.described.value).map(({ audioId, path, descriptors: own }) =>
    candidate(audioId, path, own),
  );
  const own = candidate(source.kind === 'data-set' ? source.audioId : source.path, source.path, descriptors);
  return drawPartners(own, others, MOST_TRIED, seed, excluded).map(
    (id) => async () => segments.whole(id, setup, signal),
  );
}

/** The example sounds that are not of the data set, each beside one of another kind. */
async function ofExamples(
  { pool, dataSet, segments }: Dependencies,
  ownPath: string,
  setup: HearingSetup,
  signal: AbortSignal,
): Promise<readonly Partner[]> {
  const names = await pool.run(async (worker) => worker.exampleNames(), { signal });
  const taken = new Set([ownPath, ...dataSet.records.peek().map(({ file }) => file.path)]);
  return names
    .map((_, i) => (i * EXAMPLE_STEP) % names.length)
    .filter((index) => !taken.has(`${EXAMPLES_FOLDER}${names[index] ?? ''}`))
    .map((index) => {
      const name = names[index] ?? '';
      return async () =>
        segments.keep(`example ${name}`, setup, signal, async () => {
          const bytes = await pool.run(async (worker) => worker.synthesiseExample(index), { signal });
          return (await hearFile({ pool }, new File([bytes], name), name, setup, signal)).own;
        });
    });
}
