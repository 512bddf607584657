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

/** The CRC-16 after the bytes from `at` to `end`, four at a time. */
export function crc16Of(crc: number, bytes: Uint8Array, at: number, end: number): number {
  const [first, second, third] = LATER_CRC16;
  let value = crc;
  let i = at;
  for (; i + 4 <= end; i += 4) {
    value =
      (third[(value >> 8) ^ (bytes[i] ?? 0)] ?? 0) ^
      (second[(value & 0xff) ^ (bytes[i + 1] ?? 0)] ?? 0) ^
      (first[bytes[i + 2] ?? 0] ?? 0) ^
      (CRC16[bytes[i + 3] ?? 0] ?? 0);
  }
  for (; i < end; i++) value = updateCrc16(value, bytes[i] ?? 0);
  return value;
}

/** The CRC-32 of Ogg pages: polynomial 0x04c11db7, starting at 0, not reflected. Source: RFC 3533, section 6. */
export function updateOggCrc(crc: number, bytes: Uint8Array): number {
  let value = crc;
  for (const byte of bytes) value = (value << 8) ^ (OGG_CRC[(value >>> 24) ^ byte] ?? 0);
  return value;
}

const OGG_CRC = Int32Array.from({ length: 256 }, (_, byte) => shiftOut(byte << 24, 0x8000_0000, 0x04c1_1db7, -1));
const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => shiftOut(byte, 0x80, 0x07, 0xff));
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => shiftOut(byte << 8, 0x8000, 0x8005, 0xffff));
/** What a byte comes to after one, two and three bytes of zeros more. */
const LATER_CRC16 = laterTables();

function laterTables(): readonly [Uint16Array, Uint16Array, Uint16Array] {
  const first = CRC16.map((crc) => updateCrc16(crc, 0));
  const second = first.map((crc) => updateCrc16(crc, 0));
  return [first, second, second.map((crc) => updateCrc16(crc, 0))];
}

function shiftOut(value: number, topBit: number, polynomial: number, mask: number): number {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = (crc & topBit ? (crc << 1) ^ polynomial : crc << 1) & mask;
  return crc;
}
