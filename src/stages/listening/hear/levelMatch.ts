import { computed, effect } from '@preact/signals-core';
import type { Excerpt } from '../../../domain/listening.ts';
import type { PluginInUse } from '../../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import type { Samples } from '../../../workers/contracts/listening.ts';
import type { ComputePool } from '../../../workers/pool/computePool.ts';
import type { Tools } from '../../tools.ts';

/** So long nothing must have changed before loudness is measured anew. */
const MEASURE_AFTER_MS = 250;

/** What is to be as loud as an excerpt. */
interface Wish {
  readonly excerpt: Samples;
  readonly heard: PluginParameters;
  readonly compared: readonly PluginParameters[];
}

/** What is followed; all of it reads signals. */
interface Followed {
  readonly plugin: () => PluginInUse;
  readonly setLevel: (level: number) => void;
  /** The stretch that is heard; null where levels are left alone. */
  readonly excerpt: () => { readonly samples: Samples; readonly excerpt: Excerpt } | null;
  readonly states: () => Pick<Wish, 'heard' | 'compared'>;
}

/** The level follows what is heard, so that it and what it is compared with are as loud as the sound itself. */
export function matchLevels({ pool, log }: Pick<Tools, 'pool' | 'log'>, followed: Followed): void {
  const { plugin, setLevel, states } = followed;
  const levels = new LevelMatch(pool, plugin, setLevel, (error) => log.thrown(error, 'prediction'));
  const part = computed(() => {
    const heard = followed.excerpt();
    return heard === null ? null : cutTo(heard.samples, heard.excerpt);
  });
  effect(() => {
    const wanted = states();
    const excerpt = part.value;
    levels.follow(excerpt === null || excerpt.channels[0]?.length === 0 ? null : { excerpt, ...wanted });
  });
}

/** Finds how loud a state of the plugin is to be heard so that it and others are as loud as the sound itself. */
class LevelMatch {
  readonly #pool: ComputePool;
  readonly #plugin: () => PluginInUse;
  readonly #setLevel: (level: number) => void;
  readonly #onError: (error: unknown) => void;
  #wish: Wish | null = null;
  /** By state, for one excerpt and the states that are compared on it. */
  #known: { readonly excerpt: Samples; readonly gains: ReadonlyMap<string, number> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isMeasuring = false;

  constructor(
    pool: ComputePool,
    plugin: () => PluginInUse,
    setLevel: (level: number) => void,
    onError: (error: unknown) => void,
  ) {
    this.#pool = pool;
    this.#plugin = plugin;
    this.#setLevel = setLevel;
    this.#onError = onError;
  }

  /** @param wish null leaves everything as loud as the plugin gives it out. */
  follow(wish: Wish | null): void {
    clearTimeout(this.#timer);
    this.#wish = wish;
    if (wish === null) this.#setLevel(1);
    else if (!this.#apply(wish)) this.#timer = setTimeout(() => void this.#measure(), MEASURE_AFTER_MS);
  }

  /** Whether what is wished is known, and heard from now on. */
  #apply({ excerpt, heard, compared }: Wish): boolean {
    const { gains } = this.#known?.excerpt === excerpt ? this.#known : { gains: null };
    const gain = gains?.get(keyOf(heard));
    if (gain === undefined || !compared.every((state) => gains?.has(keyOf(state)))) return false;
    this.#setLevel(gain);
    return true;
  }

  async #measure(): Promise<void> {
    const wish = this.#wish;
    if (this.#isMeasuring || wish === null) return;
    this.#isMeasuring = true;
    const { excerpt, heard, compared } = wish;
    try {
      const states = [heard, ...compared];
      const gains = await this.#pool.run(async (worker) => worker.matchedGains(excerpt, states, this.#plugin()), {
        signal: new AbortController().signal,
        interactive: true,
      });
      const known = states.map((state, i) => [keyOf(state), gains[i] ?? 1] as const);
      this.#known = { excerpt, gains: new Map(known) };
    } catch (error) {
      this.#onError(error);
      return;
    } finally {
      this.#isMeasuring = false;
    }
    const latest = this.#wish;
    if (latest !== null && !this.#apply(latest) && latest !== wish) await this.#measure();
  }
}

function keyOf(state: PluginParameters): string {
  return JSON.stringify(state);
}

/** The samples of an excerpt. */
export function cutTo({ channels, sampleRateHz }: Samples, { startSec, endSec }: Excerpt): Samples {
  const [from, to] = [startSec, endSec].map((sec) => Math.floor(sec * sampleRateHz));
  return { sampleRateHz, channels: channels.map((channel) => channel.slice(from, to)) };
}
