import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';

/** Starts DuckDB instances, one of them ahead of time where somebody expects to need it soon. */
export class PreparedEngine {
  readonly #create: DuckDbEngineFactory;
  #prepared: Promise<DuckDbEngine> | null = null;

  constructor(create: DuckDbEngineFactory) {
    this.#create = create;
  }

  /** Starts an instance and keeps it for the next {@link take}. Rejects where that fails; `take` tries again then. */
  async prepare(): Promise<void> {
    if (this.#prepared === null) {
      const preparing = this.#create();
      this.#prepared = preparing;
      preparing.catch(() => {
        if (this.#prepared === preparing) this.#prepared = null;
      });
    }
    await this.#prepared;
  }

  /** The instance that was started ahead, or a new one. */
  async take(): Promise<DuckDbEngine> {
    const prepared = this.#prepared;
    this.#prepared = null;
    return prepared ?? this.#create();
  }
}
