import { signal, type ReadonlySignal } from '@preact/signals-core';
import { decodeWithWebAudio } from '../../audio/decode/webAudio.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { descriptorsToVector } from '../../domain/descriptors.ts';
import { isAbort } from '../../domain/errors.ts';
import type { TimbreProfile } from '../../domain/timbre.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { Batcher } from '../jobs/batcher.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'webAudio' | 'dataSet' | 'sources' | 'jobs' | 'log'>;

/** What places a sound on the map: its twelve descriptors, or its timbre profile besides. */
export type MapBasis = 'descriptors' | 'timbre';

/** Where a sound lies. */
export interface MapPoint {
  readonly record: AudioRecord;
  readonly x: number;
  readonly y: number;
  /** The best score that the file could reach less the score of its best parameters; null where it was not searched. */
  readonly regret: number | null;
}

/** The map of the sounds that have what its basis asks for. */
export interface SoundMap {
  readonly basis: MapBasis;
  readonly points: readonly MapPoint[];
  /** The share of all differences that each axis shows. */
  readonly explained: readonly [number, number];
}

/** The sounds of the data set laid out so that similar ones lie together. */
export class SoundMapStage {
  readonly #deps: Dependencies;
  readonly #map = signal<SoundMap | null>(null);
  readonly #basis = signal<MapBasis>('descriptors');
  readonly #profiles = signal<ReadonlyMap<string, TimbreProfile>>(new Map());
  #drawing: AbortController | null = null;

  readonly map: ReadonlySignal<SoundMap | null> = this.#map;
  /** What was chosen to place the sounds by. */
  readonly basis: ReadonlySignal<MapBasis> = this.#basis;

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

  /** Lays the sounds out anew. Never rejects: what goes wrong is told in the log. */
  async draw(): Promise<void> {
    const basis = this.#basis.peek();
    this.#drawing?.abort(new DOMException('Stopped.', 'AbortError'));
    const drawing = new AbortController();
    this.#drawing = drawing;
    const { store, pool, dataSet, log } = this.#deps;
    try {
      const [profiles, optima] = await Promise.all([store.listTimbres(), store.listOptima()]);
      const byId = new Map(profiles.map((profile) => [profile.audioId, profile]));
      this.#profiles.value = byId;
      const rows = dataSet.records.peek().flatMap((record) => {
        const profile = byId.get(record.file.audioId);
        if (record.descriptors.kind !== 'done' || (basis === 'timbre' && profile === undefined)) return [];
        const own = descriptorsToVector(record.descriptors.descriptors);
        return [{ record, values: basis === 'timbre' ? [...own, ...(profile?.values ?? [])] : [...own] }];
      });
      const columns = rows[0]?.values.length ?? 1;
      const flat = Float64Array.from(rows.flatMap(({ values }) => values));
      const { coordinates, explained } = await pool.run(async (worker) => worker.projectToPlane(flat, columns), {
        signal: drawing.signal,
        interactive: true,
      });
      const reachable = new Map(optima.audioIds.map((audioId, row) => [audioId, optima.scores[row]]));
      const points = rows.map(({ record }, i): MapPoint => {
        const best = reachable.get(record.file.audioId);
        const regret = best === undefined || record.best === null ? null : Math.max(0, best - record.best.score);
        return { record, x: coordinates[2 * i] ?? 0, y: coordinates[2 * i + 1] ?? 0, regret };
      });
      if (!drawing.signal.aborted) this.#map.value = { basis, points, explained };
    } catch (error) {
      if (!isAbort(error)) log.thrown(error, 'import', 'map of sounds');
    }
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
    const answer = await pool.run(async (worker) => worker.measureTimbre(file, path), { signal: stop });
    if (answer.kind === 'done') return answer.values;
    return webAudio.run(answer.decodedBytes, async () => {
      stop.throwIfAborted();
      const { channels, sampleRateHz } = await decodeWithWebAudio(await file.arrayBuffer(), answer.sampleRateHz, path);
      const sent = transfer(channels, buffersOf(channels));
      const again = await pool.run(async (worker) => worker.timbreOf(sent, sampleRateHz), { signal: stop });
      return again.values;
    });
  }
}
