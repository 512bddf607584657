import { abortReason } from '../../workers/pool/workerHandle.ts';

/** What `call` settles to, or a rejection with the reason as soon as `signal` aborts; the call itself goes on unseen. */
export async function untilAborted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      abort = () => reject(abortReason(signal));
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      call.then(resolve, reject);
    });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
