import { descriptorsToVector } from '../../domain/descriptors.ts';
import { AppError } from '../../domain/errors.ts';
import type { MeasuredSettings } from '../../domain/measured.ts';
import { drawPartners, type PartnerCandidate } from '../../ml/measured/partners.ts';
import { describedFiles } from '../../domain/audioFile.ts';
import { recordingsByPath } from '../import/recordings.ts';
import type { SegmentSource } from './segmentSource.ts';
import type { Tools } from '../tools.ts';

/** The files that can be mixed: those with descriptors whose audio is at hand. */
export class MixturePlan {
  readonly #candidates: ReadonlyMap<string, PartnerCandidate>;
  /** Paths of files with descriptors whose audio is gone. */
  readonly gone: readonly string[];

  private constructor(candidates: readonly PartnerCandidate[], gone: readonly string[]) {
    this.#candidates = new Map(candidates.map((candidate) => [candidate.id, candidate]));
    this.gone = gone;
  }

  static async of(
    deps: Pick<Tools, 'store' | 'dataSet'> & { readonly segments: SegmentSource },
    signal: AbortSignal,
  ): Promise<MixturePlan> {
    const { dataSet, segments } = deps;
    const files = describedFiles(dataSet.described.value);
    const present = await segments.atHand(files, signal);
    const recordingOf = await recordingsByPath(deps);
    const candidates = files
      .filter(({ audioId }) => present.has(audioId))
      .map(({ audioId, path, descriptors }) => ({
        id: audioId,
        genre: dataSet.get(audioId)?.file.genre ?? null,
        group: recordingOf(path),
        descriptors: descriptorsToVector(descriptors),
      }));
    return new MixturePlan(
      candidates,
      files.filter(({ audioId }) => !present.has(audioId)).map(({ path }) => path),
    );
  }

  get(audioId: string): PartnerCandidate | undefined {
    return this.#candidates.get(audioId);
  }

  /** Whom a file is mixed with. Throws an AppError where there are too few other recordings. */
  partnersOf(
    own: PartnerCandidate,
    { partnerCount, seed }: MeasuredSettings,
    excluded: readonly string[] = [],
  ): readonly string[] {
    const partners = drawPartners(own, [...this.#candidates.values()], partnerCount, seed, excluded);
    if (partners.length < partnerCount) throw tooFewRecordings(partnerCount, excluded.length > 0);
    return partners;
  }
}

function tooFewRecordings(partnerCount: number, isForUnseen: boolean): AppError {
  const message = isForUnseen
    ? `Trying presets on unseen partners needs ${2 * partnerCount + 1} recordings whose audio is at hand: each file, ` +
      `${partnerCount} that it was searched with and ${partnerCount} others. Add more sounds and search again.`
    : `The measured score mixes each file with ${partnerCount} others, so it needs at least ${partnerCount + 1} ` +
      'recordings with descriptors whose audio is at hand. Add more sounds, or add those again that were closed with an ' +
      'earlier session.';
  return new AppError({ code: 'too-few-rows', stage: 'optimisation', subject: null, message });
}
