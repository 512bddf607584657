import { describe, expect, it } from 'vitest';
import { heldBytes, readPieces, type AudioBytes } from '../../src/audio/bytes/audioBytes.ts';
import { readPcm } from '../../src/audio/decode/pcmReader.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import { encodeWav } from '../../src/audio/write/wavWriter.ts';

describe('bytes that are read where they lie', () => {
  it('come in pieces until they end, also where they end before they should', async () => {
    const source = heldBytes(Uint8Array.from({ length: 10 }, (_, i) => i));
    expect(await piecesOf(source, 1, 10)).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
    expect(await piecesOf(source, 8, 14)).toEqual([[8, 9]]);
  });

  it('[D1] are the same samples as a file gives', async () => {
    const channels = [0, 1].map((channel) =>
      Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i * (channel + 1))),
    );
    const file = encodeWav(channels, 44_100, 's24');
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(await samplesOf(heldBytes(bytes))).toEqual(await samplesOf(file));
  });

  it('are refused as a file is: empty, or no audio', async () => {
    await expect(sniff(heldBytes(new Uint8Array(0)), 'a.wav')).rejects.toMatchObject({ code: 'empty-file' });
    await expect(sniff(heldBytes(new Uint8Array(100)), 'a.wav')).rejects.toMatchObject({ code: 'unsupported-format' });
  });
});

async function piecesOf(source: AudioBytes, start: number, end: number): Promise<number[][]> {
  const pieces: number[][] = [];
  for await (const piece of readPieces(source, start, end, 4, { stage: 'import', path: null })) pieces.push([...piece]);
  return pieces;
}

async function samplesOf(source: AudioBytes): Promise<number[][]> {
  const sniffed = await sniff(source, 'a.wav');
  if (sniffed.kind !== 'pcm') throw new Error('not PCM');
  const samples: number[][] = sniffed.channels === 2 ? [[], []] : [];
  for await (const block of readPcm(source, sniffed, { blockFrames: 999, reuseArrays: true })) {
    block.forEach((channel, i) => samples[i]?.push(...channel));
  }
  return samples;
}
