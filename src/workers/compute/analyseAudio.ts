import type { AudioBytes, HeldBytes } from '../../audio/bytes/audioBytes.ts';
import { streamedOrTurn } from '../../audio/decode/decoderChoice.ts';
import { readPcm, type PcmOptions } from '../../audio/decode/pcmReader.ts';
import { joinNotes, leastFrames, leftOutNote, truncationNote } from '../../audio/decode/truncation.ts';
import { readCompressed } from '../../audio/decode/webCodecs.ts';
import type { CompressedSniff, PcmSniff, SniffResult } from '../../audio/sniff/sniffResult.ts';
import { AppError } from '../../domain/errors.ts';
import { DescriptorAnalyser } from '../../ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../ml/descriptors/mixToMono.ts';
import { RuntimeAnalyser } from '../../ml/plugin/runtimeAnalyser.ts';
import { MAX_WINDOWS, windowHopFrames } from '../../ml/plugin/windowPlan.ts';
import type { AnalysedAudio, NeedsWebAudio, WebAudioRequest } from '../contracts/compute.ts';
import { PassClock } from './passClock.ts';

type Blocks = AsyncIterable<readonly Float32Array[]> | Iterable<readonly Float32Array[]>;

/** The descriptors of a file; what Web Audio has to decode comes back, with its bytes where they are held. */
export async function analyseAudio(
  source: Blob | HeldBytes,
  path: string,
  sniffed: SniffResult,
  clock = new PassClock(),
): Promise<AnalysedAudio | NeedsWebAudio> {
  if (sniffed.kind === 'pcm') return analysePcm(source, path, sniffed, clock);
  const answer = await streamedOrTurn(sniffed, source.size, async () =>
    analyseCompressed(source, path, sniffed, clock),
  );
  if (answer.kind === 'done') return answer;
  return {
    ...answer,
    declaredFrames: sniffed.declaredFrames,
    leastFrames: leastFrames(sniffed),
    codec: sniffed.codec,
    note: joinNotes(sniffed.note, answer.note),
    bytes: 'held' in source ? source.held.buffer : null,
  };
}

export async function analysePcm(
  source: AudioBytes,
  path: string,
  sniffed: PcmSniff,
  clock = new PassClock(),
  options: Pick<PcmOptions, 'onBytes'> = {},
): Promise<AnalysedAudio> {
  const { sampleRateHz, channels, note } = sniffed;
  return analyseBlocks(path, readPcm(source, sniffed, { ...options, path, reuseArrays: true }), {
    sampleRateHz,
    channels,
    promisedSamples: promisedSamples(sniffed),
    note: () => note,
    clock,
  });
}

export async function analyseCompressed(
  source: Blob | HeldBytes,
  path: string,
  sniffed: CompressedSniff,
  clock = new PassClock(),
): Promise<AnalysedAudio> {
  let decoderNote: string | null = null;
  const blocks = readCompressed(source, sniffed, {
    path,
    reuseArrays: true,
    onNote: (note) => (decoderNote = note),
  });
  const { sampleRateHz, channels } = sniffed;
  return analyseBlocks(path, blocks, {
    sampleRateHz,
    channels,
    promisedSamples: promisedSamples(sniffed),
    note: () => joinNotes(sniffed.note, decoderNote),
    clock,
  });
}

/** The descriptors of what Web Audio decoded as asked. */
export async function analyseDecoded(
  path: string,
  channels: readonly Float32Array[],
  { sampleRateHz, declaredFrames, leastFrames: least, codec, note }: WebAudioRequest,
): Promise<AnalysedAudio> {
  const frames = channels[0]?.length ?? 0;
  const cutShort =
    truncationNote(frames, declaredFrames, sampleRateHz, codec) ?? leftOutNote(frames, least, sampleRateHz);
  return analyseBlocks(path, [channels], {
    sampleRateHz,
    channels: channels.length,
    promisedSamples: frames,
    note: () => joinNotes(note, cutShort),
    clock: new PassClock(),
  });
}

/** Samples per channel by the header; null where it does not say. */
function promisedSamples({ durationSec, sampleRateHz }: SniffResult): number | null {
  return durationSec === null ? null : Math.round(durationSec * sampleRateHz);
}

async function analyseBlocks(
  path: string,
  blocks: Blocks,
  facts: {
    readonly sampleRateHz: number;
    readonly channels: number;
    readonly promisedSamples: number | null;
    readonly note: () => string | null;
    readonly clock: PassClock;
  },
): Promise<AnalysedAudio> {
  const { sampleRateHz, channels, clock } = facts;
  const analyser = new DescriptorAnalyser(sampleRateHz);
  const runtime = new RuntimeAnalyser(sampleRateHz, windowHopFrames(facts.promisedSamples), MAX_WINDOWS);
  let mix = new Float32Array(0);
  for await (const block of blocks) {
    clock.lap('decodingMs');
    const frames = block[0]?.length ?? 0;
    if (block.length > 1 && mix.length < frames) mix = new Float32Array(frames);
    analyser.push(block.length > 1 ? mixToMono(block, mix.subarray(0, frames)) : mixToMono(block));
    runtime.push(block);
    clock.lap('computingMs');
  }
  clock.lap('decodingMs');
  const { nonFinite } = analyser;
  if (nonFinite !== null) {
    throw new AppError({
      code: 'bad-samples',
      stage: 'descriptors',
      subject: path,
      message:
        `${path} holds ${nonFinite.count} samples that are no numbers (NaN or infinite), the first at sample ` +
        `${nonFinite.firstSample}. Export it again from where it was made.`,
    });
  }
  const durationSec = analyser.sampleCount / sampleRateHz;
  const stretches = runtime.finish();
  const { descriptors, frameCount, stretches: trainers } = analyser.finish(stretches);
  clock.lap('computingMs');
  const windows = stretches.map((stretch, i) => ({
    startFrame: stretch.startFrame,
    frameCount: stretch.frameCount,
    plugin: Float64Array.from(stretch.descriptors),
    trainer: trainers[i] ?? new Float64Array(),
  }));
  return { kind: 'done', descriptors, frameCount, windows, durationSec, sampleRateHz, channels, note: facts.note() };
}
