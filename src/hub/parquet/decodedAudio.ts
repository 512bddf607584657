import { isRecord } from '../columns/feature.ts';

/**
 * A sound that lies in a row as numbers: `array` with `sampling_rate` becomes a WAV file in 32-bit float, a list of bytes the
 * file that it is. Null for anything else.
 *
 * @param cell - as it was read from the column; of several channels, one list each
 */
export function audioOfNumbers(cell: unknown): Blob | null {
  if (Array.isArray(cell)) return fileOfBytes(cell);
  if (!isRecord(cell)) return null;
  const { array, bytes, sampling_rate: rateHz } = cell;
  if (Array.isArray(bytes)) return fileOfBytes(bytes);
  if (!Array.isArray(array) || array.length === 0 || typeof rateHz !== 'number' || !(rateHz > 0)) return null;
  const channels = (Array.isArray(array[0]) ? array : [array]) as readonly (readonly (number | null)[])[];
  return wavOf(channels, rateHz);
}

function fileOfBytes(bytes: readonly unknown[]): Blob | null {
  if (bytes.length === 0 || bytes.some((byte) => typeof byte !== 'number' || byte < -128 || byte > 255)) return null;
  return new Blob([Uint8Array.from(bytes as readonly number[])]);
}

function wavOf(channels: readonly (readonly (number | null)[])[], rateHz: number): Blob {
  const frames = Math.min(...channels.map(({ length }) => length));
  const blockBytes = 4 * channels.length;
  const view = new DataView(new ArrayBuffer(44 + frames * blockBytes));
  const text = (at: number, word: string) => {
    for (let index = 0; index < word.length; index += 1) view.setUint8(at + index, word.charCodeAt(index));
  };
  text(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 3, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * blockBytes, true);
  view.setUint16(32, blockBytes, true);
  view.setUint16(34, 32, true);
  text(36, 'data');
  view.setUint32(40, frames * blockBytes, true);
  for (const [channel, samples] of channels.entries()) {
    for (let frame = 0; frame < frames; frame += 1) {
      view.setFloat32(44 + frame * blockBytes + 4 * channel, samples[frame] ?? 0, true);
    }
  }
  return new Blob([view]);
}
