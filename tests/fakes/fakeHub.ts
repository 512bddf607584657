import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FakeFile } from './fakeFile.ts';
import { viewerAnswer, type Answer } from './viewerAnswers.ts';

/** One split of the viewer's Parquet conversion. */
export interface ConvertedSplit {
  readonly config: string;
  readonly split: string;
  readonly rows: number;
  readonly files: readonly FakeFile[];
}

/** How the viewer stands to a data set. */
export type ViewerState =
  | 'ready'
  | 'script'
  | 'script-names'
  | 'no-names'
  | 'disabled'
  | 'not-ready'
  | 'unexpected'
  | 'down';

export interface FakeRepository {
  readonly license?: string | null;
  readonly gated?: boolean;
  readonly renamed?: boolean;
  readonly viewer: ViewerState;
  readonly partial?: boolean;
  /** Where its files are sent on to instead of the hub's own store. */
  readonly elsewhere?: string;
  readonly converted: readonly ConvertedSplit[];
  /** The repository's own files by path. */
  readonly files: ReadonlyMap<string, FakeFile>;
}

/** What goes wrong with one request; `break` cuts the connection in the middle of the body, `empty` answers 206 with none. */
export type Fault = 'none' | 'break' | 'empty' | 'expired' | 'rate-limit' | 'rate-limit-without-cors' | 'ignore-range';

export interface FakeHubOptions {
  readonly repositories: ReadonlyMap<string, FakeRepository>;
  /** Asked for each request of file bytes; `count` is how many there were before. */
  readonly fault?: (path: string, count: number) => Fault;
  /** How often a signed address works before it answers 403; unlimited by default. */
  readonly signedUses?: number;
  /** Milliseconds between pieces of a body. */
  readonly slowMs?: number;
  /** The token that opens gated sets. */
  readonly token?: string;
  readonly ports?: { readonly hub: number; readonly files: number };
}

const REVISION = '5c1a51d0000000000000000000000000000000ab';
const CONVERTED_REVISION = 'c0ffee00000000000000000000000000000000cd';
const SQUASHED_REVISION = '5a5a5a0000000000000000000000000000000000ef';
const HUB_EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash,RateLimit';
const PIECE_BYTES = 64 * 1024;
const TREE_PAGE = 50;

/**
 * A stand-in for the hub on two origins: repositories, viewer and redirects on one; file bytes behind signed addresses on
 * the other. It counts what it sends.
 */
export class FakeHub {
  readonly #options: FakeHubOptions;
  readonly #hub: Server;
  readonly #files: Server;
  readonly #uses = new Map<string, number>();
  #signatures = 0;
  #fileRequests = 0;
  #sentBytes = 0;
  readonly #rateLimits = { left: 0, cors: true };
  #convertedRevision = CONVERTED_REVISION;
  readonly requests: string[] = [];

  private constructor(options: FakeHubOptions) {
    this.#options = options;
    this.#hub = createServer((request, response) => this.#onHub(request, response));
    this.#files = createServer((request, response) => void this.#onFile(request, response));
  }

