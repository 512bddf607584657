import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals-core';
import { isAbort, toErrorFields } from '../../../domain/errors.ts';
import type { SoundPicture } from '../../../domain/soundPicture.ts';
import type { Waveform } from '../../../domain/waveform.ts';
import { buffersOf, transfer } from '../../../workers/pool/transfer.ts';
import { AudioPlayer } from './audioPlayer.ts';
import { decodeSound } from './decodeSound.ts';
import type { Tools } from '../../tools.ts';

type Dependencies = Pick<Tools, 'pool' | 'dataSet' | 'sources'>;

/** What is known of the sound of the selected file. */
export type PreviewState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly audioId: string }
  | {
      readonly kind: 'ready';
      readonly audioId: string;
      readonly durationSec: number;
      /** Whether it is only the beginning of its file. */
      readonly isCut: boolean;
      readonly waveform: Waveform;
      readonly picture: SoundPicture;
    }
  /** Its bytes are not at hand; `askable` where the browser can ask the user for the file on the disk. */
  | { readonly kind: 'absent'; readonly audioId: string; readonly askable: boolean }
  | { readonly kind: 'failed'; readonly audioId: string; readonly message: string };

/** Longer files are heard up to here: their samples stay in memory. */
const PREVIEW_LIMIT_SEC = 120;
const OUTLINE_COLUMNS = 480;

/** The sound of a file of the data set: seen and heard where its bytes are at hand. */
export class PreviewStage {
  readonly #deps: Dependencies;
  readonly #state = signal<PreviewState>({ kind: 'none' });
  readonly state: ReadonlySignal<PreviewState> = this.#state;
  readonly player = new AudioPlayer();
  #loading: AbortController | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    effect(() => {
      const state = this.#state.peek();
      if (deps.sources.given.value > 0 && state.kind === 'absent') void this.open(state.audioId);
    });
    // What shows it may be hidden, and knows of it only when it is shown.
    effect(() => {
      const state = this.#state.value;
      if (state.kind !== 'none' && deps.dataSet.get(state.audioId) === undefined) untracked(() => this.player.pause());
    });
  }

  /** Shows a file in place of another. Never rejects: what goes wrong becomes the state. */
  async open(audioId: string): Promise<void> {
    this.close();
    const loading = new AbortController();
    this.#loading = loading;
    this.#state.value = { kind: 'loading', audioId };
    try {
      const { given } = this.#deps.sources;
      let givenBefore;
      let next;
      do {
        givenBefore = given.peek();
        next = await this.#load(audioId, loading.signal);
        // What was missing may have been given meanwhile.
      } while (next.kind === 'absent' && given.peek() !== givenBefore && !loading.signal.aborted);
      if (!loading.signal.aborted) this.#state.value = next;
    } catch (error) {
      if (isAbort(error) || loading.signal.aborted) return;
      const { message } = toErrorFields(error, { stage: 'import' });
      this.#state.value = { kind: 'failed', audioId, message };
    }
  }

  /** Nothing is shown or heard any more. */
  close(): void {
    this.#loading?.abort(new DOMException('Stopped.', 'AbortError'));
    this.player.pause();
    this.#state.value = { kind: 'none' };
  }

  /** Asks for the file on the disk. Needs a user's gesture. */
  async ask(audioId: string): Promise<void> {
    if (await this.#deps.sources.ask(audioId)) await this.open(audioId);
  }

  async #load(audioId: string, stop: AbortSignal): Promise<PreviewState> {
    const { sources, dataSet, pool } = this.#deps;
    const path = dataSet.pathOf(audioId);
    const file = await sources.open(audioId);
    if (file === null) {
      return { kind: 'absent', audioId, askable: (await sources.availability(audioId)) === 'ask' };
    }
    const { channels, sampleRateHz } = await decodeSound(pool, { file, path }, PREVIEW_LIMIT_SEC, stop);
    stop.throwIfAborted();
    const samples = channels[0]?.length ?? 0;
    this.player.load(channels, sampleRateHz);
    const sent = transfer(channels, buffersOf(channels));
    const outline = await pool.run(async (worker) => worker.outline(sent, sampleRateHz, OUTLINE_COLUMNS), {
      signal: stop,
      interactive: true,
    });
    const durationSec = samples / sampleRateHz;
    return { kind: 'ready', audioId, durationSec, isCut: durationSec >= PREVIEW_LIMIT_SEC, ...outline };
  }
}
