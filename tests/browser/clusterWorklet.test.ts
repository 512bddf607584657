import type { ClusterSettings } from '../../src/domain/clusterSettings.ts';
import { describe, expect, it } from 'vitest';
import { soloMix, untouchedMix, type ClusterMix } from '../../src/domain/clusterMix.ts';
import { renderClusters } from '../../src/ml/listening/renderClusters.ts';
import { SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { UNPREDICTED } from '../../src/ml/plugin/pluginModel.ts';
import { synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';
import { clusterWorkletUrl } from '../../src/workers/worklet/clusterWorklet.ts';
import { CLUSTER_PROCESSOR, type ClusterProcessorSetup } from '../../src/workers/contracts/listening.ts';

const SETTINGS: ClusterSettings = { ...SEARCH_SETTINGS, ...UNPREDICTED, clusterCount: 4 };
const NULL_DB = -90;

const sound = synthesiseExampleSound(3);
const length = Math.min(3 * sound.sampleRateHz, sound.channels[0]!.length);
const channels = sound.channels.slice(0, 2).map((channel) => channel.slice(0, length));

/** What the worklet makes of the sound in a real audio thread, in time with it. */
async function throughWorklet(mix: ClusterMix): Promise<Float32Array[]> {
  const { sampleRateHz } = sound;
  const latency = 2048;
  const context = new OfflineAudioContext(channels.length, length + latency, sampleRateHz);
  await context.audioWorklet.addModule(clusterWorkletUrl);
  const buffer = new AudioBuffer({ length, sampleRate: sampleRateHz, numberOfChannels: channels.length });
  channels.forEach((channel, c) => buffer.copyToChannel(channel, c));
  const processorOptions: ClusterProcessorSetup = {
    channelCount: channels.length,
    candidates: [SETTINGS],
    chosen: 0,
    mix,
  };
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

describe('the audio worklet', () => {
  it('[E1] null test: with all gains at 0 dB and mix 1 the output equals the input', async () => {
    const out = await throughWorklet(untouchedMix(4));
    out.forEach((channel, c) => expect(nullDepth(channel, channels[c]!)).toBeLessThan(NULL_DB));
  });

  it('[E1] sum test: the soloed clusters sum to the input, and each is what the offline render makes of it', async () => {
    const solos: Float32Array[][] = [];
    for (let c = 0; c < 4; c++) solos.push(await throughWorklet(soloMix(4, c)));
    channels.forEach((channel, at) => {
      const sum = channel.map((_, n) => solos.reduce((total, solo) => total + solo[at]![n]!, 0));
      expect(nullDepth(sum, channel)).toBeLessThan(NULL_DB);
    });
    const offline = renderClusters(channels, sound.sampleRateHz, SETTINGS, soloMix(4, 1));
    offline.channels.forEach((channel, c) => expect(nullDepth(solos[1]![c]!, channel)).toBeLessThan(NULL_DB));
  });
});
