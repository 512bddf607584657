import { decodeChunks } from './audioDecoder.ts';
import { PieceSamples } from './decodedSamples.ts';
import type { SelfTestSound } from './selfTestSounds.ts';

/** The codecs that browsers are known to decode in ways of their own. */
export type TestedCodec = 'mp3' | 'opus' | 'aac';

/** Decoders in floating point agree to this; on the grid of 16 bits a sample is off by up to 1.5e-5. */
const TOLERANCE = 6e-6;

const answers = new Map<TestedCodec, Promise<boolean>>();

/** Whether the decoder of this browser is exact in floating point: asked of a tiny sound when it is first needed. */
export async function isExactHere(codec: TestedCodec): Promise<boolean> {
  if (typeof AudioDecoder === 'undefined') return false;
  const known = answers.get(codec);
  if (known !== undefined) return known;
  const asked = test(codec);
  answers.set(codec, asked);
  return asked;
}

async function test(codec: TestedCodec): Promise<boolean> {
  const { SELF_TEST_SOUNDS } = await import('./selfTestSounds.ts');
  try {
    return holds(await decode(SELF_TEST_SOUNDS[codec]), SELF_TEST_SOUNDS[codec].samples);
  } catch {
    return false;
  }
}

async function decode({ config, packets }: SelfTestSound): Promise<number[]> {
  const decoded: number[] = [];
  const samples = new PieceSamples();
  for await (const piece of decodeChunks(config, bytesOf(packets))) {
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
