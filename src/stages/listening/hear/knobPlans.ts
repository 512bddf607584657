import { signal } from '@preact/signals-core';
import type { KnobPlan, ListeningCandidate } from '../../../domain/listening.ts';
import { hyperparametersOfState, type PluginParameters } from '../../../domain/pluginParameters.ts';
import { isUntouched } from '../../../ml/measured/writtenKnobs.ts';
import { compensateKnobs, plainKnobs, playKnobs } from '../../../ml/plugin/compensateKnobs.ts';
import type { KnobUpdate, Samples } from '../../../workers/contracts/listening.ts';
import type { PluginInUse } from '../../../domain/pluginInUse.ts';
import type { ComputePool } from '../../../workers/pool/computePool.ts';

/** How the plugin's own model bends the knobs along the open sound, and the knobs that make up for it (B3). */
export class KnobPlans {
  readonly #pool: ComputePool;
  readonly #plugin: () => PluginInUse;
  /** By what the bend depends on beside the sound. */
  readonly #traces = signal<ReadonlyMap<string, readonly KnobUpdate[]>>(new Map());
  readonly #asked = new Map<string, Promise<void>>();
  #sound: Samples | null = null;

  constructor(pool: ComputePool, plugin: () => PluginInUse) {
    this.#pool = pool;
    this.#plugin = plugin;
  }

  /** Another sound, or the same at another rate. */
  open(sound: Samples): void {
    this.#sound = sound;
    this.#asked.clear();
    this.#traces.value = new Map();
  }

  /** Follows the plugin's own model along the sound, once for each way to cut it into frames. */
  async follow(parameters: PluginParameters): Promise<void> {
    const sound = this.#sound;
    const key = traceKey(parameters);
    if (sound === null) return;
    const asked = this.#asked.get(key) ?? this.#trace(sound, key, parameters);
    this.#asked.set(key, asked);
    await asked;
  }

  /** @param imported the state that was imported, where it is the candidate: its knobs are written as they are. */
  plan(
    { hyperparameters }: ListeningCandidate,
    settings: PluginParameters,
    compensates: boolean,
    imported: PluginParameters | null,
  ): KnobPlan {
    const updates = this.#traces.value.get(traceKey(settings)) ?? null;
    const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = hyperparameters;
    const wanted = { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty };
    const isCompensated = compensates && imported === null && updates !== null && !isUntouched(hyperparameters);
    const find = isCompensated ? compensateKnobs : plainKnobs;
    const { knobs, played, reached } =
      imported === null
        ? find(updates ?? [], wanted)
        : playKnobs(updates ?? [], hyperparametersOfState(imported), wanted);
    const isKnown = updates !== null;
    return { wanted, written: knobs, plays: isKnown ? played : null, reached: isKnown ? reached : null, isCompensated };
  }

  async #trace(sound: Samples, key: string, parameters: PluginParameters): Promise<void> {
    const updates = await this.#pool.run(async (worker) => worker.traceKnobs(sound, parameters, this.#plugin()), {
      signal: new AbortController().signal,
      interactive: true,
    });
    if (sound === this.#sound) this.#traces.value = new Map([...this.#traces.peek(), [key, updates]]);
  }
}

/** What decides when the plugin's model is asked, and of what. */
function traceKey({ fftSize, hopMode, numClusters, clusterUpdateHz }: PluginParameters): string {
  return [fftSize, hopMode, numClusters, clusterUpdateHz].join(' ');
}
