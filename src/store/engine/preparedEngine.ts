import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';

/** An instance that is not there yet. */
interface Coming {
  readonly engine: Promise<DuckDbEngine>;
  readonly startAnother: () => void;
}

/** By now an instance may have been lost on its way. */
const ANOTHER_AFTER_MS = 60_000;

/** Starts DuckDB instances, one of them ahead of time where somebody expects to need it soon. */
export class PreparedEngine {
  readonly #create: DuckDbEngineFactory;
  #prepared: Coming | null = null;
  #latest: Coming | null = null;

  constructor(create: DuckDbEngineFactory) {
    this.#create = create;
  }

  /** Starts an instance and keeps it for the next {@link take}. Rejects where that fails; `take` tries again then. */
  async prepare(): Promise<void> {
    if (this.#prepared === null) {
      const preparing = this.#start();
      this.#prepared = preparing;
      preparing.engine.catch(() => {
        if (this.#prepared === preparing) this.#prepared = null;
      });
    }
    await this.#prepared.engine;
  }

  /** The instance that was started ahead, or a new one. */
  async take(): Promise<DuckDbEngine> {
    const prepared = this.#prepared;
    this.#prepared = null;
    return (prepared ?? this.#start()).engine;
  }

  /** Where an instance is long in coming: starts another beside it. Whichever is there first is used, the other ended. */
  startAnother(): void {
    this.#latest?.startAnother();
  }

  #start(): Coming {
    this.#latest = firstOf(this.#create);
    return this.#latest;
  }
}

/** Fails when all that were started have. */
function firstOf(create: DuckDbEngineFactory): Coming {
  let startAnother = () => undefined as void;
  const engine = new Promise<DuckDbEngine>((resolve, reject) => {
    let isSettled = false;
    let coming = 0;
    const settle = (finish: () => void) => {
      isSettled = true;
      clearTimeout(timer);
      finish();
    };
    startAnother = () => {
      if (isSettled) return;
      coming += 1;
      create().then(
        (made) => (isSettled ? made.terminate() : settle(() => resolve(made))),
        (error: unknown) => {
          coming -= 1;
          if (coming === 0 && !isSettled) settle(() => reject(error));
        },
      );
    };
    const timer = setTimeout(() => startAnother(), ANOTHER_AFTER_MS);
    startAnother();
  });
  return { engine, startAnother: () => startAnother() };
}
