import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Excerpt } from '../../../domain/listening.ts';
import type { RidgeParameters } from '../../../domain/model.ts';
import type { PluginParameters } from '../../../domain/pluginParameters.ts';
import { clusterWorkletUrl } from '../../../workers/worklet/clusterWorklet.ts';
import {
  CLUSTER_PROCESSOR,
  type ClusterFrame,
  type ClusterNews,
  type ClusterProcessorOrder,
  type ClusterProcessorSetup,
} from '../../../workers/contracts/listening.ts';
import { heardContext, rest, wake } from '../sound/heardContext.ts';
import { audioBufferOf, Playback } from '../sound/playback.ts';

export type { ClusterFrame } from '../../../workers/contracts/listening.ts';

/** From one level to another: too short to hear as a fade, long enough not to click. */
const LEVEL_SEC = 0.03;

/** For a device that does not come back. */
const LONGEST_END_MS = 5000;

interface Graph {
  readonly context: AudioContext;
  readonly node: AudioWorkletNode;
  readonly level: GainNode;
}

/** Plays a sound through the plugin's twin in an audio worklet, round a loop, and tells what it does. */
export class ClusterPlayer {
  readonly #playing = signal(false);
  readonly #positionSec = signal(0);
  readonly #frame = signal<ClusterFrame | null>(null);
  #buffer: AudioBuffer | null = null;
  #parameters: PluginParameters | null = null;
  #level = 1;
  #loop: Excerpt | null = null;
  #graph: Graph | null = null;
  #playback: Playback | null = null;

  readonly #model: () => Promise<RidgeParameters>;
  readonly playing: ReadonlySignal<boolean> = this.#playing;
  /** Seconds from the sound's start, told ten times a second. */
  readonly positionSec: ReadonlySignal<number> = this.#positionSec;
  /** What the worklet heard and did last; null before it plays. */
  readonly frame: ReadonlySignal<ClusterFrame | null> = this.#frame;

  /** @param model asked for when it first plays: the one that is built into the plugin. */
  constructor(model: () => Promise<RidgeParameters>) {
    this.#model = model;
  }

  /** Takes a sound in place of the one before, paused at its start. @param channels one or two of positive length. */
  load(channels: readonly Float32Array<ArrayBuffer>[], sampleRateHz: number): void {
    this.unload();
    this.#buffer = audioBufferOf(channels, sampleRateHz);
  }

