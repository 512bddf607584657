import { planarPiece, type DecodedPiece } from './decodedSamples.ts';

/** The part of the libraries' decoders that is used. */
interface FrameDecoder {
  readonly ready: Promise<void>;
  decodeFrame(frame: Uint8Array): { readonly channelData: Float32Array[]; readonly sampleRate: number };
  free(): void;
}

type MpegDecoderClass = new (options: { enableGapless: boolean }) => FrameDecoder;

/**
 * Decodes frames of MP3 in floating point by mpg123 compiled to WebAssembly: the same samples in every browser. Whoever takes
 * a piece closes it.
 */
export async function* decodeMp3InSoftware(
  packets: AsyncIterable<Uint8Array<ArrayBuffer>>,
  channels: number,
): AsyncGenerator<DecodedPiece> {
  const MpegDecoder = await loadMpg123();
  yield* decodeFrames(new MpegDecoder({ enableGapless: false }), packets, channels);
}

async function* decodeFrames(
  decoder: FrameDecoder,
  packets: AsyncIterable<Uint8Array<ArrayBuffer>>,
  channels: number,
): AsyncGenerator<DecodedPiece> {
  await decoder.ready;
  try {
    for await (const packet of packets) {
      const { channelData, sampleRate } = decoder.decodeFrame(packet);
      if ((channelData[0]?.length ?? 0) > 0) yield planarPiece(channelData.slice(0, channels), sampleRate);
    }
  } finally {
    decoder.free();
  }
}

/** mpg123 is LGPL: its file is shipped as it was published, beside the app's own, and read when it is needed. */
async function loadMpg123(): Promise<MpegDecoderClass> {
  const url = new URL('../../../node_modules/mpg123-decoder/dist/mpg123-decoder.min.js', import.meta.url);
  await import(/* @vite-ignore */ url.href);
  const { MPEGDecoder } = (globalThis as unknown as Mpg123Global)['mpg123-decoder'];
  return MPEGDecoder;
}

interface Mpg123Global {
  readonly 'mpg123-decoder': { readonly MPEGDecoder: MpegDecoderClass };
}
