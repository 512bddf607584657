export const TAR_BLOCK_BYTES = 512;

/** A header of a tar archive (POSIX ustar, with the extensions of GNU and pax). */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  /** `0` a file, `5` a folder, `L` a long name, `x` and `g` pax records, … */
  readonly type: string;
}

/**
 * Reads one header block.
 *
 * @returns null for the block of zeros that ends an archive
 * @throws RangeError where the checksum is wrong
 */
export function parseTarHeader(block: Uint8Array): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  let sum = 8 * 32;
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte;
  if (parseNumber(block.subarray(148, 156)) !== sum) throw new RangeError('a header of the archive is damaged');
  const isUstar = text(block.subarray(257, 262)) === 'ustar';
  const prefix = isUstar ? text(block.subarray(345, 500)) : '';
  const name = text(block.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes: parseNumber(block.subarray(124, 136)),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
  };
}

/** The records of a pax header: `path`, `size`, … Throws a RangeError on damaged ones. */
export function parsePaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length && bytes[at] !== 0;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(text(bytes.subarray(at, space)));
    if (space < 0 || !Number.isInteger(length) || length <= space - at) throw new RangeError('a pax header is damaged');
    const record = text(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Octal digits, or GNU's binary form of numbers that do not fit. */
function parseNumber(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) !== 0) {
    return field.reduce((value, byte, index) => value * 256 + (index === 0 ? byte & 0x7f : byte), 0);
  }
  const digits = text(field).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
