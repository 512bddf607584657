import { PLUGIN_DEFAULTS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { CLUSTER_PROCESSOR, type ClusterProcessorSetup } from '../../src/workers/contracts/listening.ts';
import { music, noise } from './signals.ts';

const SAMPLE_RATE_HZ = 44_100;
const SOUND_SEC = 10;

const STATES: Readonly<Record<string, Partial<PluginParameters>>> = {
  smallest: {},
  largest: { numClusters: 8, fftSize: 3, hopMode: 1, saturationAmount: 0.5 },
};

/**
 * Shares of one core (1 = all of it) that the audio thread takes for a stereo sound: an offline context drives it as fast as
 * it can, through the app's own worklet.
 *
 * @param url of the worklet's code.
 */
export async function measureWorklet(url: string, samples: number): Promise<Record<string, number[]>> {
  const model = await loadShippedModel();
  const figures = Object.fromEntries(Object.keys(STATES).map((name) => [name, [] as number[]]));
  for (let sample = 0; sample <= samples; sample++) {
    for (const [name, state] of Object.entries(STATES)) {
      const parameters = { ...PLUGIN_DEFAULTS, ...state };
      const tookSec = await throughWorklet(url, { channelCount: 2, model, parameters });
      // The first pass meets code that is not optimised yet.
      if (sample > 0) figures[name]?.push(tookSec / SOUND_SEC);
    }
  }
  return figures;
}

async function throughWorklet(url: string, processorOptions: ClusterProcessorSetup): Promise<number> {
  const length = SOUND_SEC * SAMPLE_RATE_HZ;
  const context = new OfflineAudioContext(2, length, SAMPLE_RATE_HZ);
  await context.audioWorklet.addModule(url);
  const buffer = new AudioBuffer({ length, sampleRate: SAMPLE_RATE_HZ, numberOfChannels: 2 });
  buffer.copyToChannel(Float32Array.from(music(length, SAMPLE_RATE_HZ)), 0);
  buffer.copyToChannel(Float32Array.from(noise(length)), 1);
  const node = new AudioWorkletNode(context, CLUSTER_PROCESSOR, {
    channelCount: 2,
    channelCountMode: 'explicit',
    outputChannelCount: [2],
    processorOptions,
  });
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(node).connect(context.destination);
  source.start();
  const startMs = performance.now();
  await context.startRendering();
  return (performance.now() - startMs) / 1000;
}
