import { readPcm } from '../../audio/decode/pcmReader.ts';
import { streamedOrTurn } from '../../audio/decode/decoderChoice.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import type { SniffResult } from '../../audio/sniff/sniffResult.ts';
import { readCompressed } from '../../audio/decode/webCodecs.ts';
import { waveformOf } from '../../ml/dsp/waveform.ts';
import { descriptorTrack } from '../../ml/plugin/descriptorTrack.ts';
import { soundPicture } from '../../ml/plugin/soundPicture.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';

const PLAYED_CHANNELS = 2;

/** What the live view plays and shows, decoded as for the descriptors. */
export const playbackCalls = {
  async decodeStart(file, path, maxSec, isStreamed) {
    const sniffed = await sniff(file, path);
    const { sampleRateHz } = sniffed;
    const read = async () => readStart(file, path, sniffed, Math.ceil(maxSec * sampleRateHz));
    const channels = sniffed.kind === 'pcm' ? await read() : await streamedOrTurn(sniffed, file.size, read, isStreamed);
    if ('kind' in channels) return channels;
    return transfer({ kind: 'done', channels, sampleRateHz }, buffersOf(channels));
  },

  async outline(channels, sampleRateHz, columns) {
    const waveform = waveformOf(channels, columns);
    const picture = soundPicture(channels, sampleRateHz, columns);
    return transfer({ waveform, picture }, [waveform.low.buffer, waveform.high.buffer, picture.levels.buffer]);
  },

  async trackDescriptors(channels, sampleRateHz, everyFrames) {
    const track = descriptorTrack(channels, sampleRateHz, everyFrames);
    return transfer(track, [track.timesSec.buffer, track.descriptors.buffer]);
  },
} satisfies Partial<ComputeCalls>;

async function readStart(
  file: Blob,
  path: string,
  sniffed: SniffResult,
  maxSamples: number,
): Promise<Float32Array<ArrayBuffer>[]> {
  const blocks = sniffed.kind === 'pcm' ? readPcm(file, sniffed, { path }) : readCompressed(file, sniffed, { path });
  const pieces: Float32Array[][] = [];
  let samples = 0;
  for await (const block of blocks) {
    const piece = block.slice(0, PLAYED_CHANNELS).map((channel) => channel.slice(0, maxSamples - samples));
    pieces.push(piece);
    samples += piece[0]?.length ?? 0;
    if (samples >= maxSamples) break;
  }
  const channelCount = pieces[0]?.length ?? 0;
  return Array.from({ length: channelCount }, (_, channel) => {
    const whole = new Float32Array(samples);
    let at = 0;
    for (const piece of pieces) {
      const part = piece[channel] ?? new Float32Array(piece[0]?.length ?? 0);
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  });
}