  static async start(options: FakeHubOptions): Promise<FakeHub> {
    const hub = new FakeHub(options);
    await listen(hub.#hub, options.ports?.hub ?? 0);
    await listen(hub.#files, options.ports?.files ?? 0);
    return hub;
  }

  get hubUrl(): string {
    return originOf(this.#hub);
  }

  get viewerUrl(): string {
    return `${originOf(this.#hub)}/viewer`;
  }

  get filesUrl(): string {
    return originOf(this.#files);
  }

  /** Bytes of file bodies that were sent since the last reset. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  resetCounters(): void {
    this.#sentBytes = 0;
    this.requests.length = 0;
  }

  /** Squashes the converted branch: the commits that it was at before are gone. */
  squash(): void {
    this.#convertedRevision = SQUASHED_REVISION;
  }

  /** Answers the next requests of the hub's origin with 429. */
  limitNext(count: number, withCors = true): void {
    this.#rateLimits.left = count;
    this.#rateLimits.cors = withCors;
  }

  async stop(): Promise<void> {
    for (const server of [this.#hub, this.#files]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #onHub(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.hubUrl);
    if (request.method === 'OPTIONS') return preflight(response);
    this.requests.push(`${url.pathname}${url.search}`);
    if (this.#rateLimits.left > 0) {
      this.#rateLimits.left -= 1;
      return rateLimited(response, this.#rateLimits.cors);
    }
    const token = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? null;
    if (url.pathname.startsWith('/viewer/')) {
      const state = this.#options.repositories.get(url.searchParams.get('dataset') ?? '')?.viewer;
      if (state === 'down') return void response.destroy();
      const answer = viewerAnswer(
        url,
        this.#options.repositories,
        (dataset) => this.#opens(dataset, token),
        this.hubUrl,
      );
      return sendJson(response, answer, 'X-Error-Code, X-Revision');
    }
    const api = /^\/api\/datasets\/([^/]+\/[^/]+)(?:\/(revision|tree)\/([^/?]+))?/u.exec(url.pathname);
    if (api !== null) return sendJson(response, this.#api(api[1] ?? '', api[2], url), HUB_EXPOSED);
    const resolve = /^\/datasets\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/u.exec(url.pathname);
    if (resolve !== null) return this.#resolve(response, resolve, token);
    sendJson(response, { status: 404, body: { error: 'Not found.' } }, HUB_EXPOSED);
  }

  #api(id: string, part: string | undefined, url: URL): Answer {
    const dataset = this.#options.repositories.get(id);
    if (dataset === undefined) return { status: 401, body: { error: 'Invalid username or password.' } };
    if (part === 'revision') {
      if (dataset.converted.length > 0) return { status: 200, body: { sha: this.#convertedRevision, siblings: [] } };
      return { status: 404, body: { error: 'Invalid rev id' }, headers: { 'x-error-code': 'RevisionNotFound' } };
    }
    const isBranch = part === 'tree' && url.pathname.endsWith(`/${this.#convertedRevision}`);
    const paths = isBranch ? convertedPaths(dataset) : [...dataset.files.keys()];
    if (part === 'tree') {
      const start = Number(url.searchParams.get('cursor') ?? 0);
      const entries = paths.slice(start, start + TREE_PAGE).map((path) => ({
        type: 'file',
        oid: 'ba5d19791be1dd7992e33bd61f20207b0f7f50a5',
        size: (isBranch ? this.#find(id, this.#convertedRevision, path) : dataset.files.get(path))?.size ?? 0,
        path,
      }));
      const next = new URL(url);
      next.searchParams.set('cursor', String(start + TREE_PAGE));
      const headers = start + TREE_PAGE < paths.length ? { link: `<${next.href}>; rel="next"` } : {};
      return { status: 200, body: entries, headers };
    }
    const { license = null, gated = false } = dataset;
    return {
      status: 200,
      body: {
        _id: '655e',
        id,
        sha: REVISION,
        private: false,
        gated: gated ? 'auto' : false,
        disabled: false,
        tags: license === null ? [] : [`license:${license}`],
        cardData: license === null ? {} : { license },
        siblings: paths.map((path) => ({ rfilename: path })),
      },
    };
  }

  #resolve(
    response: ServerResponse,
    [, id = '', revision = '', path = '']: RegExpExecArray,
    token: string | null,
  ): void {
    const dataset = this.#options.repositories.get(id);
    if (dataset === undefined || !this.#opens(dataset, token)) {
      return sendJson(
        response,
        { status: 401, body: { error: 'Access to this resource is restricted.' } },
        HUB_EXPOSED,
      );
    }
    const file = this.#find(id, decodeURIComponent(revision), decodeURIComponent(path));
    if (file === null) return sendJson(response, { status: 404, body: { error: 'Entry not found' } }, HUB_EXPOSED);
    this.#signatures += 1;
    const query = new URLSearchParams({ 'X-Amz-Expires': '3600', 'X-Amz-Signature': `s${this.#signatures}` });
    response.writeHead(302, {
      location: `${dataset.elsewhere ?? this.filesUrl}/${id}/${revision}/${path}?${query.toString()}`,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': HUB_EXPOSED,
      'x-repo-commit': REVISION,
      'x-linked-size': String(file.size),
    });
    response.end();
  }

  #find(id: string, revision: string, path: string): FakeFile | null {
    const dataset = this.#options.repositories.get(id);
    if (revision === CONVERTED_REVISION && this.#convertedRevision !== CONVERTED_REVISION) return null;
    if (![this.#convertedRevision, 'refs/convert/parquet'].includes(revision)) return dataset?.files.get(path) ?? null;
    const [config, split, name] = path.split('/');
    const found = dataset?.converted.find(
      (entry) => entry.config === config && (entry.split === split || `partial-${entry.split}` === split),
    );
    return found?.files[Number.parseInt(name ?? '', 10)] ?? null;
  }

  async #onFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') return preflight(response);
    const url = new URL(request.url ?? '/', this.filesUrl);
    this.requests.push(`${url.pathname} ${request.headers.range ?? ''}`);
    const [, owner = '', name = '', revision = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const file = this.#find(`${owner}/${name}`, revision, rest.join('/'));
    const fault = this.#options.fault?.(rest.join('/'), this.#fileRequests) ?? 'none';
    this.#fileRequests += 1;
    if (request.headers.authorization !== undefined) return sendError(response, 400);
    if (file === null) return sendError(response, 404);
    if (fault === 'rate-limit' || fault === 'rate-limit-without-cors')
      return rateLimited(response, fault === 'rate-limit');
    if (fault === 'expired' || !this.#use(url.searchParams.get('X-Amz-Signature') ?? ''))
      return sendError(response, 403);
    const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '');
    const partial = range !== null && fault !== 'ignore-range';
    const start = partial ? Number(range[1]) : 0;
    const end = partial && range[2] !== '' ? Math.min(Number(range[2]) + 1, file.size) : file.size;
    if (start >= file.size || end <= start) return sendError(response, 416);
    response.writeHead(partial ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': fault === 'empty' ? '0' : String(end - start),
      ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${file.size}` } : {}),
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': '*',
    });
    if (fault === 'empty') return void response.end();
    await this.#sendBody(response, file, start, end, fault === 'break');
  }

  async #sendBody(
    response: ServerResponse,
    file: FakeFile,
    start: number,
    end: number,
    breaks: boolean,
  ): Promise<void> {
    const closed = new Promise((resolve) => response.once('close', resolve));
    const stopAt = breaks ? start + Math.floor((end - start) / 2) : end;
    for (let at = start; at < stopAt; at += PIECE_BYTES) {
      if (response.destroyed) return;
      const piece = file.slice(at, Math.min(at + PIECE_BYTES, stopAt));
      this.#sentBytes += piece.length;
      if (!response.write(piece)) {
        await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
      }
      if (this.#options.slowMs !== undefined) await delay(this.#options.slowMs);
    }
    if (breaks) response.destroy();
    else response.end();
  }

  #use(signature: string): boolean {
    const uses = (this.#uses.get(signature) ?? 0) + 1;
    this.#uses.set(signature, uses);
    return uses <= (this.#options.signedUses ?? Number.POSITIVE_INFINITY);
  }

  #opens(dataset: FakeRepository, token: string | null): boolean {
    return dataset.gated !== true || (token !== null && token === this.#options.token);
  }
}

function convertedPaths({ converted }: FakeRepository): string[] {
  return converted.flatMap(({ config, split, files }) =>
    files.map((_, index) => `${config}/${split}/${String(index).padStart(4, '0')}.parquet`),
  );
}

function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': 'authorization, range',
  });
  response.end();
}

function sendJson(response: ServerResponse, { status, body, headers = {} }: Answer, exposed: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': exposed,
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function rateLimited(response: ServerResponse, cors: boolean): void {
  response.writeHead(429, {
    'content-type': 'application/json',
    ...(cors ? { 'access-control-allow-origin': '*', 'access-control-expose-headers': HUB_EXPOSED } : {}),
    ratelimit: '"api";r=0;t=55',
    'ratelimit-policy': '"fixed window";"api";q=500;w=300',
  });
  response.end(JSON.stringify({ error: 'We had to rate limit your IP.' }));
}

function sendError(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' });
  response.end();
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function delay(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
