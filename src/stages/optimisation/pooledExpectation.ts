import type { MeasuredSetting } from '../../domain/measured.ts';
import { descriptorsToVector } from '../../domain/descriptors.ts';
import { unpackMeasuredTrials } from '../../domain/packedMeasured.ts';
import { decodeCollectionOutcome } from '../../formats/collectionOutcome.ts';
import type { StoredCollection } from '../../workers/contracts/store.ts';
import { describedFiles } from '../../domain/audioFile.ts';
import { measureNow } from '../model/pluginInUse.ts';
import { poolingRequest, type PooledFile } from './poolingRequest.ts';
import { recordingsByPath } from '../import/recordings.ts';
import type { Tools } from '../tools.ts';

type Dependencies = Pick<Tools, 'store' | 'pool' | 'dataSet' | 'settings'>;

/** What the newest searched collection predicts of files that have no measured trials of their own (X8b, E3). */
export class PooledExpectation {
  readonly #deps: Dependencies;
  /** By collection and file: neither changes once it is there. */
  readonly #predicted = new Map<string, readonly MeasuredSetting[]>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** The collection's settings with the scores that are expected of each file; empty where none was searched. */
  async of(
    files: ReadonlyMap<string, Float64Array>,
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly MeasuredSetting[]>> {
    if (files.size === 0) return new Map();
    const now = measureNow(this.#deps);
    const collection = this.#deps.dataSet.collections.value.find(
      ({ measure, resultJson }) => measure === now && decodeCollectionOutcome(resultJson).result !== null,
    );
    if (collection === undefined) return new Map();
    const keyOf = (audioId: string) => `${collection.collectionId} ${audioId}`;
    const missing = [...files].filter(([audioId]) => !this.#predicted.has(keyOf(audioId)));
    if (missing.length > 0) {
      const members = await this.#members(collection);
      const settings = members[0]?.trials.map(({ hyperparameters }) => hyperparameters) ?? [];
      if (settings.length === 0) return new Map();
      const others = Float64Array.from(missing.flatMap(([, descriptors]) => [...descriptors]));
      const request = { ...poolingRequest(members, collection.settings), others };
      const scores = await this.#deps.pool.run(async (worker) => worker.predictScores(request), {
        signal: stop,
        interactive: true,
      });
      for (const [i, [audioId]] of missing.entries()) {
        const own = scores.subarray(i * settings.length, (i + 1) * settings.length);
        this.#predicted.set(
          keyOf(audioId),
          settings.map((hyperparameters, s) => ({ hyperparameters, score: own[s] ?? Number.NaN })),
        );
      }
    }
    return new Map([...files.keys()].map((audioId) => [audioId, this.#predicted.get(keyOf(audioId)) ?? []]));
  }

  /** The files of a collection that are still here and tried all of its settings. */
  async #members({ collectionId }: StoredCollection): Promise<readonly PooledFile[]> {
    const { store, dataSet } = this.#deps;
    const described = new Map(describedFiles(dataSet.described.value).map((file) => [file.audioId, file]));
    const recordingOf = await recordingsByPath(this.#deps);
    const members = (await store.collectionParts(collectionId, 'tuning')).flatMap(({ run, trials }): PooledFile[] => {
      const file = described.get(run.audioId);
      if (file === undefined) return [];
      const { audioId, path, descriptors } = file;
      const group = recordingOf(path);
      return [{ audioId, group, descriptors: descriptorsToVector(descriptors), trials: unpackMeasuredTrials(trials) }];
    });
    const most = Math.max(0, ...members.map(({ trials }) => trials.length));
    return members.filter(({ trials }) => trials.length === most);
  }
}
