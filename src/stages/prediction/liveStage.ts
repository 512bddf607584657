import type { DescriptorTrack } from '../../domain/descriptorTrack.ts';
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { LiveAnswer } from '../../domain/liveAnswer.ts';
import { isPolynomial, type PolynomialModel } from '../../domain/model.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { answerTrack } from '../../ml/plugin/answerTrack.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { AudioPlayer } from '../listening/sound/audioPlayer.ts';
import { decodeSound } from '../listening/sound/decodeSound.ts';
import { noLongerAtHand } from '../import/fileRefusals.ts';
import { builtInModel } from '../model/pluginInUse.ts';
import type { ModelStage } from '../model/modelStage.ts';
import type { Tools } from '../tools.ts';

interface Dependencies extends Pick<Tools, 'pool' | 'sources' | 'jobs' | 'dataSet' | 'settings'> {
  readonly models: ModelStage;
}

/** A file that may be played: a chosen one, or one of the data set. */
export type LiveChoice =
  | { readonly kind: 'chosen'; readonly path: string; readonly file: File }
  | { readonly kind: 'stored'; readonly path: string; readonly audioId: string };

/** A sound that is ready to be played and watched. */
export interface LiveSound {
  readonly choice: LiveChoice;
  readonly durationSec: number;
  /** Whether it is only the beginning of its file. */
  readonly isCut: boolean;
  readonly track: DescriptorTrack;
}

/** Longer files are played up to here: their samples stay in memory. */
const LIVE_LIMIT_SEC = 300;
/** Frames between two answers: about eleven a second at 44.1 kHz. */
const EVERY_FRAMES = 4;

/** The live view: a file plays, and a model's answers move as they would in the plugin (P8, P9). */
export class LiveStage {
  readonly #deps: Dependencies;
  readonly #sound = signal<LiveSound | null>(null);
  readonly #chosenId = signal<string | null>(null);
  readonly sound: ReadonlySignal<LiveSound | null> = this.#sound;
  readonly player = new AudioPlayer();
  /** The models that the plugin can run, newest first. */
  readonly runnable: ReadonlySignal<readonly PolynomialModel[]>;
  /** The one that is watched: the chosen one, else the one in the plugin in use, else the newest that was trained for the plugin, else the newest. */
  readonly model: ReadonlySignal<PolynomialModel | null>;
  /** What the model answers along the sound. */
  readonly answers: ReadonlySignal<readonly LiveAnswer[]>;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.runnable = computed(() => deps.models.models.value.filter(isPolynomial));
    this.model = computed(() => {
      const models = this.runnable.value;
      const chosen = models.find(({ modelId }) => modelId === this.#chosenId.value);
      return chosen ?? builtInModel(deps) ?? models.find(({ kind }) => kind === 'plugin') ?? models[0] ?? null;
    });
    this.answers = computed(() => {
      const sound = this.#sound.value;
      const model = this.model.value;
      return sound === null || model === null ? [] : answerTrack(model.parameters, sound.track);
    });
  }

  watch(modelId: string): void {
    this.#chosenId.value = modelId;
  }

  /** Decodes a file and follows it with the plugin's ears. */
  async open(choice: LiveChoice): Promise<JobOutcome> {
    const { path } = choice;
    const spec = { kind: 'live-view', stage: 'prediction', title: 'Live view', unit: 'steps' } as const;
    return this.#deps.jobs.run(spec, async ({ signal: stop, onProgress }) => {
      const { pool } = this.#deps;
      this.player.pause();
      this.#sound.value = null;
      onProgress({ done: 0, total: 2 });
      const file = choice.kind === 'chosen' ? choice.file : await this.#deps.sources.open(choice.audioId);
      if (file === null) throw noLongerAtHand(path, 'prediction');
      const { channels, sampleRateHz } = await decodeSound(pool, { file, path }, LIVE_LIMIT_SEC, stop);
      const samples = channels[0]?.length ?? 0;
      this.player.load(channels, sampleRateHz);
      onProgress({ done: 1, total: 2 });
      const sent = transfer(channels, buffersOf(channels));
      const track = await pool.run(async (worker) => worker.trackDescriptors(sent, sampleRateHz, EVERY_FRAMES), {
        signal: stop,
        interactive: true,
      });
      const durationSec = samples / sampleRateHz;
      this.#sound.value = { choice, durationSec, isCut: durationSec >= LIVE_LIMIT_SEC, track };
      return `Live view ready: ${path}`;
    });
  }
}
