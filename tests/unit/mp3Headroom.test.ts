import { readFileSync } from 'node:fs';
import { MPEGDecoder } from 'mpg123-decoder';
import { describe, expect, it } from 'vitest';
import { heldBytes } from '../../src/audio/bytes/audioBytes.ts';
import { lowerFrame } from '../../src/audio/decode/mp3Headroom.ts';
import { mp3Packets } from '../../src/audio/decode/mp3Stream.ts';

async function decode(name: string, change: (frame: Uint8Array) => void): Promise<readonly Float32Array[]> {
  const file = new Uint8Array(readFileSync(new URL(`../fixtures/formats/${name}`, import.meta.url)));
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  const pieces: Float32Array[][] = [];
  for await (const packet of mp3Packets(heldBytes(file), name)) {
    const frame = packet.slice();
    change(frame);
    pieces.push(decoder.decodeFrame(frame).channelData);
  }
  decoder.free();
  return [0, 1].map((channel) => Float32Array.from(pieces.flatMap((piece) => Array.from(piece[channel]!))));
}

describe('headroom of MP3', () => {
  it.each(['drums.mp3', 'speech-16k.mp3'])(
    'case F21: %s is the same sound 24 dB lower, so that none of it is cut off at full scale',
    async (name) => {
      const whole = await decode(name, () => undefined);
      const lowered = await decode(name, lowerFrame);
      for (const [channel, samples] of whole.entries()) {
        const worst = samples.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - 16 * lowered[channel]![i]!)),
          0,
        );
        expect(lowered[channel]).toHaveLength(samples.length);
        expect(worst).toBeLessThan(1e-6);
        expect(lowered[channel]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(0.5);
      }
    },
  );
});
