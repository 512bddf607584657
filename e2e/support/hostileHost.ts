import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** How a host, or what stands between, answers for a file instead of sending it. */
export type Fault =
  | 'the host’s page'
  | 'a captive portal'
  | 'redirected to a portal'
  | 'cut'
  | 'cut at once'
  | 'injected lines'
  | 'a wrong type'
  | 'missing'
  | 'an error'
  | 'reset'
  | 'stalled'
  | 'slow';

/** A static host for a build that misbehaves by switch. */
export interface HostileHost {
  /** Address of the page, with the slash at its end. */
  readonly url: string;
  /** The folder that it serves; another one is another version of the app. */
  buildPath: string;
  /** Answers so for the paths that match, below the folder of the app; null for what is right. */
  misbehave(fault: Fault | null, paths?: RegExp): void;
  /** Whether it has browsers keep for good, as some do, what it answers for names that change with their content. */
  isKept: boolean;
  /** The paths that were asked for since the last call. */
  asked(): string[];
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const PORTAL = '<!doctype html><title>Sign in</title><h1>Welcome to our network</h1>';
/** A slow line: a file takes longer than the page waits where nothing moves, but more of it comes all the time. */
const SLOW_PIECES = 12;
const SLOW_EVERY_MS = 1100;

/**
 * Serves a build on a free port of localhost.
 *
 * @param basePath folder of the site where the app lies, with slashes at both ends; it answers without the last one too
 */
export async function startHostileHost(basePath = '/'): Promise<HostileHost> {
  let fault: Fault | null = null;
  let faulty = /^/u;
  let paths: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;

  const host: HostileHost = {
    url: `http://localhost:${port}${basePath}`,
    buildPath: 'dist',
    isKept: false,
    misbehave(next, where = /^/u) {
      fault = next;
      faulty = where;
    },
    asked() {
      const answered = paths;
      paths = [];
      return answered;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', host.url);
    if (`${pathname}/` !== basePath && !pathname.startsWith(basePath)) return send(response, 404, 'text/plain', '');
    const path = pathname.slice(basePath.length) || 'index.html';
    paths.push(path);
    if (host.isKept && path.startsWith('assets/')) response.setHeader('Cache-Control', 'max-age=31536000, immutable');
    const file = await readFile(join(host.buildPath, path)).catch(() => null);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    if (fault !== null && faulty.test(path)) {
      const page = join(host.buildPath, 'index.html');
      return answerFaulty(fault, response, file ?? Buffer.alloc(0), type, page);
    }
    if (file === null) return send(response, 404, 'text/plain', 'no such file');
    return send(response, 200, type, file);
  }

  return host;
}

/** @param page the file of the host's own page, which some answer with for anything */
async function answerFaulty(
  how: Fault,
  response: ServerResponse,
  file: Buffer,
  type: string,
  page: string,
): Promise<void> {
  switch (how) {
    case 'the host’s page':
      return send(response, 200, TYPES['.html'], await readFile(page));
    case 'a captive portal':
      return send(response, 200, TYPES['.html'], PORTAL);
    case 'redirected to a portal':
      response.writeHead(302, { Location: 'http://127.0.0.1:9/sign-in' }).end();
      return undefined;
    case 'cut':
      return send(response, 200, type, file.subarray(0, Math.floor(file.length / 2)));
    case 'cut at once':
      return send(response, 200, type, '');
    case 'injected lines':
      return send(
        response,
        200,
        type,
        `${type.startsWith('text/html') ? '<!-- counter -->' : '/* counter */'}\n${file.toString()}`,
      );
    case 'a wrong type':
      return send(response, 200, 'application/octet-stream', file);
    case 'missing':
      return send(response, 404, 'text/html', 'Not here');
    case 'an error':
      return send(response, 500, 'text/html', 'Try later');
    case 'reset':
      response.destroy();
      return undefined;
    case 'stalled':
      response.writeHead(200, { 'Content-Type': type, 'Content-Length': file.length });
      response.write(file.subarray(0, 100));
      return undefined;
    case 'slow':
      response.writeHead(200, { 'Content-Type': type, 'Content-Length': file.length });
      for (let piece = 0; piece < SLOW_PIECES; piece += 1) {
        const at = (i: number) => Math.floor((file.length * i) / SLOW_PIECES);
        response.write(file.subarray(at(piece), at(piece + 1)));
        await new Promise((resolve) => setTimeout(resolve, SLOW_EVERY_MS));
      }
      response.end();
      return undefined;
    default:
      return how satisfies never;
  }
}

function send(response: ServerResponse, status: number, type: string | undefined, body: string | Buffer): void {
  if (status !== 200) response.removeHeader('Cache-Control');
  response
    .writeHead(status, { 'Content-Type': type ?? 'text/plain', 'Content-Length': Buffer.byteLength(body) })
    .end(body);
}
