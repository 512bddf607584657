import { effect } from '@preact/signals-core';
import { releaseSamples } from '../../audio/bytes/release.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { isAbort } from '../../domain/errors.ts';
import type { MixtureSet } from '../../domain/measured.ts';
import { namedSegments } from '../../ml/measured/segments.ts';
import type { HeardFile, HearingSetup } from '../../workers/contracts/measured.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { throughWebAudio } from '../descriptors/throughWebAudio.ts';
import { audioIsGone } from '../import/fileRefusals.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'pool' | 'dataSet' | 'sources' | 'webAudio' | 'jobs'>;

/** Segments that stay in memory: about 45 files. */
const KEPT_BYTES = 192 * 1024 * 1024;
/** How long they stay when nobody asks: as long as the workers that would decode them. */
const IDLE_MS = 30_000;

interface Kept {
  readonly setup: HearingSetup;
  readonly heard: Promise<HeardFile>;
  readonly isOfDataSet: boolean;
}

interface Asked extends Pick<Kept, 'setup' | 'isOfDataSet'> {
  readonly signal: AbortSignal;
  readonly read: () => Promise<HeardFile>;
}

/**
 * What is heard of files, decoded when they are first asked for and kept as long as there is room, they are in the data set
 * and somebody asks now and then.
 */
export class SegmentSource {
  readonly #deps: Dependencies;
  readonly #kept = new Map<string, Kept>();
  /** What was let go while a job might have been reading it; a long one lets go of more than is to stay. */
  readonly #dropped = new Set<WeakRef<HeardFile>>();
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    deps.dataSet.records.subscribe(() => this.#dropRemoved());
    effect(() => {
      if (!deps.jobs.busy) this.#giveBack();
    });
  }

  /** The ids of those files whose audio can be read now. */
  async atHand(
    files: readonly Pick<AudioRecord['file'], 'audioId' | 'path'>[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const heard = files.filter(({ audioId }) => this.#kept.has(audioId)).map(({ audioId }) => audioId);
    const unheard = files.filter(({ audioId }) => !this.#kept.has(audioId));
    return new Set([...heard, ...(await this.#deps.sources.atHand(unheard, signal))]);
  }

  /**
   * The segments of one set and the bend along the whole file. Rejects with `file-gone` where the file is no longer at
   * hand.
   *
   * @param setup the number of clusters says how often the plugin's model is asked [C4].
   */
  async of(audioId: string, set: MixtureSet, setup: HearingSetup, signal: AbortSignal): Promise<HeardFile> {
    const { segments, bend } = await this.whole(audioId, setup, signal);
    return { segments: namedSegments(segments)[set], bend };
  }

  /** The same with all four segments. */
  async whole(audioId: string, setup: HearingSetup, signal: AbortSignal): Promise<HeardFile> {
    const read = async () => this.#read(audioId, setup, signal);
    return this.#keep(audioId, { setup, isOfDataSet: true, signal, read });
  }

  /** What `read` hears of a sound that is not of the data set, kept as that of files is. @param key of its own. */
  async keep(
    key: string,
    setup: HearingSetup,
    signal: AbortSignal,
    read: () => Promise<HeardFile>,
  ): Promise<HeardFile> {
    return this.#keep(key, { setup, isOfDataSet: false, signal, read });
  }

  async #keep(key: string, asked: Asked): Promise<HeardFile> {
    const { setup, isOfDataSet, signal, read } = asked;
    const kept = this.#kept.get(key);
    const known = kept !== undefined && isSame(kept.setup, setup) ? kept.heard : undefined;
    if (known === undefined) this.#drop(key);
    this.#kept.delete(key);
    const heard = known ?? read();
    // Last in the map is last used.
    this.#kept.set(key, { setup, isOfDataSet, heard });
    try {
      const { segments, bend } = await heard;
      this.#dropOldest(segments.reduce((sum, { byteLength }) => sum + byteLength, bend.byteLength));
      clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(() => this.#dropAll(), IDLE_MS);
      return { segments, bend };
    } catch (error) {
      if (this.#kept.get(key)?.heard === heard) this.#kept.delete(key);
      // Another job that asked first was stopped; this one was not.
      if (known !== undefined && isAbort(error) && !signal.aborted) return this.#keep(key, asked);
      throw error;
    }
  }

  #dropRemoved(): void {
    for (const [key, { isOfDataSet }] of this.#kept) {
      if (isOfDataSet && this.#deps.dataSet.get(key) === undefined) this.#drop(key);
    }
  }

  #dropAll(): void {
    for (const key of this.#kept.keys()) this.#drop(key);
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept !== undefined) void this.#letGo(kept);
  }

  async #letGo({ heard }: Kept): Promise<void> {
    // Whoever asked for what could not be heard was told.
    const file = await heard.catch(() => null);
    if (file === null) return;
    this.#dropped.add(new WeakRef(file));
    if (!this.#deps.jobs.busy) this.#giveBack();
  }

  /** Its memory at once: megabytes a file, for which the page collects no garbage. */
  #giveBack(): void {
    for (const dropped of this.#dropped) {
      const heard = dropped.deref();
      if (heard !== undefined) releaseSamples([...heard.segments, heard.bend]);
    }
    this.#dropped.clear();
  }

  #dropOldest(bytesEach: number): void {
    for (const audioId of this.#kept.keys()) {
      if (this.#kept.size * bytesEach <= KEPT_BYTES) return;
      this.#drop(audioId);
    }
  }

  async #read(audioId: string, setup: HearingSetup, signal: AbortSignal): Promise<HeardFile> {
    const { pool, dataSet, sources, webAudio } = this.#deps;
    const record = dataSet.get(audioId)?.file;
    const path = record?.path ?? audioId;
    const file = await sources.open(audioId);
    if (file === null) throw audioIsGone(path);
    const durationSec = record?.durationSec ?? 0;
    const ask = async (isStreamed: boolean) =>
      pool.run(async (worker) => worker.readSegments(file, path, durationSec, setup, isStreamed), { signal });
    const answer = await ask(false);
    if (answer.kind === 'done') return answer;
    const { sampleRateHz } = answer;
    return webAudio.run(durationSec * sampleRateHz * 2 * Float32Array.BYTES_PER_ELEMENT, async () =>
      throughWebAudio<HeardFile>(
        { file, path, sampleRateHz },
        async ({ channels }) => {
          const sent = transfer(channels, buffersOf(channels));
          return pool.run(async (worker) => worker.cutSegments(sent, sampleRateHz, setup), { signal });
        },
        async () => ask(true),
      ),
    );
  }
}

function isSame(a: HearingSetup, b: HearingSetup): boolean {
  return a.clusterCount === b.clusterCount && a.rateHz === b.rateHz && a.model === b.model;
}
