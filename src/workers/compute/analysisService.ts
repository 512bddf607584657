import { holdIfSmall, type AudioBytes, type HeldBytes } from '../../audio/bytes/audioBytes.ts';
import { audioIdOf } from '../../audio/bytes/hash.ts';
import { readPcm } from '../../audio/decode/pcmReader.ts';
import { decodedBytes, decodingPlan, WEB_AUDIO_BUDGET_BYTES } from '../../audio/decode/decodingPlan.ts';
import { release } from '../../audio/bytes/release.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import type { CompressedSniff, PcmSniff } from '../../audio/sniff/sniffResult.ts';
import { truncationNote } from '../../audio/decode/truncation.ts';
import { encodeWav } from '../../audio/write/wavWriter.ts';
import { readCompressed } from '../../audio/decode/webCodecs.ts';
import { AppError } from '../../domain/errors.ts';
import { DescriptorAnalyser } from '../../ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../ml/descriptors/mixToMono.ts';
import { RuntimeAnalyser } from '../../ml/plugin/runtimeAnalyser.ts';
import { soundPicture } from '../../ml/plugin/soundPicture.ts';
import { MAX_WINDOWS, windowHopFrames } from '../../ml/plugin/windowPlan.ts';
import { EXAMPLE_SOUNDS, synthesiseExampleSound } from '../../ml/synthesis/exampleSounds.ts';
import { createStagedCopy, openStagedForReading, type StagedCopyWriter } from '../../store/files/stagedAudio.ts';
import type { AnalysedAudio, AnalysisService, NeedsWebAudio } from '../contracts/compute.ts';
import { transfer } from '../pool/transfer.ts';

type Blocks = AsyncIterable<readonly Float32Array[]> | Iterable<readonly Float32Array[]>;

/** Share of the browser's quota that staged copies may fill: the database comes first. */
const STAGING_QUOTA_SHARE = 0.8;

/** Import and descriptors of one file at a time (rules D, S1). */
export const analysisService: AnalysisService = {
  async identify(file, path, stage) {
    // Made ready while the file is read: with many small ones, waiting is what takes the time.
    const staging = new Staging(stage ? createCopyIfRoom(file.size) : Promise.resolve(null));
    let small: HeldBytes | null = null;
    try {
      small = await holdIfSmall(file, { stage: 'import', path });
      const source = small ?? file;
      const { sampleRateHz, channels, durationSec } = await sniff(source, path);
      const audioId = await audioIdOf(source, { path, onChunk: async (chunk) => staging.write(chunk) });
      return { audioId, durationSec, sampleRateHz, channels, stagedName: await staging.finish() };
    } catch (error) {
      await staging.discard();
      throw error;
    } finally {
      if (small !== null) release(small.held.buffer);
    }
  },

  async analyse(file, path, stagedName = null) {
    const copy = stagedName === null ? null : await openStagedForReading(stagedName);
    let sniffed;
    try {
      sniffed = await sniff(copy ?? file, path);
      if (sniffed.kind === 'pcm') return await analysePcm(copy ?? file, path, sniffed);
    } finally {
      copy?.close();
    }
    const plan = decodingPlan(sniffed, file.size);
    const bytes = decodedBytes(sniffed, file.size);
    const viaWebAudio = (reason: string | null): NeedsWebAudio => ({
      kind: 'needs-web-audio',
      sampleRateHz: sniffed.sampleRateHz,
      declaredFrames: sniffed.declaredFrames,
      lossless: sniffed.codec === 'flac',
      decodedBytes: bytes,
      note: joinNotes(sniffed.note, reason),
    });
    if (plan.route === 'webaudio') return viaWebAudio(null);
    try {
      return await analyseCompressed(file, path, sniffed);
    } catch (error) {
      const fallsBack = plan.fallback === 'webaudio' && bytes <= WEB_AUDIO_BUDGET_BYTES;
      if (!fallsBack || !isDecoderFailure(error)) throw error;
      return viaWebAudio(plan.fallbackNote);
    }
  },

  async analyseStreamed(file, path) {
    const sniffed = await sniff(file, path);
    return sniffed.kind === 'pcm' ? analysePcm(file, path, sniffed) : analyseCompressed(file, path, sniffed);
  },

  async analyseChannels(path, channels, { sampleRateHz, declaredFrames, lossless, note }) {
    const frames = channels[0]?.length ?? 0;
    const cutShort = truncationNote(frames, declaredFrames, sampleRateHz, lossless);
    const facts = {
      sampleRateHz,
      channels: channels.length,
      promisedSamples: frames,
      note: () => joinNotes(note, cutShort),
    };
    return analyseBlocks(path, [channels], facts);
  },

  async exampleNames() {
    return EXAMPLE_SOUNDS.map(({ name }) => name);
  },

  async synthesiseExample(index) {
    const { channels, sampleRateHz } = synthesiseExampleSound(index);
    return encodeWav(channels, sampleRateHz, 's24');
  },

  async drawExample(index, columns) {
    const { channels, sampleRateHz } = synthesiseExampleSound(index);
    const picture = soundPicture(channels, sampleRateHz, columns);
    return transfer(picture, [picture.levels.buffer]);
  },
};

