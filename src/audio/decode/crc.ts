/** The CRC-8 of FLAC frame headers: polynomial x⁸ + x² + x + 1, starting at 0. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8[crc ^ byte] ?? 0;
  return crc;
}

/** One step of the CRC-16 of FLAC frames: polynomial x¹⁶ + x¹⁵ + x² + 1. It is 0 after a frame with its footer. */
export function updateCrc16(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] ?? 0);
}

const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => shiftOut(byte, 0x80, 0x07, 0xff));
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => shiftOut(byte << 8, 0x8000, 0x8005, 0xffff));

function shiftOut(value: number, topBit: number, polynomial: number, mask: number): number {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = (crc & topBit ? (crc << 1) ^ polynomial : crc << 1) & mask;
  return crc;
}
