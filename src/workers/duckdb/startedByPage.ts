import type { CompiledEngines } from './engineLoading.ts';
import type { EngineStart } from './engineRequest.ts';

/**
 * For the engine's worker: resolves once the page has told it whom it talks with, from when on all that the script of DuckDB says and
 * hears goes there. What it compiles goes to the page, which gives it to the next.
 */
export async function startedByPage(): Promise<CompiledEngines> {
  const tellPage = postMessage.bind(globalThis);
  const { messages, compiledEngine } = await new Promise<EngineStart>((resolve) => {
    addEventListener('message', ({ data }: MessageEvent<EngineStart>) => resolve(data), { once: true });
  });
  Reflect.set(globalThis, 'postMessage', messages.postMessage.bind(messages));
  messages.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    dispatchEvent(new MessageEvent('message', { data }));
  });
  messages.start();
  return { given: compiledEngine, keep: (engine) => tellPage(engine) };
}
