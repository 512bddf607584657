import type { AudioFile } from '../../src/domain/audioFile.ts';

/** A file as a plain object, to be compared: that of a row reads its columns when it is asked. */
export function plainFile(file: AudioFile): AudioFile {
  const { audioId, path, source, genre, license, licenseFamily, durationSec, sampleRateHz, channels, importedAt } =
    file;
  return { audioId, path, source, genre, license, licenseFamily, durationSec, sampleRateHz, channels, importedAt };
}