async function analysePcm(source: AudioBytes, path: string, sniffed: PcmSniff): Promise<AnalysedAudio> {
  const { sampleRateHz, channels, note } = sniffed;
  return analyseBlocks(path, readPcm(source, sniffed, { path, reuseArrays: true }), {
    sampleRateHz,
    channels,
    promisedSamples: promisedSamples(sniffed),
    note: () => note,
  });
}

async function analyseCompressed(file: Blob, path: string, sniffed: CompressedSniff): Promise<AnalysedAudio> {
  let decoderNote: string | null = null;
  const blocks = readCompressed(file, sniffed, {
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
  });
}

/** Samples per channel by the header; null where it does not say. */
function promisedSamples({ durationSec, sampleRateHz }: PcmSniff | CompressedSniff): number | null {
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
  },
): Promise<AnalysedAudio> {
  const { sampleRateHz, channels } = facts;
  const analyser = new DescriptorAnalyser(sampleRateHz);
  const runtime = new RuntimeAnalyser(sampleRateHz, windowHopFrames(facts.promisedSamples), MAX_WINDOWS);
  let mix = new Float32Array(0);
  for await (const block of blocks) {
    const frames = block[0]?.length ?? 0;
    if (block.length > 1 && mix.length < frames) mix = new Float32Array(frames);
    analyser.push(block.length > 1 ? mixToMono(block, mix.subarray(0, frames)) : mixToMono(block));
    runtime.push(block);
  }
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
  const windows = stretches.map((stretch, i) => ({
    startFrame: stretch.startFrame,
    frameCount: stretch.frameCount,
    plugin: Float64Array.from(stretch.descriptors),
    trainer: trainers[i] ?? new Float64Array(),
  }));
  const result: AnalysedAudio = {
    kind: 'done',
    descriptors,
    frameCount,
    windows,
    durationSec,
    sampleRateHz,
    channels,
    note: facts.note(),
  };
  return transfer(result, [descriptors.buffer]);
}

function isDecoderFailure(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'damaged-file' || error.code === 'unsupported-format');
}

function joinNotes(...notes: readonly (string | null)[]): string | null {
  const present = notes.filter((note) => note !== null);
  return present.length === 0 ? null : present.join(' ');
}

async function createCopyIfRoom(bytes: number): Promise<StagedCopyWriter | null> {
  // Not there on plain HTTP, where nothing is kept.
  if (!('storage' in navigator)) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return usage + bytes < quota * STAGING_QUOTA_SHARE ? createStagedCopy() : null;
}

/** A copy that is given up, not the import, where the disk runs full while it is written. */
class Staging {
  #copy: Promise<StagedCopyWriter | null>;

  constructor(copy: Promise<StagedCopyWriter | null>) {
    this.#copy = copy;
    copy.catch(() => undefined);
  }

  async write(chunk: Uint8Array): Promise<void> {
    const copy = await this.#copy;
    try {
      copy?.write(chunk);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'storage-full')) throw error;
      await this.discard();
    }
  }

  /** The name of the whole copy; null where there is none. */
  async finish(): Promise<string | null> {
    const copy = await this.#copy;
    copy?.finish();
    return copy?.name ?? null;
  }

  async discard(): Promise<void> {
    const copy = await this.#copy;
    this.#copy = Promise.resolve(null);
    await copy?.discard();
  }
}
