import { holdIfSmall, type HeldBytes } from '../../audio/bytes/audioBytes.ts';
import { audioIdOf } from '../../audio/bytes/hash.ts';
import { release } from '../../audio/bytes/release.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import { encodeWav } from '../../audio/write/wavWriter.ts';
import { AppError } from '../../domain/errors.ts';
import { soundPicture } from '../../ml/plugin/soundPicture.ts';
import { EXAMPLE_SOUNDS, synthesiseExampleSound } from '../../ml/synthesis/exampleSounds.ts';
import { createCopyIfRoom, openStagedForReading, type StagedCopyWriter } from '../../store/files/stagedAudio.ts';
import type { AnalysisService } from '../contracts/compute.ts';
import { transfer } from '../pool/transfer.ts';
import { analyseAudio, analyseCompressed, analyseDecoded, analysePcm } from './analyseAudio.ts';
import { describeFile } from './describeFile.ts';

/** Import and descriptors of one file at a time (rules D, S1). */
export const analysisService: AnalysisService = {
  async identify(file, path) {
    // Made ready while the file is read: with many small ones, waiting is what takes the time.
    const staging = new Staging(createCopyIfRoom(file.size));
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

  async describe(file, bytes, path, described) {
    const answer = await describeFile(file, bytes, path, described);
    const { outcome } = answer;
    const isHandedOver = outcome?.kind === 'needs-web-audio' && outcome.bytes !== null;
    return transfer(answer, isHandedOver ? [outcome.bytes] : []);
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
    return analyseAudio(file, path, sniffed);
  },

  async contentId(file, path) {
    const source = (await holdIfSmall(file, { stage: 'import', path })) ?? file;
    try {
      await sniff(source, path);
    } catch (error) {
      if (error instanceof AppError && error.code !== 'file-gone') return null;
      throw error;
    }
    return audioIdOf(source, { path });
  },

  async analyseStreamed(file, path) {
    const sniffed = await sniff(file, path);
    return sniffed.kind === 'pcm' ? analysePcm(file, path, sniffed) : analyseCompressed(file, path, sniffed);
  },

  analyseChannels: analyseDecoded,

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
