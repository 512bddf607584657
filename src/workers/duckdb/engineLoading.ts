import type { EngineProgress } from '../../domain/storage.ts';

/** What a worker says of DuckDB's engine, of which DuckDB's own script tells little and nothing where it does not load. */
export type EngineMessage =
  /** A clause with the reason: “the host answered 404”. */
  | { readonly engineFailure: string }
  /** `isWhole` when all of it has arrived, so that it is only being compiled. */
  | { readonly engineProgress: EngineProgress; readonly isWhole: boolean };

const TOLD_EVERY_MS = 100;

/**
 * For DuckDB's worker, before its script runs: looks at what comes as the engine, and says
 * how much has come, and why it cannot be used.
 */
export function watchEngineLoading(): void {
  const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const answer = await source;
      const type = answer.headers.get('content-type') ?? '';
      if (!answer.ok) throw new Error(`the host answered ${answer.status}`);
      if (/html/iu.test(type)) throw new Error('the host sent a page in its place');
      if (/^application\/wasm/iu.test(type)) return await streaming(counted(answer), imports);
      // Browsers compile while it arrives only where the host names the type.
      return await WebAssembly.instantiate(await counted(answer).arrayBuffer(), imports);
    } catch (error) {
      tell({ engineFailure: reasonOf(error) });
      return new Promise<never>(() => undefined);
    }
  };
}

/** Whether a message of a worker is one of its engine; the others are DuckDB's. */
export function isEngineMessage(data: unknown): data is EngineMessage {
  return typeof data === 'object' && data !== null && ('engineFailure' in data || 'engineProgress' in data);
}

function tell(message: EngineMessage): void {
  postMessage(message);
}

/** The same answer, of which is told how much has come. */
function counted(answer: Response): Response {
  const totalBytes = Number(answer.headers.get('content-length') ?? 0);
  let loadedBytes = 0;
  let toldAtMs = -Infinity;
  const say = (isWhole: boolean) => {
    toldAtMs = performance.now();
    tell({ engineProgress: { loadedBytes, totalBytes }, isWhole });
  };
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      loadedBytes += bytes.byteLength;
      if (performance.now() - toldAtMs >= TOLD_EVERY_MS) say(false);
      controller.enqueue(bytes);
    },
    flush: () => say(true),
  });
  return new Response(answer.body?.pipeThrough(counting) ?? null, answer);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WebAssembly.CompileError) {
    return /policy|unsafe-eval|disallowed/iu.test(message)
      ? 'the host’s security policy forbids WebAssembly'
      : 'what arrived is cut short or damaged';
  }
  return error instanceof TypeError ? 'it did not arrive: no network, or the host refuses it' : message;
}
