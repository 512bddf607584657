import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { runDuckDb } from '../../src/workers/duckdb/runDuckDb.ts';

/** How the host answers when it is asked for the engine. */
export type OddAnswer = 'not found' | 'error' | 'page' | 'no type' | 'cut' | 'nothing' | 'silence' | 'slow to compile';

export interface OddStart {
  readonly kind: OddAnswer;
  readonly given: WebAssembly.Module | null;
}

addEventListener('message', ({ data }: MessageEvent<OddStart>) => void start(data), { once: true });

async function start({ kind, given }: OddStart): Promise<void> {
  const fetchWell = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (request) => {
    if (kind === 'silence') return new Promise<never>(() => undefined);
    if (kind === 'nothing') throw new TypeError('Failed to fetch');
    if (kind === 'page') return new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
    if (kind === 'not found' || kind === 'error') return new Response('', { status: kind === 'error' ? 500 : 404 });
    const answer = await fetchWell(request);
    if (kind === 'slow to compile') return answer;
    return kind === 'cut'
      ? new Response(await begun(answer), { headers: { 'content-type': 'application/wasm' } })
      : new Response(answer.body, { headers: { 'content-type': 'application/octet-stream' } });
  };
  if (kind === 'slow to compile') compileSlowly();
  await runDuckDb(scriptUrl, { given, keep: (engine) => postMessage(engine) });
}

/** As if compiling took a minute. */
function compileSlowly(): void {
  const now = performance.now.bind(performance);
  const compile = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (answer, imports) => {
    const compiled = await compile(answer, imports);
    performance.now = () => now() + 60_000;
    return compiled;
  };
}

async function begun(answer: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return first?.value;
}
