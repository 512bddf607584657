import { ClusterRenderer } from '../../ml/listening/clusterRenderer.ts';
import {
  CLUSTER_PROCESSOR,
  type ClusterFrame,
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

/** Runs the plugin's clustering over what flows through it, 2048 samples late (E1). */
class ClusterProcessor extends AudioWorkletProcessor {
  private renderer: ClusterRenderer;
  private reportedFrames = 0;
  private ended = false;

  constructor({ processorOptions }: { readonly processorOptions: ClusterProcessorSetup }) {
    super();
    this.renderer = createRenderer(processorOptions);
    this.port.onmessage = ({ data }: MessageEvent<ClusterProcessorOrder>) => this.obey(data);
  }

  /** Called by the browser for every 128 samples. */
  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean {
    this.renderer.process(inputs[0] ?? [], outputs[0] ?? []);
    if (this.renderer.frameCount >= this.reportedFrames + REPORT_FRAMES) this.report();
    return !this.ended;
  }

  private obey(order: ClusterProcessorOrder): void {
    switch (order.kind) {
      case 'mix':
        this.renderer.setMix(order.mix);
        return;
      case 'choose':
        this.renderer.choose(order.candidate);
        return;
      case 'restart':
        this.renderer = createRenderer(order.setup);
        this.reportedFrames = 0;
        return;
      case 'end':
        this.ended = true;
    }
  }

  private report(): void {
    const { energy, masks } = this.renderer.lastFrame;
    const frame: ClusterFrame = { energy: energy.slice(), masks: masks.slice() };
    this.port.postMessage(frame, [frame.energy.buffer, frame.masks.buffer]);
    this.reportedFrames = this.renderer.frameCount;
  }
}

function createRenderer({ channelCount, candidates, chosen, mix }: ClusterProcessorSetup): ClusterRenderer {
  const renderer = new ClusterRenderer({ sampleRateHz: sampleRate, channelCount, candidates, mix });
  renderer.choose(chosen);
  return renderer;
}

registerProcessor(CLUSTER_PROCESSOR, ClusterProcessor);
