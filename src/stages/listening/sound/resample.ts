import type { Samples } from '../../../workers/contracts/listening.ts';
import { audioBufferOf } from './playback.ts';

/** A sound at another sample rate, by the browser; itself for null or its own. */
export async function atRate(sound: Samples, rateHz: number | null): Promise<Samples> {
  const { channels, sampleRateHz } = sound;
  if (rateHz === null || rateHz === sampleRateHz) return sound;
  const length = Math.round(((channels[0]?.length ?? 0) * rateHz) / sampleRateHz);
  const context = new OfflineAudioContext(channels.length, length, rateHz);
  const source = new AudioBufferSourceNode(context, { buffer: audioBufferOf(channels, sampleRateHz) });
  source.connect(context.destination);
  source.start();
  const rendered = await context.startRendering();
  return { sampleRateHz: rateHz, channels: channels.map((_, c) => rendered.getChannelData(c).slice()) };
}
