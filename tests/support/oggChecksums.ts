import { updateOggCrc } from '../../src/audio/decode/crc.ts';

/** Gives every page of an Ogg file the checksum of what it holds by now. */
export function checksumPages(file: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0, end = 0; at < file.length; at = end) {
    const segments = file.subarray(at + 27, at + 27 + file[at + 26]!);
    end = at + 27 + segments.length + segments.reduce((sum, bytes) => sum + bytes, 0);
    view.setUint32(at + 22, 0, true);
    view.setUint32(at + 22, updateOggCrc(0, file.subarray(at, end)) >>> 0, true);
  }
}
