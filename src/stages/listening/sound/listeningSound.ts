import { perceptualBins } from '../../../ml/plugin/perceptualBins.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import { LISTENING_LIMIT_SEC } from './decodeSound.ts';

/** A sound that can be listened to: one of the data set by its id, one that was offered for prediction, or any file. */
export type ListeningSource =
  | { readonly kind: 'data-set'; readonly audioId: string; readonly path: string }
  | { readonly kind: 'offered'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly file: File };

/** A decoded sound. */
export interface ListeningSound {
  readonly source: ListeningSource;
  readonly durationSec: number;
  /** At which it is heard and judged: the project's, else its own. */
  readonly sampleRateHz: number;
  /** Whether it is only the beginning of its file. */
  readonly isCut: boolean;
  /** Centre of each of the 64 perceptual bins. */
  readonly binCentresHz: Float32Array;
}

/** What views show of decoded samples. */
export function listeningSoundOf(source: ListeningSource, { channels, sampleRateHz }: Samples): ListeningSound {
  const durationSec = (channels[0]?.length ?? 0) / sampleRateHz;
  return {
    source,
    durationSec,
    sampleRateHz,
    isCut: durationSec >= LISTENING_LIMIT_SEC,
    binCentresHz: perceptualBins(sampleRateHz).centreHz,
  };
}
