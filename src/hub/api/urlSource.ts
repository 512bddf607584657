import { AppError, isAbort } from '../../domain/errors.ts';
import type { RangeSource } from '../bytes/rangeSource.ts';
import { RangeReader } from '../bytes/rangeReader.ts';
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
  readonly #renewed: (signal: AbortSignal) => Promise<string | null>;
  #url: string;
  #pinned: string | null = null;

  /** @param renewed - where the file lies at the newest commit; null where nothing tells */
  constructor(
    client: HttpClient,
    file: { readonly datasetId: string; readonly name: string; readonly url: string; readonly bytes: number },
    renewed: (signal: AbortSignal) => Promise<string | null> = async () => null,
  ) {
    this.#client = client;
    this.#datasetId = file.datasetId;
    this.#url = file.url;
    this.#renewed = renewed;
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
        const before = filled.bytes;
        this.#pinned = response.url === '' ? null : response.url;
        // The connection may break here; what came is kept and `read` goes on behind it.
        await copyBody(response, skip, target, filled).catch((error: unknown) => {
          if (isAbort(error)) throw error;
        });
        // An address that answers with nothing may be a spoiled copy of a cache: it is asked for anew.
        if (filled.bytes === before) this.#pinned = null;
      });
    } catch (error) {
      if (!(error instanceof HubFailure) || ![401, 403, 404, 410].includes(error.status)) throw error;
      if (url === this.#url) await this.#moveOn(error, signal);
      else if (this.#pinned === url) this.#pinned = null;
    }
  }

  /** The commit may be gone, as where a branch was squashed: then the same file is asked for at the newest one, once. */
  async #moveOn(failure: HubFailure, signal: AbortSignal): Promise<void> {
    const url = failure.status === 404 ? await this.#renewed(signal) : null;
    if (url === null || url === this.#url) throw failure;
    this.#url = url;
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

/** A whole file of the hub whose size nobody told, read by ranges. Rejects with AppError. */
export async function fetchFile(
  client: HttpClient,
  { datasetId, name, url }: { readonly datasetId: string; readonly name: string; readonly url: string },
  signal: AbortSignal,
): Promise<Blob> {
  try {
    const bytes = await client.request(url, { signal, range: [0, 1] }, async (response) => {
      await response.body?.cancel();
      const range = /\/(\d+)$/u.exec(response.headers.get('content-range') ?? '')?.[1];
      return Number(range ?? response.headers.get('content-length') ?? 0);
    });
    const source = new UrlSource(client, { datasetId, name, url, bytes });
    return await new RangeReader(source, 0, bytes, signal).blob(bytes);
  } catch (error) {
    throw error instanceof HubFailure ? hubError(error, datasetId) : error;
  }
}
