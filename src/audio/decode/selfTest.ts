import { BROWSER_HAS } from '../../domain/browserHas.ts';
import type { CompressedCodec } from '../../domain/audioCodec.ts';
import { answering } from './answering.ts';
import { decodeChunks } from './audioDecoder.ts';
import { PieceSamples, type DecodedPiece } from './decodedSamples.ts';
import { decodeMp3WithHeadroom } from './mp3Headroom.ts';
import type { SelfTestSound } from './selfTestSounds.ts';
import { decodeWithWebAudio } from './webAudio.ts';

/** The codecs that browsers are known to decode in ways of their own. */
export type TestedCodec = 'mp3' | 'opus' | 'aac';

export function isTested(codec: CompressedCodec): codec is TestedCodec {
  return codec === 'mp3' || codec === 'opus' || codec === 'aac';
}

/** Decoders in floating point agree to this; on the grid of 16 bits a sample is off by up to 1.5e-5. */
const TOLERANCE = 6e-6;

type Answers = Map<TestedCodec, Promise<boolean>>;
const ofWebCodecs: Answers = new Map();
const ofWebAudio: Answers = new Map();

/** Whether WebCodecs is exact in floating point here: asked of a tiny sound when it is first needed. */
export async function isExactHere(codec: TestedCodec): Promise<boolean> {
  return BROWSER_HAS.audioDecoder() && askOnce(ofWebCodecs, codec, testWebCodecs);
}

/** What to note of a file that Web Audio decoded; null where it is exact in floating point. Main thread only. */
export async function webAudioNote(codec: CompressedCodec | null): Promise<string | null> {
  if (codec === null || !isTested(codec)) return null;
  return (await askOnce(ofWebAudio, codec, testWebAudio)) ? null : roundingNote(codec);
}

/** What to note of a file whose decoder did not pass. */
export function roundingNote(codec: CompressedCodec): string {
  return `This browser rounds ${codec.toUpperCase()} or cuts it off at full scale, so the descriptors are less exact than in others.`;
}

async function askOnce(
  answers: Answers,
  codec: TestedCodec,
  test: (sound: SelfTestSound, codec: TestedCodec) => Promise<boolean>,
): Promise<boolean> {
  const known = answers.get(codec);
  if (known !== undefined) return known;
  const asked = import('./selfTestSounds.ts')
    .then(async ({ SELF_TEST_SOUNDS }) => test(SELF_TEST_SOUNDS[codec], codec))
    .catch(() => false);
  answers.set(codec, asked);
  return asked;
}

async function testWebCodecs({ config, packets, samples }: SelfTestSound, codec: TestedCodec): Promise<boolean> {
  const decode = codec === 'mp3' ? decodeMp3WithHeadroom : decodeChunks;
  return holds(await firstChannel(answering(decode(config, bytesOf(packets)))), samples);
}

async function testWebAudio({ config, packets, file, samples }: SelfTestSound): Promise<boolean> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of bytesOf(file === undefined ? packets : [file])) parts.push(part);
  const { channels } = await decodeWithWebAudio(await new Blob(parts).arrayBuffer(), config.sampleRate);
  return holds(Array.from(channels[0] ?? []), samples);
}

async function firstChannel(pieces: AsyncIterable<DecodedPiece>): Promise<number[]> {
  const decoded: number[] = [];
  const samples = new PieceSamples();
  for await (const piece of pieces) {
    samples.load(piece);
    const channel = new Float32Array(piece.numberOfFrames);
    samples.read(0, 0, channel);
    decoded.push(...channel);
    piece.close();
  }
  return decoded;
}

/** The packets of a sound, one by one. */
export async function* bytesOf(packets: readonly string[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const packet of packets) yield Uint8Array.from(atob(packet), (letter) => letter.codePointAt(0) ?? 0);
}

/** Whether some stretch of what was decoded is what was expected: where it begins is the decoder's. */
export function holds(decoded: readonly number[], expected: readonly number[]): boolean {
  return decoded.some((_, from) =>
    expected.every((sample, i) => Math.abs((decoded[from + i] ?? Infinity) - sample) <= TOLERANCE),
  );
}
