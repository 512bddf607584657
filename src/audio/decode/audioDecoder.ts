import type { DecodedPiece } from './decodedSamples.ts';

/** Chunks in flight: enough to keep the decoder busy, few enough to bound memory. */
const MAX_IN_FLIGHT = 24;

/**
 * Runs encoded chunks, each a key frame, through WebCodecs and yields what is decoded, in order. Whoever takes a piece
 * closes it. A chunk is used up before the next is asked for.
 *
 * @throws DOMException what the decoder reports, after the samples decoded before it
 */
export async function* decodeChunks(
  config: AudioDecoderConfig,
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<DecodedPiece> {
  const queue: DecodedPiece[] = [];
  const outcome: { failure: unknown } = { failure: null };
  const decoder = new AudioDecoder({
    output: (data) => {
      queue.push(data);
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
      yield* taken(queue);
    }
    if (outcome.failure === null) {
      await decoder.flush().catch((error: unknown) => {
        outcome.failure ??= error;
      });
    }
    yield* taken(queue);
    if (outcome.failure !== null) throw outcome.failure;
  } finally {
    if (decoder.state !== 'closed') decoder.close();
    for (const piece of queue) piece.close();
  }
}

/** Takes the pieces out one by one, so that those which nobody asks for any more stay in the queue. */
function* taken(queue: DecodedPiece[]): Generator<DecodedPiece> {
  for (let piece = queue.shift(); piece !== undefined; piece = queue.shift()) yield piece;
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
