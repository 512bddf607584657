import { release } from '../audio/bytes/release.ts';

/** A file of this version. */
export interface ShippedFile {
  readonly url: string;
  /** The address that it is kept under: another one for each content where the name does not change with it. */
  readonly cacheKey: string;
  /** `sha256-…` of its bytes, in base64, as published. */
  readonly integrity: string;
}

/** Where the files are kept, and where they come from. */
interface Sources {
  readonly files: readonly ShippedFile[];
  readonly open: () => Promise<Cache>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** The host, or what stands between, does not answer with the file that was published; or it does not answer. */
export class NotAsPublished extends Error {
  override readonly name = 'NotAsPublished';
  readonly url: string;
  /** Whether there was an answer at all. */
  readonly wasAnswered: boolean;

  constructor(url: string, wasAnswered: boolean) {
    super(`${url} did not come as it was published.`);
    this.url = url;
    this.wasAnswered = wasAnswered;
  }
}

/** What {@link ShippedFiles.makeWhole} has come to. */
export interface Wholeness {
  /** The addresses of the files that could not be had as published. */
  readonly lost: readonly string[];
  /** Whether the browser took all others: its store of caches may be damaged, refused or full. */
  readonly isKept: boolean;
}

/** A kept file answers whatever headers a host wanted to tell apart. */
const ANY: CacheQueryOptions = { ignoreVary: true };

/** First what the browser's own cache may have, then what the host itself says. */
const TRIES: readonly RequestCache[] = ['default', 'reload'];

/** How long a file that was read ahead is taken to be as it was then. */
const AHEAD_FOR_MS = 5000;

/** So long a kept file is waited for before the host is asked for it. */
const FOUND_WITHIN_MS = 5000;

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

/** The files of this version in their cache: what goes in and what comes out is what was published, bit for bit. */
export class ShippedFiles {
  readonly #sources: Sources;
  readonly #byUrl: ReadonlyMap<string, ShippedFile>;
  /** Files that are being read before they are asked for, and whether they are right; each answers one {@link find}. */
  readonly #ahead = new Map<ShippedFile, { readonly atMs: number; readonly isRight: Promise<boolean> }>();

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#byUrl = new Map(sources.files.map((file) => [file.url, file]));
  }

  /** Whether a file of this version has that address. */
  knows(url: string): boolean {
    return this.#byUrl.has(url);
  }

  /**
   * Puts every file into the cache that is not there as it should be. Rejects at the first that cannot be had, with
   * {@link NotAsPublished} or with what the cache throws; then none of those that were added stays.
   */
  async install(): Promise<void> {
    const cache = await this.#sources.open();
    const added: string[] = [];
    try {
      for (const file of this.#sources.files) {
        const found = await cache.match(file.cacheKey, ANY).catch(() => undefined);
        if (await isRight(file, found)) continue;
        const fresh = await this.#fetch(file);
        if (found === undefined) added.push(file.cacheKey);
        await cache.put(file.cacheKey, fresh);
      }
    } catch (error) {
      for (const key of added) await cache.delete(key).catch(() => undefined);
      throw error;
    }
  }

  /**
   * The file at an address, fetched anew and put back where it is missing or wrong; undefined where the host does not give
   * it as published, and where the cache cannot be read at all. For an address that this version does not know: what an earlier
   * one kept, for its open tabs.
   */
  async find(url: string): Promise<Response | undefined> {
    const file = this.#byUrl.get(url);
    const found = this.#find(url).catch(() => undefined);
    if (file === undefined || (await isInTime(found))) return found;
    // Firefox's cache was seen to answer nothing for minutes: no part of the app came any more.
    return this.#fetch(file).catch(async () => found);
  }

  async #find(url: string): Promise<Response | undefined> {
    const cache = await this.#sources.open();
    const file = this.#byUrl.get(url);
    if (file === undefined) return cache.match(url, ANY);
    // Matched twice: a clone would hold the whole file in memory until the page has read its own.
    if (await this.#isKept(cache, file)) return cache.match(file.cacheKey, ANY);
    try {
      return await this.#restore(cache, file);
    } catch {
      await cache.delete(file.cacheKey);
      return undefined;
    }
  }

  /** Reads what is large while the page that will ask for it starts: the engine's check takes a tenth of a second. */
  async checkAhead(): Promise<void> {
    const cache = await this.#sources.open();
    for (const file of this.#sources.files) {
      if (!file.url.endsWith('.wasm')) continue;
      const isRight = this.#read(cache, file);
      this.#ahead.set(file, { atMs: performance.now(), isRight });
      await isRight;
    }
  }

  /** Fetches what is missing, and, where everything is to be read, what is wrong. */
  async makeWhole(readsAll: boolean): Promise<Wholeness> {
    const lost: string[] = [];
    try {
      const cache = await this.#sources.open();
      for (const file of this.#sources.files) {
        const found = await cache.match(file.cacheKey, ANY).catch(() => null);
        if (readsAll ? await isRight(file, found) : found != null) continue;
        const fresh = await this.#fetch(file).catch(() => null);
        if (fresh === null) lost.push(file.url);
        else await cache.put(file.cacheKey, fresh);
        // What could not be read before can be now, or never.
        if (found === null) await cache.match(file.cacheKey, ANY);
      }
      return { lost, isKept: true };
    } catch {
      return { lost, isKept: false };
    }
  }

  async #isKept(cache: Cache, file: ShippedFile): Promise<boolean> {
    const ahead = this.#ahead.get(file);
    this.#ahead.delete(file);
    return ahead !== undefined && performance.now() - ahead.atMs < AHEAD_FOR_MS
      ? ahead.isRight
      : this.#read(cache, file);
  }

  async #read(cache: Cache, file: ShippedFile): Promise<boolean> {
    return isRight(file, await cache.match(file.cacheKey, ANY));
  }

  async #restore(cache: Cache, file: ShippedFile): Promise<Response> {
    const fresh = await this.#fetch(file);
    // On a full disk it is served all the same.
    await cache.put(file.cacheKey, fresh.clone()).catch(() => undefined);
    return fresh;
  }

  async #fetch(file: ShippedFile): Promise<Response> {
    let wasAnswered = false;
    for (const mode of TRIES) {
      const response = await this.#sources
        .fetch(file.url, { cache: mode, credentials: 'same-origin' })
        .catch(() => null);
      wasAnswered ||= response !== null;
      const bytes = response?.status === 200 ? await response.arrayBuffer().catch(() => null) : null;
      if (bytes === null) continue;
      const isPublished = (await integrityOf(bytes)) === file.integrity;
      // Whatever else the host or a proxy said with it stays behind: it could be what makes the app unusable.
      // A blob is a copy; of an answer made of the bytes themselves WebKit keeps nothing once they are released.
      const kept = isPublished ? new Response(new Blob([bytes]), { headers: { 'Content-Type': typeOf(file) } }) : null;
      release(bytes);
      if (kept !== null) return kept;
    }
    throw new NotAsPublished(file.url, wasAnswered);
  }
}

async function isInTime(work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), FOUND_WITHIN_MS);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function isRight(file: ShippedFile, response: Response | null | undefined): Promise<boolean> {
  if (response?.headers.get('Content-Type')?.startsWith(typeOf(file).split(';', 1)[0] ?? '') !== true) return false;
  const bytes = await response.arrayBuffer().catch(() => null);
  if (bytes === null) return false;
  const integrity = await integrityOf(bytes);
  release(bytes);
  return integrity === file.integrity;
}

function typeOf({ url }: ShippedFile): string {
  return TYPES[url.slice(url.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
