import { AppError, isAbort } from '../../domain/errors.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';
import { hubError, HubFailure } from './hubFailure.ts';
import type { HttpClient } from './httpClient.ts';

/** Where a server ignores the range, at most this much of the file's start is read past. */
const WHOLE_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * A file of the hub, read by ranges. The address that a redirect ends on is kept and asked directly, until it expires;
 * a connection that breaks is taken up where it broke.
 */
export class UrlSource implements RangeSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #client: HttpClient;
  readonly #datasetId: string;
  readonly #url: string;
  #pinned: string | null = null;

  constructor(
    client: HttpClient,
    file: { readonly datasetId: string; readonly name: string; readonly url: string; readonly bytes: number },
  ) {
    this.#client = client;
    this.#datasetId = file.datasetId;
    this.#url = file.url;
    this.name = file.name;
    this.sizeBytes = file.bytes;
  }

  async read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const target = new Uint8Array(end - start);
    const filled = { bytes: 0 };
    for (let failures = 0; filled.bytes < target.length;) {
      const before = filled.bytes;
      try {
        await this.#readInto(target, filled, start, end, signal);
      } catch (error) {
        if (isAbort(error) || error instanceof AppError) throw error;
        if (error instanceof HubFailure) throw hubError(error, this.#datasetId);
      }
      if (filled.bytes === target.length) break;
      failures = filled.bytes > before ? 0 : failures + 1;
      if (failures >= MAX_ATTEMPTS) {
        throw hubError(new HubFailure(this.#url, 0, '', 'the connection breaks again and again'), this.#datasetId);
      }
      await this.#client.net.sleep(backoffMs(failures, this.#client.net.random), signal);
    }
    return target;
  }

  async #readInto(
    target: Uint8Array,
    filled: { bytes: number },
    start: number,
    end: number,
    signal: AbortSignal,
  ): Promise<void> {
    const from = start + filled.bytes;
    const url = this.#pinned ?? this.#url;
    try {
      await this.#client.request(url, { signal, range: [from, end] }, async (response) => {
        const skip = response.status === 206 ? 0 : from;
        if (response.status === 206) this.#checkSize(response);
        else if (end > WHOLE_ANSWER_BYTES) {
          await response.body?.cancel();
          throw this.#error(`${new URL(url).host} does not serve parts of files`);
        }
        this.#pinned = response.url === '' ? null : response.url;
        // The connection may break here; what came is kept and `read` goes on behind it.
        await copyBody(response, skip, target, filled).catch((error: unknown) => {
          if (isAbort(error)) throw error;
        });
      });
    } catch (error) {
      const expired = error instanceof HubFailure && [401, 403, 404, 410].includes(error.status);
      if (!expired || url === this.#url) throw error;
      if (this.#pinned === url) this.#pinned = null;
    }
  }

  #checkSize(response: Response): void {
    const total = /\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1];
    if (total !== undefined && Number(total) !== this.sizeBytes) {
      throw this.#error(`it has changed since it was listed (${total} bytes instead of ${this.sizeBytes})`);
    }
  }

  #error(reason: string): AppError {
    return new AppError({
      code: 'bad-hub-source',
      stage: 'import',
      subject: this.name,
      message: `${this.name} of ${this.#datasetId} cannot be read in parts: ${reason}. Download the file and drop it here.`,
    });
  }
}

/** Copies what follows the first `skip` bytes of a body into the rest of `target`. */
async function copyBody(
  response: Response,
  skip: number,
  target: Uint8Array,
  filled: { bytes: number },
): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let left = skip;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      const chunk = step.value.subarray(Math.min(left, step.value.length));
      left -= step.value.length - chunk.length;
      const part = chunk.subarray(0, target.length - filled.bytes);
      target.set(part, filled.bytes);
      filled.bytes += part.length;
      if (filled.bytes === target.length) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
