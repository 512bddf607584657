/** Bytes written as text, one character below 256 for each. */
export type BinaryText = string;

/** The inverse of {@link binaryTextOf}. */
export function bytesOf(text: BinaryText): Uint8Array<ArrayBuffer> {
  // Not by an iterator: a model of many files has ten million of them.
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Text by which bytes can be searched and cut, as long as they are. */
export function binaryTextOf(bytes: Uint8Array): BinaryText {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** A whole number from 0 to 2^53 in `size` bytes, the lowest first. */
export function littleEndian(value: number, size: 4 | 8): BinaryText {
  return Array.from({ length: size }, (_, i) => String.fromCharCode(Math.floor(value / 256 ** i) % 256)).join('');
}
