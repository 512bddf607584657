import type { ClusterSettings } from '../../domain/clusterSettings.ts';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { untouchedMix, type ClusterMix } from '../../domain/clusterMix.ts';
import { descriptorsToVector, type Descriptors } from '../../domain/descriptors.ts';
import { appError, type AppError } from '../../domain/errors.ts';
import type { Excerpt, ListeningCandidate } from '../../domain/listening.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { PLUGIN_DEFAULTS } from '../../ml/measured/pluginDefaults.ts';
import { SEARCH_SETTINGS } from '../../ml/plugin/clusterSettings.ts';
import { perceptualBins } from '../../ml/plugin/perceptualBins.ts';
import { predict } from '../../ml/prediction/predict.ts';
import type { ChosenFile } from '../import/chosenFiles.ts';
import { ClusterPlayer } from './clusterPlayer.ts';
import { decodeSound, type DecodedSound } from './decodeSound.ts';
import { download } from '../shell/download.ts';
import { noLongerAtHand } from '../import/fileRefusals.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { PredictionStage } from '../prediction/predictionStage.ts';
import type { PreferenceStage } from './preferenceStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'dataSet' | 'sources' | 'jobs'> {
  readonly models: ModelStage;
  readonly prediction: PredictionStage;
  readonly preferences: PreferenceStage;
}

/** A sound that can be listened to: one of the data set by its id, or one that was offered for prediction. */
export type ListeningSource =
  | { readonly kind: 'data-set'; readonly audioId: string; readonly path: string }
  | { readonly kind: 'offered'; readonly path: string };

/** A decoded sound. */
export interface ListeningSound {
  readonly source: ListeningSource;
  readonly durationSec: number;
  readonly sampleRateHz: number;
  /** Whether it is only the beginning of its file. */
  readonly isCut: boolean;
  /** Greatest |sample| of each of {@link WAVEFORM_POINTS} stretches. */
  readonly peaks: Float32Array;
  /** Centre of each of the 64 perceptual bins. */
  readonly binCentresHz: Float32Array;
}

/** Longer files are heard up to here: their samples stay in memory. */
const LISTENING_LIMIT_SEC = 300;
const WAVEFORM_POINTS = 600;
/** Length of the excerpt that a sound begins with. */
const FIRST_EXCERPT_SEC = 6;

