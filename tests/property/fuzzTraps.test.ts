import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { crc8 } from '../../src/audio/decode/crc.ts';
import { decodeModelFile, encodeModelFile } from '../../src/formats/modelFile.ts';
import { decodePreset } from '../../src/formats/presets/decodePresetJson.ts';
import { decodeTrainingCsv } from '../support/readTrainingCsv.ts';
import { wavFile, wavFormat } from '../fixtures/formats/wavBytes.ts';
import { installFakeDecoder } from '../support/fuzz/fakeDecoder.ts';
import { hearAudio } from '../support/fuzz/targets.ts';
import { someModel } from '../support/arbitraries.ts';
import { thrownBy } from '../support/thrownBy.ts';

const flac = new Uint8Array(readFileSync(new URL('../fixtures/audio/drums-mono-44k1-s16.flac', import.meta.url)));
const STREAM_INFO = flac.subarray(8, 42);

/** Files made to cost far more than their size; each took minutes or more where work was not bounded. */
describe('files made to hold up the app', () => {
  installFakeDecoder();

  it('[bad input] FLAC of nothing but valid frame headers', async () => {
    const info = Uint8Array.from(STREAM_INFO);
    // Blocks of up to 65,535 samples: every frame may then be long.
    info.set([0xff, 0xff, 0xff, 0xff]);
    const header = [0xff, 0xf8, 0xc9, 0x08, 0x00];
    const frame = Uint8Array.of(...header, crc8(Uint8Array.from(header)));
    const frames = Array.from({ length: 20_000 }, () => frame);
    await hearAudio(joined([text('fLaC'), Uint8Array.of(0x80, 0, 0, 34), info, ...frames]));
  });

  it('[bad input] Ogg FLAC with a packet that never ends', async () => {
    const first = oggPage(2);
    first.set([0x7f, ...text('FLAC'), 1, 0, 0, 1, ...text('fLaC'), 0, 0, 0, 34, ...STREAM_INFO], PAGE_BODY);
    await hearAudio(joined([first, ...Array.from({ length: 600 }, () => oggPage(0))]));
  });

  it('[bad input] MP4 with a thousand tracks that are no sound', async () => {
    const junk = Array.from({ length: 1000 }, () => box('free'));
    const track = box('trak', ...junk, box('mdia', ...junk, box('hdlr', new Uint8Array(20))));
    const movie = box('moov', ...Array.from({ length: 1000 }, () => track));
    await hearAudio(joined([box('ftyp', new Uint8Array(8)), movie]));
  });

  it('[bad input] MP3 frame headers one after another', async () => {
    const bytes = new Uint8Array(1 << 18);
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.set([0xff, 0xfb, 0x90, 0x64], at);
    bytes.fill(0, 30_000, 66_000);
    await hearAudio(bytes);
  });

  it('[bad input] WAV of 65,535 channels', async () => {
    const format = wavFormat({ channels: 65_535, bits: 8 });
    const wav = wavFile([
      { name: 'fmt ', body: format },
      { name: 'data', body: new Uint8Array(1 << 20) },
    ]);
    await hearAudio(new Uint8Array(await wav.arrayBuffer()));
  });

  it('[bad input] JSON nested two million deep and a cell of ten million characters are refused', () => {
    const deep = '['.repeat(2_000_000) + ']'.repeat(2_000_000);
    expect(thrownBy(() => decodePreset(deep, 'deep.json')).code).toBe('bad-input');
    // Not too deep to be read, but for what walks through it.
    const model = encodeModelFile(someModel(3, 2)).replace(
      /"data_fingerprint":"[^"]*"/u,
      `"data_fingerprint":${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    );
    expect(thrownBy(() => decodeModelFile(model, 'deep.json')).message).toMatch(/nested/u);
    expect(thrownBy(() => decodeTrainingCsv(`"${'a""'.repeat(3_000_000)}`, 'long.csv')).code).toBe('bad-input');
  });
});

const PAGE_BODY = 27 + 255;

/** An Ogg page as long as one can be, all of it part of a packet that goes on. */
function oggPage(flags: number): Uint8Array<ArrayBuffer> {
  const page = new Uint8Array(PAGE_BODY + 255 * 255);
  page.set([...text('OggS'), 0, flags]);
  page.fill(255, 26, PAGE_BODY);
  return page;
}

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joined(parts);
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, 8 + body.length, false);
  return joined([new Uint8Array(head.buffer), text(type), body]);
}

function text(letters: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
