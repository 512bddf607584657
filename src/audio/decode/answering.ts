/** Longer than a decoder that works, and a disk that wakes up, take for a few samples on a busy machine. */
const WITHIN_MS = 20_000;

/** A decoder has taken a sound and gives nothing more, not even an error or the end: WebKit's may turn for ever in the middle of one. */
export class SilentDecoderError extends Error {
  constructor() {
    super('the decoder does not answer');
  }
}

/** What comes, as it comes. Throws a {@link SilentDecoderError} where the next of it, or the end, does not come in time. */
export async function* answering<T>(pieces: AsyncIterable<T>, withinMs = WITHIN_MS): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await inTime(iterator.next(), withinMs);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: it would wait for what does not come.
    void iterator.return?.();
  }
}

async function inTime<T>(coming: Promise<T>, withinMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilentDecoderError()), withinMs);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
