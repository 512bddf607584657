import type { Tools } from '../../tools.ts';
import { decodeSound } from './decodeSound.ts';
import { audioBufferOf } from './playback.ts';

type Dependencies = Pick<Tools, 'pool' | 'dataSet' | 'sources'>;

/** What is heard of a sound in passing: its beginning. */
const HEARD_SEC = 1.6;
/** So fast does it come and go; a jump in level would be heard as a click. */
const FADE_IN_SEC = 0.006;
const FADE_OUT_SEC = 0.03;
const END_FADE_SEC = 0.25;
/** Beginnings that are kept decoded, so that a second pass is heard at once: at most some 30 MB. */
const KEPT = 48;

/** The beginnings of sounds that are passed over, one at a time. */
export class Audition {
  readonly #deps: Dependencies;
  readonly #kept = new Map<string, AudioBuffer>();
  #context: AudioContext | null = null;
  #loading: AbortController | null = null;
  #playing: { readonly source: AudioBufferSourceNode; readonly gain: GainNode } | null = null;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Plays the beginning of a file in place of what is heard; nothing where it cannot be: what is wrong stands at the file. */
  async hear(audioId: string): Promise<void> {
    this.hush();
    const loading = new AbortController();
    this.#loading = loading;
    const buffer = this.#kept.get(audioId) ?? (await this.#load(audioId, loading.signal).catch(() => null));
    if (buffer === null || loading.signal.aborted) return;
    this.#kept.delete(audioId);
    this.#kept.set(audioId, buffer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const context = (this.#context ??= new AudioContext());
    await context.resume();
    if (!loading.signal.aborted) this.#start(context, buffer);
  }

  /** Nothing is heard any more. */
  hush(): void {
    this.#loading?.abort(new DOMException('Stopped.', 'AbortError'));
    this.#loading = null;
    const playing = this.#playing;
    if (playing === null) return;
    this.#playing = null;
    const { source, gain } = playing;
    const now = gain.context.currentTime;
    // Firefox has no way to hold a value.
    const { value } = gain.gain;
    gain.gain.cancelScheduledValues(now);
    gain.gain.setValueAtTime(value, now);
    gain.gain.linearRampToValueAtTime(0, now + FADE_OUT_SEC);
    source.stop(now + FADE_OUT_SEC);
  }

  #start(context: AudioContext, buffer: AudioBuffer): void {
    const source = new AudioBufferSourceNode(context, { buffer });
    const gain = new GainNode(context, { gain: 0 });
    const begin = context.currentTime;
    const end = begin + buffer.duration;
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(1, begin + FADE_IN_SEC);
    gain.gain.setValueAtTime(1, Math.max(begin + FADE_IN_SEC, end - END_FADE_SEC));
    gain.gain.linearRampToValueAtTime(0, end);
    source.connect(gain).connect(context.destination);
    source.start();
    const playing = { source, gain };
    this.#playing = playing;
    source.addEventListener('ended', () => {
      gain.disconnect();
      if (this.#playing === playing) this.#playing = null;
    });
  }

  async #load(audioId: string, stop: AbortSignal): Promise<AudioBuffer | null> {
    const { sources, dataSet, pool } = this.#deps;
    const file = await sources.open(audioId);
    if (file === null || stop.aborted) return null;
    const sound = { file, path: dataSet.pathOf(audioId) };
    const { channels, sampleRateHz } = await decodeSound(pool, sound, HEARD_SEC, stop);
    return audioBufferOf(channels, sampleRateHz);
  }
}
