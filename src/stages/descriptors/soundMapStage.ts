import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { isAbort } from '../../domain/errors.ts';
import type { Projection, RowClusters, TimbreProfile } from '../../domain/timbre.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { arrived } from '../shell/arrived.ts';
import { trainingSteps } from '../model/trainingSteps.ts';
import { PageTurns } from '../jobs/pageTurns.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'webAudio' | 'dataSet' | 'sources' | 'jobs' | 'log'>;

/** What places a sound on the map: its twelve descriptors, or its timbre profile besides. */
export type MapBasis = 'descriptors' | 'timbre';

/** How they are laid out: by the two principal components, or by UMAP. */
export type MapLayout = 'components' | 'umap';

/** Where a sound lies. */
export interface MapPoint {
  readonly record: AudioRecord;
  readonly x: number;
  readonly y: number;
  /** Which cluster of similar sounds it is in, from 0, the largest first. */
  readonly cluster: number;
  /** The best score that the file could reach less the score of its best parameters; null where it was not searched. */
  readonly regret: number | null;
}

/** What counts along an axis: columns by name, standardised, each with its loading. */
export type AxisLoadings = readonly { readonly column: string; readonly loading: number }[];

/** The map of the sounds that have what its basis asks for. */
export interface SoundMap {
  readonly basis: MapBasis;
  readonly layout: MapLayout;
  readonly points: readonly MapPoint[];
  /** Of the principal components, across and up; null where distance counts, not direction. */
  readonly axes: readonly [MapAxis, MapAxis] | null;
  /** What sets each cluster apart: columns by name and how far its mean lies from that of all, the farthest first. */
  readonly clusters: readonly AxisLoadings[];
}

export interface MapAxis {
  /** The share of all differences that it shows. */
  readonly explained: number;
  readonly loadings: AxisLoadings;
}

/** What was computed of the same numbers is not computed again. */
export interface Computed {
  readonly values: Float64Array;
  readonly described: Float64Array;
  readonly projection: Projection;
  readonly clusters: RowClusters;
  umap: Float64Array | null;
}

/** The same data give the same map. */
const SEED = 1;

/** The sounds of the data set laid out so that similar ones lie together. */
export class SoundMapStage {
  readonly #deps: Dependencies;
  readonly #map = signal<SoundMap | null>(null);
  readonly #basis = signal<MapBasis>('descriptors');
  readonly #layout = signal<MapLayout>('components');
  readonly #profiles = signal<ReadonlyMap<string, TimbreProfile>>(new Map());
  readonly #unmeasured = computed(() => {
    const { dataSet } = this.#deps;
    const profiles = this.#profiles.value;
    return profiles.size === 0 ? dataSet.records.value : dataSet.filesWhere(({ audioId }) => !profiles.has(audioId));
  });
  #drawing: AbortController | null = null;
  #computed: Computed | null = null;
  #layingOut: Promise<unknown> = Promise.resolve();

  readonly map: ReadonlySignal<SoundMap | null> = this.#map;
  /** What was chosen to place the sounds by. */
  readonly basis: ReadonlySignal<MapBasis> = this.#basis;
  readonly layout: ReadonlySignal<MapLayout> = this.#layout;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The files that have no timbre profile; the same list as long as they are the same. */
  unmeasured(): readonly AudioRecord[] {
    return this.#unmeasured.value;
  }

  /** Places the sounds by another basis. Never rejects: what goes wrong is told in the log. */
  async drawBy(basis: MapBasis): Promise<void> {
    this.#basis.value = basis;
    return this.draw();
  }

  /** Lays the sounds out in another way. Never rejects: what goes wrong is told in the log. */
  async layOutBy(layout: MapLayout): Promise<void> {
    this.#layout.value = layout;
    return this.draw();
  }

  /** Lays the sounds out anew. Never rejects: what goes wrong is told in the log. */
  async draw(): Promise<void> {
    const basis = this.#basis.peek();
    const layout = this.#layout.peek();
    this.#drawing?.abort(new DOMException('Stopped.', 'AbortError'));
    const drawing = new AbortController();
    this.#drawing = drawing;
    const { store, dataSet, log } = this.#deps;
    try {
      const [profiles, optima] = await Promise.all([store.listTimbres(), store.listOptima()]);
      const byId = new Map(profiles.map((profile) => [profile.audioId, profile]));
      this.#profiles.value = byId;
      const { computedOf, isSame, mapOf, mapRows } = await arrived(import('./mapRows.ts'));
      const files = dataSet.described.peek();
      const descriptors = dataSet.describedValues.peek();
      // The page goes on between: reading the rows, making a table of them and sending that are a task each.
      await new PageTurns().pause();
      if (drawing.signal.aborted) return;
      const rows = mapRows(files, descriptors, byId, basis);
      const { values, described, columns } = rows;
      await new PageTurns().pause();
      if (drawing.signal.aborted) return;
      const known = this.#computed;
      const isKnown = known !== null && isSame(known.values, values) && isSame(known.described, described);
      const computed = isKnown ? known : await computedOf(this.#deps, rows, drawing.signal);
      if (drawing.signal.aborted) return;
      this.#computed = computed;
      if (layout === 'umap' && computed.umap === null) {
        await this.#layOut(computed, columns.length, drawing.signal);
        if (drawing.signal.aborted) return;
        if (computed.umap === null) {
          // Stopped: what is chosen says what is seen.
          this.#layout.value = this.#map.peek()?.layout ?? 'components';
          return;
        }
      }
      // The page goes on between: reading the answer, making the map of it and showing that are a task each.
      await new PageTurns().pause();
      const map = mapOf(rows, optima, computed, layout);
      await new PageTurns().pause();
      if (drawing.signal.aborted) return;
      this.#map.value = map;
    } catch (error) {
      if (!isAbort(error)) log.thrown(error, 'import', 'map of sounds');
    }
  }

  /** Lays out what was computed by UMAP, as a job; leaves it without where that is stopped. */
  async #layOut(computed: Computed, columns: number, stop: AbortSignal): Promise<void> {
    const { jobs, pool } = this.#deps;
    // The one before was stopped and is about to end.
    await this.#layingOut;
    if (stop.aborted) return;
    const spec = { kind: 'sound-map', stage: 'import', title: 'Sound map', unit: 'steps' } as const;
    const job = jobs.run(spec, async ({ signal, onProgress }) => {
      const either = AbortSignal.any([signal, stop]);
      const steps = trainingSteps({ signal: either, onProgress });
      computed.umap = await pool.run(async (worker) => worker.layOutByUmap(computed.values, columns, SEED, steps), {
        signal: either,
      });
      return `Sound map finished: ${computed.umap.length / 2} sounds laid out by UMAP`;
    });
    this.#layingOut = job;
    await job;
  }

  /** Measures the timbre of the files that lack a profile and whose audio is at hand. */
  async measure(): Promise<JobOutcome> {
    const spec = { kind: 'timbre', stage: 'import', title: 'Timbre', unit: 'files' } as const;
    return this.#deps.jobs.run(spec, async (control) => {
      const { measureTimbres } = await arrived(import('./timbreMeasuring.ts'));
      return measureTimbres(
        this.#deps,
        this.unmeasured().map(({ file }) => file),
        control,
      );
    });
  }
}
