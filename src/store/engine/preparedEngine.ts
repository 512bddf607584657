import type { DuckDbEngine, DuckDbEngineFactory } from './duckdbEngine.ts';

/** Starts DuckDB instances, one of them ahead of time where somebody expects to need it soon. */
export class SpareEngine {
  readonly #create: DuckDbEngineFactory;
  #spare: Promise<DuckDbEngine | null> | null = null;

  constructor(create: DuckDbEngineFactory) {
    this.#create = create;
  }

  /** Starts an instance and keeps it for the next {@link take}; where that fails, `take` starts its own and says why. */
  async prepare(): Promise<void> {
    this.#spare ??= this.#create().catch(() => null);
    await this.#spare;
  }

  /** The instance that was started ahead, or a new one. */
  async take(): Promise<DuckDbEngine> {
    const spare = this.#spare;
    this.#spare = null;
    return (await spare) ?? this.#create();
  }
}
