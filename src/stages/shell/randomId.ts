import { hexOf } from '../../domain/hex.ts';

/** A random id, a UUID of version 4; also on plain HTTP, where `crypto.randomUUID` is missing. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const set = (at: number, keep: number, bits: number) => (bytes[at] = ((bytes[at] ?? 0) & keep) | bits);
  set(6, 0x0f, 0x40);
  set(8, 0x3f, 0x80);
  const hex = hexOf(bytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
