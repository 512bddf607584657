/** Longer than a decoder that works, and a disk that wakes up, take for the first samples on a busy machine. */
const FIRST_WITHIN_MS = 20_000;

/** A decoder has taken a sound and given nothing, not even an error. */
export class SilentDecoderError extends Error {
  constructor() {
    super('the decoder does not answer');
  }
}

/** What comes, as it comes. Throws a {@link SilentDecoderError} where the first of it, or the end, does not come in time. */
export async function* answering<T>(pieces: AsyncIterable<T>, firstWithinMs = FIRST_WITHIN_MS): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilentDecoderError()), firstWithinMs);
  });
  try {
    let next = await Promise.race([iterator.next(), late]);
    clearTimeout(timer);
    for (; next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    clearTimeout(timer);
    // Not awaited: it would wait for what does not come.
    void iterator.return?.();
  }
}
