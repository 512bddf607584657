import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';

/** Starts DuckDB instances, one of them ahead of time where somebody expects to need it soon. */
export class PreparedEngine {
  readonly #create: DuckDbEngineFactory;
  #prepared: Promise<DuckDbEngine | null> | null = null;

  constructor(create: DuckDbEngineFactory) {
    this.#create = create;
  }

  /** Starts an instance and keeps it for the next {@link take}; where that fails, `take` starts its own and says why. */
  async prepare(): Promise<void> {
    this.#prepared ??= this.#create().catch(() => null);
    await this.#prepared;
  }

  /** The instance that was started ahead, or a new one. */
  async take(): Promise<DuckDbEngine> {
    const prepared = this.#prepared;
    this.#prepared = null;
    return (await prepared) ?? this.#create();
  }
}
