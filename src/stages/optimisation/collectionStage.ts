import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { MeasuredCollection } from '../../domain/collection.ts';
import { DEFAULT_MEASURED_SETTINGS, otherMeasure, type MeasuredSettings } from '../../domain/measured.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { decodeCollectionOutcome } from '../../formats/collectionOutcome.ts';
import { measureNow, OTHER_MEASURE_WORDS } from '../model/pluginInUse.ts';
import { randomId } from '../shell/randomId.ts';
import type { SegmentSource } from './segmentSource.ts';
import type { Tools } from '../tools.ts';
import { arrived } from '../shell/arrived.ts';

interface Dependencies extends Pick<Tools, 'store' | 'pool' | 'dataSet' | 'jobs' | 'log' | 'undoing' | 'settings'> {
  readonly segments: SegmentSource;
}

const SETTING_KEYS = Object.keys(DEFAULT_MEASURED_SETTINGS) as readonly (keyof MeasuredSettings)[];

/**
 * Stage 3 by ear, for many files at once: all of them try the same settings, so that one preset for all can be found, each
 * file's best can lean on what the others teach, and both can be compared on mixtures that nothing was chosen on [X7, X8].
 */
export class CollectionStage {
  readonly #deps: Dependencies;
  readonly #collections: ReadonlySignal<readonly MeasuredCollection[]>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#collections = computed(() =>
      deps.dataSet.collections.value.map(({ resultJson, ...rest }) => ({
        ...rest,
        ...decodeCollectionOutcome(resultJson),
      })),
    );
  }

  /** Newest first. */
  get collections(): ReadonlySignal<readonly MeasuredCollection[]> {
    return this.#collections;
  }

  async delete(collection: MeasuredCollection): Promise<void> {
    this.#deps.undoing.warnIfFinal(await this.#deps.store.deleteCollection(collection.collectionId));
  }

  /**
   * Searches the preset with the best mean over some files, and with it the best of each file. Goes on with an earlier
   * search of the same files and settings that was stopped.
   *
   * @param name what these files are, for people.
   */
  async find(name: string, audioIds: readonly string[], settings: MeasuredSettings): Promise<JobOutcome> {
    const spec = { kind: 'trials-all', stage: 'optimisation', title: `Measured BO, ${name}`, unit: 'trials' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { CollectionSearch } = await arrived(import('./collectionSearch.ts'));
      const search = await CollectionSearch.of(this.#deps, control.signal);
      const present = audioIds.filter((audioId) => search.canMix(audioId));
      const collection = this.#unfinished(name, present, settings) ?? this.#begun(name, present, settings);
      return search.find(collection, control);
    });
  }

  /** Tries what was found on partners and segments that nothing was chosen on (X7). */
  async check(collection: MeasuredCollection): Promise<JobOutcome> {
    const title = `Does adapting pay, ${collection.name}`;
    const spec = { kind: 'adaptation', stage: 'optimisation', title, unit: 'trials' } as const;
    const other = otherMeasure(collection.measure, measureNow(this.#deps));
    if (other !== null) {
      const why = `it was measured ${OTHER_MEASURE_WORDS[other]}, whose scores do not compare with today's. Search it anew.`;
      return this.#deps.jobs.refuse(spec, why);
    }
    return this.#deps.jobs.run(spec, async (control) => {
      const { CollectionSearch } = await arrived(import('./collectionSearch.ts'));
      const search = await CollectionSearch.of(this.#deps, control.signal);
      return search.check(collection, title, control);
    });
  }

  #unfinished(name: string, audioIds: readonly string[], settings: MeasuredSettings): MeasuredCollection | null {
    const wanted = new Set(audioIds);
    const same = (earlier: MeasuredCollection) =>
      earlier.result === null &&
      earlier.measure === measureNow(this.#deps) &&
      earlier.name === name &&
      earlier.audioIds.length === wanted.size &&
      earlier.audioIds.every((audioId) => wanted.has(audioId)) &&
      SETTING_KEYS.every((key) => earlier.settings[key] === settings[key]);
    return this.#collections.value.find(same) ?? null;
  }

  #begun(name: string, audioIds: readonly string[], settings: MeasuredSettings): MeasuredCollection {
    const collectionId = randomId();
    const asked = { collectionId, name, settings, audioIds, measure: measureNow(this.#deps), createdAt: new Date() };
    return { ...asked, result: null, report: null };
  }
}
