import { releaseNumbers } from '../../audio/bytes/release.ts';
import { mixToMono } from '../../ml/descriptors/mixToMono.ts';
import { FRAME_SAMPLES } from '../../ml/dsp/spectrum.ts';
import { principalPlane } from '../../ml/linear/principalComponents.ts';
import { rowClusters } from '../../ml/soundMap/rowClusters.ts';
import { timbreProfile, type FrameTimbre } from '../../ml/timbre/timbreProfile.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { MeasuredTimbre } from '../contracts/timbre.ts';
import { playbackCalls } from './playback.ts';
import { transfer } from '../pool/transfer.ts';

/** How much of a file is listened to. */
const MEASURED_SEC = 30;
const FEATURES = ['mfcc', 'spectralCentroid', 'spectralRolloff', 'loudness', 'perceptualSharpness', 'chroma'] as const;

/** How sounds resemble each other: measured by Meyda and laid out by UMAP, each of them loaded when first asked for. */
export const timbreCalls = {
  async measureTimbre(file, path, isStreamed) {
    const start = await playbackCalls.decodeStart(file, path, MEASURED_SEC, isStreamed);
    return start.kind === 'done' ? measured(start.channels, start.sampleRateHz) : start;
  },

  async timbreOf(channels, sampleRateHz) {
    const samples = Math.ceil(MEASURED_SEC * sampleRateHz);
    return measured(
      channels.map((channel) => channel.subarray(0, samples)),
      sampleRateHz,
    );
  },

  async projectToPlane(values, columns) {
    const projection = principalPlane(values, columns, values);
    releaseNumbers([values]);
    return transfer(projection, [projection.coordinates.buffer]);
  },

  async layOutByUmap(values, columns, seed, onProgress) {
    const { umapPlane } = await import('../../ml/soundMap/umapPlane.ts');
    const coordinates = await umapPlane(values, columns, seed, onProgress);
    if (coordinates === null) throw new DOMException('Stopped.', 'AbortError');
    return transfer(coordinates, [coordinates.buffer]);
  },

  async clusterRows(values, columns, compared) {
    const clusters = rowClusters(values, columns, compared, values);
    releaseNumbers([values]);
    return clusters;
  },
} satisfies Partial<ComputeCalls>;

async function measured(channels: readonly Float32Array[], sampleRateHz: number): Promise<MeasuredTimbre> {
  const { default: Meyda } = await import('meyda/dist/esm/main.js');
  if (Meyda.sampleRate !== sampleRateHz || Meyda.bufferSize !== FRAME_SAMPLES) {
    // Meyda keeps its filter banks when the rate changes.
    Object.assign(Meyda, {
      sampleRate: sampleRateHz,
      bufferSize: FRAME_SAMPLES,
      barkScale: undefined,
      melFilterBank: undefined,
      chromaFilterBank: undefined,
    });
  }
  const measure = (frame: Float32Array) => Meyda.extract([...FEATURES], frame) as unknown as FrameTimbre;
  return { kind: 'done', values: timbreProfile(mixToMono(channels), sampleRateHz, measure) };
}
