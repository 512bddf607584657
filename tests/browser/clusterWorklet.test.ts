import { describe, expect, it } from 'vitest';
import { PLUGIN_DEFAULTS, type PluginParameters } from '../../src/domain/pluginParameters.ts';
import { pluginStateOf } from '../../src/ml/plugin/pluginStateOf.ts';
import { renderPlugin } from '../../src/ml/plugin/renderPlugin.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';
import { clusterWorkletUrl } from '../../src/workers/worklet/clusterWorklet.ts';
import { CLUSTER_PROCESSOR, type ClusterProcessorSetup } from '../../src/workers/contracts/listening.ts';

const NULL_DB = -90;
const MODEL = await loadShippedModel();

const sound = synthesiseExampleSound(3);
const length = Math.min(3 * sound.sampleRateHz, sound.channels[0]!.length);
const channels = sound.channels.slice(0, 2).map((channel) => channel.slice(0, length));

/** What the worklet makes of the sound in a real audio thread, in time with it. */
async function throughWorklet(parameters: PluginParameters): Promise<Float32Array[]> {
  const { sampleRateHz } = sound;
  const latency = 2048;
  const context = new OfflineAudioContext(channels.length, length + latency, sampleRateHz);
  await context.audioWorklet.addModule(clusterWorkletUrl);
  const buffer = new AudioBuffer({ length, sampleRate: sampleRateHz, numberOfChannels: channels.length });
  channels.forEach((channel, c) => buffer.copyToChannel(channel, c));
  const processorOptions: ClusterProcessorSetup = { channelCount: channels.length, model: MODEL, parameters };
  const node = new AudioWorkletNode(context, CLUSTER_PROCESSOR, {
    channelCount: channels.length,
    channelCountMode: 'explicit',
    outputChannelCount: [channels.length],
    processorOptions,
  });
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(node).connect(context.destination);
  source.start();
  const rendered = await context.startRendering();
  return channels.map((_, c) => rendered.getChannelData(c).slice(latency, latency + length));
}

function nullDepth(a: Float32Array, b: Float32Array): number {
  const power = (signal: Float32Array) => signal.reduce((sum, x) => sum + x * x, 0);
  return 10 * Math.log10(Math.max(power(a.map((x, n) => x - b[n]!)), 1e-30) / power(b));
}

function offline(parameters: PluginParameters) {
  return renderPlugin(channels, pluginStateOf(parameters), {
    sampleRateHz: sound.sampleRateHz,
    auxCount: 0,
    bend: MODEL,
    start: 'plugin',
    isInTime: true,
    tailSamples: 0,
  }).main;
}

describe('the audio worklet', () => {
  const treated: PluginParameters = { ...PLUGIN_DEFAULTS, clusterGainDb1: -120, clusterHpHz2: 500, autoLevel: 0 };

  it('[E1] [B2] [G7] plays what the offline render of the twin plays, bent by the shipped model', async () => {
    const [out, expected] = [await throughWorklet(treated), offline(treated)];
    out.forEach((channel, c) => expect(nullDepth(channel, expected[c]!)).toBeLessThan(NULL_DB));
    expect(nullDepth(out[0]!, channels[0]!)).toBeGreaterThan(-30);
  });

  it('[E1] [G4] lets auxiliary outputs be heard with the main one', async () => {
    const stems: PluginParameters = {
      ...treated,
      clusterRoute0: 1,
      clusterRoute1: 2,
      clusterRoute2: 3,
      clusterRoute3: 8,
    };
    const [out, expected] = [await throughWorklet(stems), offline(treated)];
    out.forEach((channel, c) => expect(nullDepth(channel, expected[c]!)).toBeLessThan(NULL_DB));
  });
});