/** The plugin on a sound, as it is heard: candidates of hyperparameters, clusters, mix, and the same as a file (E1). */
export class ListeningStage {
  readonly #deps: Dependencies;
  readonly #sound = signal<ListeningSound | null>(null);
  readonly #mix = signal<ClusterMix>(untouchedMix(4));
  readonly #chosenId = signal('defaults');
  readonly #clusterCount = signal(4);
  readonly #excerpt = signal<Excerpt>({ startSec: 0, endSec: 0 });
  #decoded: DecodedSound | null = null;
  readonly sound: ReadonlySignal<ListeningSound | null> = this.#sound;
  readonly mix: ReadonlySignal<ClusterMix> = this.#mix;
  readonly clusterCount: ReadonlySignal<number> = this.#clusterCount;
  /** The stretch that is heard round and round. */
  readonly excerpt: ReadonlySignal<Excerpt> = this.#excerpt;
  readonly player = new ClusterPlayer();
  /** What may be heard on the open sound. */
  readonly candidates: ReadonlySignal<readonly ListeningCandidate[]>;
  /** The one that is heard. */
  readonly chosen: ReadonlySignal<ListeningCandidate>;
  /** Every sound that may be opened. */
  readonly available: ReadonlySignal<readonly ListeningSource[]>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.available = computed(() => [
      ...deps.prediction.offered.value.map(({ path }) => ({ kind: 'offered', path }) as const),
      ...deps.dataSet.records.value.flatMap(({ file: { audioId, path }, descriptors }) =>
        descriptors.kind === 'done' ? [{ kind: 'data-set', audioId, path } as const] : [],
      ),
    ]);
    this.candidates = computed(() => this.#candidatesOf(this.#sound.value));
    this.chosen = computed(() => {
      const candidates = this.candidates.value;
      return candidates.find(({ id }) => id === this.#chosenId.value) ?? candidates[0] ?? DEFAULTS;
    });
    this.#tellPlayer();
  }

  /** The samples of the open sound; null where none is open. */
  get samples(): DecodedSound | null {
    return this.#decoded;
  }

  choose(candidateId: string): void {
    this.#chosenId.value = candidateId;
  }

  setMix(mix: ClusterMix): void {
    this.#mix.value = mix;
    this.player.setMix(mix);
  }

  /** Another number of clusters, 2 … 8, each as it is. */
  setClusterCount(clusterCount: number): void {
    this.#mix.value = untouchedMix(clusterCount);
    this.#clusterCount.value = clusterCount;
  }

  setExcerpt(excerpt: Excerpt): void {
    this.#excerpt.value = excerpt;
    this.player.loop(excerpt);
  }

  /** Decodes a sound; nothing plays yet. */
  async open(source: ListeningSource): Promise<JobOutcome> {
    const spec = { kind: 'listening', stage: 'prediction', title: 'Opening the sound', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      this.player.release();
      this.#sound.value = null;
      onProgress({ done: 0, total: 1 });
      const file = await this.#fileOf(source);
      const decoded = await decodeSound(this.#deps.pool, file, LISTENING_LIMIT_SEC, stop);
      const { channels, sampleRateHz } = decoded;
      this.#decoded = decoded;
      const durationSec = (channels[0]?.length ?? 0) / sampleRateHz;
      this.#sound.value = {
        source,
        durationSec,
        sampleRateHz,
        isCut: durationSec >= LISTENING_LIMIT_SEC,
        peaks: peaksOf(channels),
        binCentresHz: perceptualBins(sampleRateHz).centreHz,
      };
      this.player.load(channels, sampleRateHz, this.#playerSetup());
      this.setExcerpt({ startSec: 0, endSec: Math.min(FIRST_EXCERPT_SEC, durationSec) });
      return `Listening ready: ${source.path}`;
    });
  }

  /** The open sound from its start to its end, as it is heard with the chosen candidate and the mix, as a WAV file. */
  async exportWav(): Promise<JobOutcome> {
    const spec = { kind: 'listening-export', stage: 'export', title: 'WAV export', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      const sound = this.#sound.value;
      const decoded = this.#decoded;
      if (sound === null || decoded === null) throw nothingOpen();
      onProgress({ done: 0, total: 1 });
      const { id, hyperparameters } = this.chosen.value;
      const settings = clusterSettings(hyperparameters, this.#clusterCount.value);
      const mix = this.#mix.value;
      const wav = await this.#deps.pool.run(
        async (worker) => worker.renderWav(decoded.channels, decoded.sampleRateHz, settings, mix),
        { signal: stop, interactive: true },
      );
      const stem = (sound.source.path.split('/').at(-1) ?? 'sound').replace(/\.[^.]+$/u, '');
      const name = `${stem}_${id}.wav`;
      download(wav, name);
      return `WAV export finished: ${name}`;
    });
  }

