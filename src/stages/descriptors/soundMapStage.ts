import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { DESCRIPTOR_COLUMNS, DESCRIPTOR_COUNT, descriptorsToVector } from '../../domain/descriptors.ts';
import { isAbort } from '../../domain/errors.ts';
import { TIMBRE_COLUMNS, type Projection, type RowClusters, type TimbreProfile } from '../../domain/timbre.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import type { MeasuredTimbre } from '../../workers/contracts/timbre.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { trainingSteps } from '../model/trainingSteps.ts';
import type { Tools } from '../tools.ts';
import { throughWebAudio } from './throughWebAudio.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'webAudio' | 'dataSet' | 'sources' | 'jobs' | 'log'>;

/** What places a sound on the map: its twelve descriptors, or its timbre profile besides. */
export type MapBasis = 'descriptors' | 'timbre';

/** How they are laid out: by the two principal components, or by UMAP. */
export type MapLayout = 'components' | 'umap';

/** The name of the column that tells clusters apart beside the descriptors. */
export const DURATION_COLUMN = 'duration';

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
interface Computed {
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

  /** The files that have no timbre profile. */
  unmeasured(): readonly AudioRecord[] {
    return this.#deps.dataSet.records.value.filter(({ file }) => !this.#profiles.value.has(file.audioId));
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
      const rows = dataSet.records.peek().flatMap((record) => {
        const profile = byId.get(record.file.audioId);
        if (record.descriptors.kind !== 'done' || (basis === 'timbre' && profile === undefined)) return [];
        const own = descriptorsToVector(record.descriptors.descriptors);
        return [{ record, own, values: basis === 'timbre' ? [...own, ...(profile?.values ?? [])] : own }];
      });
      const columns = basis === 'timbre' ? [...DESCRIPTOR_COLUMNS, ...TIMBRE_COLUMNS] : DESCRIPTOR_COLUMNS;
      const values = packed(
        rows.map((row) => row.values),
        columns.length,
      );
      const described = withDurations(rows);
      const known = this.#computed;
      const isKnown = known !== null && isSame(known.values, values) && isSame(known.described, described);
      const computed = isKnown ? known : await this.#compute(values, columns.length, described, drawing.signal);
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
      const reachable = new Map(optima.audioIds.map((audioId, row) => [audioId, optima.scores[row]]));
      const { projection, clusters } = computed;
      const coordinates = layout === 'umap' ? (computed.umap ?? projection.coordinates) : projection.coordinates;
      const points = rows.map(({ record }, i): MapPoint => {
        const best = reachable.get(record.file.audioId);
        const regret = best === undefined || record.best === null ? null : Math.max(0, best - record.best.score);
        const cluster = clusters.labels[i] ?? 0;
        return { record, x: coordinates[2 * i] ?? 0, y: coordinates[2 * i + 1] ?? 0, cluster, regret };
      });
      const axis = (index: 0 | 1): MapAxis => ({
        explained: projection.explained[index],
        loadings: columns.map((column, i) => ({ column, loading: projection.loadings[index][i] ?? 0 })),
      });
      this.#map.value = {
        basis,
        layout,
        points,
        axes: layout === 'umap' ? null : [axis(0), axis(1)],
        clusters: clusters.traits.map((traits) =>
          traits.map(({ column, shift }) => ({
            column: DESCRIPTOR_COLUMNS[column] ?? DURATION_COLUMN,
            loading: shift,
          })),
        ),
      };
    } catch (error) {
      if (!isAbort(error)) log.thrown(error, 'import', 'map of sounds');
    }
  }

  async #compute(values: Float64Array, columns: number, described: Float64Array, stop: AbortSignal): Promise<Computed> {
    const { pool } = this.#deps;
    const options = { signal: stop, interactive: true };
    const [projection, clusters] = await Promise.all([
      pool.run(async (worker) => worker.projectToPlane(values, columns), options),
      pool.run(async (worker) => worker.clusterRows(described, DESCRIPTOR_COUNT + 1, DESCRIPTOR_COUNT), options),
    ]);
    return { values, described, projection, clusters, umap: null };
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
    return this.#deps.jobs.run(spec, async (control) => this.#measureAll(control));
  }

  async #measureAll({ signal: stop, onProgress }: JobControl): Promise<string> {
    const { store, pool, sources, log } = this.#deps;
    const missing = this.unmeasured().map(({ file }) => file);
    const total = missing.length;
    const counts = { measured: 0, silent: 0, absent: 0, failed: 0 };
    const tell = () => onProgress({ done: counts.measured + counts.silent + counts.absent + counts.failed, total });
    const batcher = new Batcher<TimbreProfile>(async (profiles) => {
      await store.saveTimbres(profiles);
      counts.measured += profiles.length;
      tell();
    });
    tell();
    await forEachLimited(missing, pool.size, stop, async ({ audioId, path }) => {
      try {
        const file = await sources.open(audioId);
        const values = file === null ? undefined : await this.#timbreOf(file, path, stop);
        if (values === undefined) counts.absent += 1;
        else if (values === null) counts.silent += 1;
        else batcher.add({ audioId, values });
      } catch (error) {
        if (isAbort(error)) return;
        counts.failed += 1;
        log.thrown(error, 'import', path);
      }
      tell();
    });
    await batcher.settled();
    const { measured, silent, absent, failed } = counts;
    return `Timbre finished: ${measured} measured, ${silent} silent, ${absent} not at hand, ${failed} failed${stop.aborted ? ' (stopped)' : ''}`;
  }

  async #timbreOf(file: File, path: string, stop: AbortSignal): Promise<readonly number[] | null> {
    const { pool, webAudio } = this.#deps;
    const ask = async (isStreamed: boolean) =>
      pool.run(async (worker) => worker.measureTimbre(file, path, isStreamed), { signal: stop });
    const answer = await ask(false);
    if (answer.kind === 'done') return answer.values;
    return webAudio.run(answer.decodedBytes, async () => {
      stop.throwIfAborted();
      const again = await throughWebAudio<MeasuredTimbre>(
        { file, path, sampleRateHz: answer.sampleRateHz },
        async ({ channels, sampleRateHz }) => {
          const sent = transfer(channels, buffersOf(channels));
          return pool.run(async (worker) => worker.timbreOf(sent, sampleRateHz), { signal: stop });
        },
        async () => ask(true),
      );
      return again.values;
    });
  }
}

function packed(rows: readonly ArrayLike<number>[], columns: number): Float64Array {
  const flat = new Float64Array(rows.length * columns);
  for (const [i, row] of rows.entries()) flat.set(row, i * columns);
  return flat;
}

/** The descriptors of some files and the logarithm of their durations; the mean of the others where one is not known. */
function withDurations(rows: readonly { readonly record: AudioRecord; readonly own: Float64Array }[]): Float64Array {
  const durations = rows.map(({ record }) => Math.log(Math.max(record.file.durationSec ?? Number.NaN, 1e-3)));
  const known = durations.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const columns = DESCRIPTOR_COUNT + 1;
  return packed(
    rows.map(({ own }, i) => [...own, Number.isNaN(durations[i]) ? mean : (durations[i] ?? mean)]),
    columns,
  );
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
