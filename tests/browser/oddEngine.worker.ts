import scriptUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url';
import { runDuckDb } from '../../src/workers/duckdb/runDuckDb.ts';

/** How the host answers when it is asked for the engine. */
export type OddAnswer = 'not found' | 'error' | 'page' | 'no type' | 'cut' | 'nothing' | 'silence';

addEventListener('message', ({ data }: MessageEvent<OddAnswer>) => void start(data), { once: true });

async function start(kind: OddAnswer): Promise<void> {
  const fetchWell = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (request) => {
    if (kind === 'silence') return new Promise<never>(() => undefined);
    if (kind === 'nothing') throw new TypeError('Failed to fetch');
    if (kind === 'page') return new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
    if (kind === 'not found' || kind === 'error') return new Response('', { status: kind === 'error' ? 500 : 404 });
    const answer = await fetchWell(request);
    return kind === 'cut'
      ? new Response(await begun(answer), { headers: { 'content-type': 'application/wasm' } })
      : new Response(answer.body, { headers: { 'content-type': 'application/octet-stream' } });
  };
  await runDuckDb(scriptUrl);
}

async function begun(answer: Response): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return first?.value;
}
