import type { DecodedPiece } from './decodedSamples.ts';
import { samplesOf } from './decodedSamples.ts';

/** Chunks in flight: enough to keep the decoder busy, few enough to bound memory. */
const MAX_IN_FLIGHT = 24;

/**
 * Runs encoded chunks, each a key frame, through WebCodecs and yields the samples in order.
 *
 * @throws DOMException what the decoder reports, after the samples decoded before it
 */
export async function* decodeChunks(
  config: AudioDecoderConfig,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Float32Array<ArrayBuffer>[]> {
  const queue: Float32Array<ArrayBuffer>[][] = [];
  const outcome: { failure: unknown } = { failure: null };
  const decoder = new AudioDecoder({
    output: (data) => {
      try {
        queue.push(samplesOf(data satisfies DecodedPiece));
      } catch (error) {
        outcome.failure ??= error;
      } finally {
        data.close();
      }
    },
    error: (error) => {
      outcome.failure ??= error;
    },
  });
  try {
    decoder.configure(config);
    let timestamp = 0;
    for await (const data of chunks) {
      if (outcome.failure !== null) break;
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: timestamp++, data }));
      while (decoder.decodeQueueSize >= MAX_IN_FLIGHT && outcome.failure === null) await dequeued(decoder);
      yield* queue.splice(0);
    }
    if (outcome.failure === null) {
      await decoder.flush().catch((error: unknown) => {
        outcome.failure ??= error;
      });
    }
    yield* queue.splice(0);
    if (outcome.failure !== null) throw outcome.failure;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
}

/** Waits for the decoder to take a chunk; looks again now and then, because one that fails sends no event. */
async function dequeued(decoder: AudioDecoder): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 50);
    decoder.addEventListener(
      'dequeue',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
