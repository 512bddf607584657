import type { EngineProgress } from '../../domain/storage.ts';

/** What a worker says of DuckDB's engine, of which DuckDB's own script tells little and nothing where it does not load. */
export type EngineMessage =
  /** A clause with the reason: “the host answered 404”. */
  | { readonly engineFailure: string }
  /** `isWhole` when all of it has arrived, so that it is only being compiled. */
  | { readonly engineProgress: EngineProgress; readonly isWhole: boolean };

/** Engines that pass from worker to worker, so that one compiles for all. */
export interface CompiledEngines {
  /** By another worker; null where this one has to compile. */
  readonly given: WebAssembly.Module | null;
  /** Takes what this one has compiled, where that took so long that the next should not do it again. */
  readonly keep: (engine: WebAssembly.Module) => void;
}

const TOLD_EVERY_MS = 100;
/**
 * Chromium compiles the engine in 0.1 s, and each worker does it for itself there: a module that is handed on costs the page 63 MB.
 * Firefox and WebKit take ten times as long and more, and what they made faster meanwhile is handed on with it.
 */
const SLOWLY_COMPILED_MS = 500;

/**
 * For DuckDB's worker, before its script runs: looks at what comes as the engine, and says
 * how much has come, and why it cannot be used.
 */
export function watchEngineLoading(engines?: CompiledEngines): void {
  const compiled = engines?.given ?? null;
  const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const answer = await source;
      if (compiled !== null) {
        void answer.body?.cancel();
        // Nothing more arrives: what takes time from here on is making it ready.
        tell({ engineProgress: { loadedBytes: 0, totalBytes: 0 }, isWhole: true });
        return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
      }
      const type = answer.headers.get('content-type') ?? '';
      if (!answer.ok) throw new Error(`the host answered ${answer.status}`);
      if (/html/iu.test(type)) throw new Error('the host sent a page in its place');
      let arrivedAtMs = performance.now();
      const counting = counted(answer, () => {
        arrivedAtMs = performance.now();
      });
      // Browsers compile while it arrives only where the host names the type.
      const loaded = /^application\/wasm/iu.test(type)
        ? await streaming(counting, imports)
        : await WebAssembly.instantiate(await counting.arrayBuffer(), imports);
      if (performance.now() - arrivedAtMs > SLOWLY_COMPILED_MS) engines?.keep(loaded.module);
      return loaded;
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
function counted(answer: Response, onWhole: () => void): Response {
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
    flush: () => {
      say(true);
      onWhole();
    },
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