  /** The bytes of a sound. Rejects with `file-gone` where they have to be asked for again. */
  async #fileOf(source: ListeningSource): Promise<ChosenFile> {
    const { prediction, sources } = this.#deps;
    const { path } = source;
    const file =
      source.kind === 'data-set'
        ? await sources.open(source.audioId)
        : prediction.offered.value.find((offered) => offered.path === path)?.file;
    if (file === null || file === undefined) throw noLongerAtHand(path, 'prediction');
    return { file, path };
  }

  #candidatesOf(sound: ListeningSound | null): readonly ListeningCandidate[] {
    const { models, dataSet, prediction, preferences } = this.#deps;
    const candidates: ListeningCandidate[] = [DEFAULTS];
    if (sound === null) return candidates;
    const { source } = sound;
    const record = source.kind === 'data-set' ? dataSet.get(source.audioId) : undefined;
    const filePrediction = prediction.filePredictions.value.find(({ offered }) => offered.path === source.path);
    const descriptors = descriptorsOf(record?.descriptors) ?? filePrediction?.descriptors ?? null;
    const model = models.answering.value;
    if (model !== null && descriptors !== null) {
      const { hyperparameters } = predict(model, descriptorsToVector(descriptors));
      candidates.push({ id: 'predicted', label: 'Predicted', hyperparameters });
    }
    const refined = filePrediction?.refined?.hyperparameters;
    if (refined !== undefined) candidates.push({ id: 'refined', label: 'Refined', hyperparameters: refined });
    const best = record?.best?.hyperparameters;
    if (best !== undefined) candidates.push({ id: 'best', label: 'Best of the trials', hyperparameters: best });
    const learned = source.kind === 'data-set' ? preferences.optima.value.get(source.audioId) : undefined;
    if (learned !== undefined) {
      candidates.push({ id: 'learned', label: 'Learned by listening', hyperparameters: learned.hyperparameters });
    }
    return candidates;
  }

  #playerSetup() {
    const candidates = this.candidates.peek();
    return {
      candidates: candidates.map(({ hyperparameters }) => clusterSettings(hyperparameters, this.#clusterCount.peek())),
      chosen: Math.max(0, candidates.indexOf(this.chosen.peek())),
      mix: this.#mix.peek(),
    };
  }

  /** The player follows the candidates, the choice and the number of clusters. */
  #tellPlayer(): void {
    let heard: { readonly candidates: readonly ListeningCandidate[]; readonly clusterCount: number } | null = null;
    effect(() => {
      const candidates = this.candidates.value;
      const clusterCount = this.#clusterCount.value;
      const chosen = candidates.indexOf(this.chosen.value);
      const isSame =
        heard !== null && heard.clusterCount === clusterCount && sameCandidates(heard.candidates, candidates);
      if (isSame) this.player.choose(Math.max(0, chosen));
      else this.player.restart(this.#playerSetup());
      heard = { candidates, clusterCount };
    });
  }
}

const DEFAULTS: ListeningCandidate = {
  id: 'defaults',
  label: 'Plugin defaults',
  hyperparameters: PLUGIN_DEFAULTS,
};

/** All settings of the plugin's clustering for a set of hyperparameters [X2]. */
export function clusterSettings(
  hyperparameters: ListeningCandidate['hyperparameters'],
  clusterCount: number,
): ClusterSettings {
  const { distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty } = hyperparameters;
  return { ...SEARCH_SETTINGS, clusterCount, distancePenalty, normRate, minimaxStrength, lowPenalty, highPenalty };
}

function descriptorsOf(
  state: { readonly kind: string; readonly descriptors?: Descriptors } | undefined,
): Descriptors | null {
  return state?.descriptors ?? null;
}

function sameCandidates(a: readonly ListeningCandidate[], b: readonly ListeningCandidate[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, hyperparameters }, i) => {
      const other = b[i];
      return id === other?.id && JSON.stringify(hyperparameters) === JSON.stringify(other.hyperparameters);
    })
  );
}

function peaksOf(channels: readonly Float32Array[]): Float32Array {
  const length = channels[0]?.length ?? 0;
  const peaks = new Float32Array(Math.min(WAVEFORM_POINTS, length));
  for (const channel of channels) {
    for (let n = 0; n < length; n++) {
      const point = Math.floor((n * peaks.length) / length);
      peaks[point] = Math.max(peaks[point] ?? 0, Math.abs(channel[n] ?? 0));
    }
  }
  return peaks;
}

function nothingOpen(): AppError {
  return appError(
    'bad-input',
    'export',
    'No sound is open, so there is nothing to render. Open one under “Listen through the plugin” on the Inference tab first.',
  );
}
