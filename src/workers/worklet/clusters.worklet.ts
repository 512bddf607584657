import { AUX_COUNT } from '../../ml/plugin/pluginState.ts';
import { pluginStateOf } from '../../ml/plugin/pluginStateOf.ts';
import { PluginTwin } from '../../ml/plugin/pluginTwin.ts';
import {
  CLUSTER_PROCESSOR,
  type ClusterFrame,
  type ClusterNews,
  type ClusterProcessorOrder,
  type ClusterProcessorSetup,
} from '../contracts/listening.ts';

/** The audio thread's own names, which no type library has. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: { readonly processorOptions: ClusterProcessorSetup }) => AudioWorkletProcessor,
): void;

/** Frames from one report to the next. */
const REPORT_FRAMES = 2;
const BLOCK_SAMPLES = 128;

/** Plays what flows through it as the plugin does, an FFT size late; auxiliary outputs are heard with the main one (E1). */
class ClusterProcessor extends AudioWorkletProcessor {
  private readonly twin: PluginTwin;
  private readonly aux: readonly (readonly Float32Array[])[];
  private reportedFrames = 0;
  private ended = false;

  constructor({ processorOptions }: { readonly processorOptions: ClusterProcessorSetup }) {
    super();
    const { channelCount, model, parameters } = processorOptions;
    this.twin = new PluginTwin(
      { sampleRateHz: sampleRate, channelCount, auxCount: AUX_COUNT, bend: model, start: 'plugin' },
      pluginStateOf(parameters),
    );
    this.aux = Array.from({ length: AUX_COUNT }, () =>
      Array.from({ length: channelCount }, () => new Float32Array(BLOCK_SAMPLES)),
    );
    this.port.onmessage = ({ data }: MessageEvent<ClusterProcessorOrder>) => {
      if (data.kind === 'play') this.twin.setState(pluginStateOf(data.parameters));
      else this.ended = true;
    };
  }

  /** Called by the browser for every 128 samples. */
  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean {
    if (this.ended) {
      this.port.postMessage(null satisfies ClusterNews);
      return false;
    }
    const main = outputs[0] ?? [];
    this.twin.process(inputs[0] ?? [], main, this.aux);
    for (const bus of this.aux) main.forEach((channel, c) => addTo(channel, bus[c]));
    if (this.twin.lastFrame.count >= this.reportedFrames + REPORT_FRAMES) this.report();
    return true;
  }

  private report(): void {
    const { energy, masks, count } = this.twin.lastFrame;
    const frame: ClusterFrame = { energy: energy.slice(), masks: masks.slice() };
    this.port.postMessage(frame, [frame.energy.buffer, frame.masks.buffer]);
    this.reportedFrames = count;
  }
}

function addTo(sum: Float32Array, samples: Float32Array | undefined): void {
  if (samples === undefined) return;
  for (let n = 0; n < sum.length; n++) sum[n] = (sum[n] ?? 0) + (samples[n] ?? 0);
}

registerProcessor(CLUSTER_PROCESSOR, ClusterProcessor);
