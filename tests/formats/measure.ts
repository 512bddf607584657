import { decodeWithWebAudio } from '../../src/audio/decode/webAudio.ts';
import { heldBytes } from '../../src/audio/bytes/audioBytes.ts';
import { sniff } from '../../src/audio/sniff/sniff.ts';
import { analyseAudio, analyseDecoded } from '../../src/workers/compute/analyseAudio.ts';
import type { AnalysedAudio } from '../../src/workers/contracts/compute.ts';

/** What is compared of two decodings of one file. */
export interface Heard {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly frames: number;
  readonly descriptors: readonly number[];
  readonly note: string | null;
}

/** Describes a file as an import does. Rejects with what refuses it. */
export async function describe(bytes: ArrayBuffer, name: string): Promise<Heard> {
  const source = heldBytes(new Uint8Array(bytes));
  const sniffed = await sniff(source, name);
  const answer = await analyseAudio(source, name, sniffed);
  if (answer.kind === 'done') return heardIn(answer);
  const { channels } = await decodeWithWebAudio(bytes, answer.sampleRateHz, name);
  return heardIn(await analyseDecoded(name, channels, answer));
}

/** Describes samples that another decoder gave, interleaved. */
export async function describeSamples(bytes: ArrayBuffer, sampleRateHz: number, channelCount: number): Promise<Heard> {
  const samples = new Float32Array(bytes);
  const channels = Array.from({ length: channelCount }, (_, channel) =>
    Float32Array.from({ length: samples.length / channelCount }, (_unused, i) => samples[i * channelCount + channel]!),
  );
  const asked = { sampleRateHz, declaredFrames: null, leastFrames: null, codec: null, note: null };
  return heardIn(await analyseDecoded('', channels, asked));
}

function heardIn({ sampleRateHz, channels, durationSec, descriptors, note }: AnalysedAudio): Heard {
  const frames = Math.round(durationSec * sampleRateHz);
  return { sampleRateHz, channels, frames, descriptors: [...descriptors], note };
}
