import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { DESCRIPTOR_COUNT, descriptorsFromVector } from '../../src/domain/descriptors.ts';

/** A file of a data set with descriptors that depend on its number, `file-0` at `sounds/0.wav`. */
export function describedFile(n: number): AudioRecord {
  const vector = Float64Array.from({ length: DESCRIPTOR_COUNT }, (_, i) => Math.sin((n + 1) * (i + 1)));
  return {
    file: {
      audioId: `file-${n}`,
      path: `sounds/${n}.wav`,
      source: null,
      genre: null,
      license: null,
      licenseFamily: null,
      durationSec: 30,
      sampleRateHz: 44_100,
      channels: 1,
      importedAt: new Date(0),
    },
    descriptors: { kind: 'done', descriptors: descriptorsFromVector(vector), frameCount: 100, note: null },
    best: null,
    tags: [],
    note: null,
  };
}
