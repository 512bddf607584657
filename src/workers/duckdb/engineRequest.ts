/** The data set's own, or one for a person's statements, whose memory is limited. */
export type EngineKind = 'data set' | 'console';

/** What a worker asks the page for: an engine in a worker of its own, with which it then talks directly. */
export interface EngineRequest {
  readonly engineWanted: EngineKind;
  /** The engine's end of all that is said between them. */
  readonly messages: MessagePort;
  /** The page's: any message ends the engine, an {@link EngineFailure} comes back where its worker fails. */
  readonly control: MessagePort;
}

/** The message of a worker's `error` event, empty where its script did not come. */
export interface EngineFailure {
  readonly message: string;
}

/** What the page gives the engine's worker first. */
export interface EngineStart {
  readonly messages: MessagePort;
  /** As another worker has compiled it. */
  readonly compiledEngine: WebAssembly.Module | null;
}

/** Whether a message of a worker is such a request; the others are not about engines. */
export function isEngineRequest(data: unknown): data is EngineRequest {
  return typeof data === 'object' && data !== null && 'engineWanted' in data;
}

/** A worker for whoever uses listeners and messages only, as DuckDB does. */
export type EngineHost = Omit<Worker, 'onmessage' | 'onmessageerror' | 'onerror'>;

/** An engine's worker, as the worker that asked the page for it sees it. */
export class EngineWorker extends EventTarget implements EngineHost {
  readonly #messages: MessagePort;
  readonly #control: MessagePort;

  constructor(kind: EngineKind) {
    super();
    const [messages, control] = [new MessageChannel(), new MessageChannel()];
    this.#messages = messages.port1;
    this.#control = control.port1;
    this.#messages.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
      this.dispatchEvent(new MessageEvent('message', { data })),
    );
    this.#control.addEventListener('message', ({ data }: MessageEvent<EngineFailure>) =>
      this.dispatchEvent(new ErrorEvent('error', data)),
    );
    this.#messages.start();
    this.#control.start();
    const request: EngineRequest = { engineWanted: kind, messages: messages.port2, control: control.port2 };
    postMessage(request, { transfer: [messages.port2, control.port2] });
  }

  postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
    this.#messages.postMessage(message, Array.isArray(options) ? { transfer: options } : options);
  }

  terminate(): void {
    this.#control.postMessage('end');
    this.#messages.close();
    this.#control.close();
  }
}
