/** What a worker says where DuckDB's engine does not load: its script leaves whoever waits for it waiting for ever. */
export interface EngineFailure {
  /** A clause with the reason: “the host answered 404”. */
  readonly engineFailure: string;
}

/** For DuckDB's worker, before its script runs: looks at what comes as the engine, and says why it cannot be used. */
export function watchEngineLoading(): void {
  const streaming = WebAssembly.instantiateStreaming.bind(WebAssembly);
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      const answer = await source;
      const type = answer.headers.get('content-type') ?? '';
      if (!answer.ok) throw new Error(`the host answered ${answer.status}`);
      if (/html/iu.test(type)) throw new Error('the host sent a page in its place');
      if (/^application\/wasm/iu.test(type)) return await streaming(answer, imports);
      // Browsers compile while it arrives only where the host names the type.
      return await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
    } catch (error) {
      postMessage({ engineFailure: reasonOf(error) } satisfies EngineFailure);
      return new Promise<never>(() => undefined);
    }
  };
}

/** The reason in the message of a worker; null where it says something else. */
export function engineFailureOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('engineFailure' in data)) return null;
  return typeof data.engineFailure === 'string' ? data.engineFailure : null;
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