  /** Plays on from where it is. Needs a user's gesture. */
  async play(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === null || this.#parameters === null || this.#playing.value) return;
    this.#playing.value = true;
    try {
      if (this.#graph === null) this.#keep(await this.#build(buffer, this.#parameters), buffer);
      if (this.#graph !== null) await wake(this.#graph.context);
    } catch (error) {
      this.#playing.value = false;
      throw error;
    }
    if (!this.#playing.value || buffer !== this.#buffer || this.#graph === null || this.#playback !== null) return;
    this.#start(this.#graph, buffer);
  }

  pause(): void {
    if (!this.#playing.value) return;
    this.#playback?.tellPosition();
    this.#halt();
    this.#playing.value = false;
    rest(this.#graph?.context);
  }

  /** Goes to another place, playing on if it plays. */
  seek(toSec: number): void {
    if (this.#buffer === null) return;
    this.#positionSec.value = Math.min(Math.max(toSec, 0), this.#buffer.duration);
    this.#restartSource();
  }

  /** Plays this stretch round and round; the whole sound for null. */
  loop(excerpt: Excerpt | null): void {
    this.#loop = excerpt;
    const at = this.#positionSec.peek();
    if (excerpt !== null && (at < excerpt.startSec || at >= excerpt.endSec)) this.#positionSec.value = excerpt.startSec;
    this.#restartSource();
  }

  /** Another state of the plugin, without a click. */
  setParameters(parameters: PluginParameters): void {
    this.#parameters = parameters;
    this.#order({ kind: 'play', parameters });
  }

  /** How loud what the plugin gives out is heard, linear. */
  setLevel(level: number): void {
    this.#level = level;
    const graph = this.#graph;
    graph?.level.gain.setTargetAtTime(level, graph.context.currentTime, LEVEL_SEC / 3);
  }

  /** Lets go of the sound too: there is none to play until another is loaded. */
  unload(): void {
    this.release();
    this.#buffer = null;
    this.#loop = null;
    this.#positionSec.value = 0;
  }

  /** Lets go of the audio device; `play` takes it again. */
  release(): void {
    this.pause();
    if (this.#graph !== null) void end(this.#graph);
    this.#graph = null;
    this.#frame.value = null;
  }

  /**
   * The context runs at the sound's own rate, since the clustering's bins depend on it, and with large buffers: a whole
   * frame's work falls into one block.
   */
  async #build({ sampleRate, numberOfChannels }: AudioBuffer, parameters: PluginParameters): Promise<Graph> {
    const context = heardContext(() => this.#taken(context), { sampleRate, latencyHint: 'playback' });
    const [model] = await Promise.all([this.#model(), context.audioWorklet.addModule(clusterWorkletUrl)]);
    const processorOptions: ClusterProcessorSetup = { parameters, model, channelCount: numberOfChannels };
    const node = new AudioWorkletNode(context, CLUSTER_PROCESSOR, {
      channelCount: numberOfChannels,
      channelCountMode: 'explicit',
      outputChannelCount: [numberOfChannels],
      processorOptions,
    });
    node.port.addEventListener('message', ({ data }: MessageEvent<ClusterNews>) => {
      if (this.#graph?.node === node) this.#frame.value = data;
    });
    node.port.start();
    const level = new GainNode(context, { gain: this.#level });
    node.connect(level).connect(context.destination);
    const latest = this.#parameters;
    if (latest !== null && latest !== parameters) node.port.postMessage({ kind: 'play', parameters: latest });
    return { context, node, level };
  }

  /** Pauses what plays; what was paused and begins again has no playback yet. */
  #taken(context: AudioContext): void {
    if (this.#graph?.context === context && this.#playback !== null) this.pause();
  }

  /** Ends a graph that came too late: for a sound that is no longer open, or beside another. */
  #keep(graph: Graph, buffer: AudioBuffer): void {
    if (buffer === this.#buffer && this.#graph === null) this.#graph = graph;
    else void end(graph);
  }

  #order(order: ClusterProcessorOrder): void {
    this.#graph?.node.port.postMessage(order);
  }

  #restartSource(): void {
    if (this.#playback === null || this.#graph === null || this.#buffer === null) return;
    this.#halt();
    this.#start(this.#graph, this.#buffer);
  }

  #start({ node }: Graph, buffer: AudioBuffer): void {
    this.#playback = new Playback(buffer, {
      to: node,
      fromSec: this.#positionSec.value,
      loop: this.#loop ?? { startSec: 0, endSec: buffer.duration },
      onPosition: (positionSec) => (this.#positionSec.value = positionSec),
    });
  }

  #halt(): void {
    this.#playback?.halt();
    this.#playback = null;
  }
}

/**
 * Lets go of a context whose processor has come to its end, which it does only while the context runs: one that has not keeps
 * its node, the context and their thread for as long as the page lives, and so does an open port.
 */
async function end({ context, node }: Graph): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    node.port.addEventListener('message', ({ data }: MessageEvent<ClusterNews>) => {
      if (data === null) resolve();
    });
  });
  node.port.postMessage({ kind: 'end' } satisfies ClusterProcessorOrder);
  await Promise.race([
    Promise.allSettled([context.resume(), ended]),
    new Promise((resolve) => setTimeout(resolve, LONGEST_END_MS)),
  ]);
  node.port.close();
  node.disconnect();
  await context.close();
}
