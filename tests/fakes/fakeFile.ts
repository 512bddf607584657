/** A file of the stand-in hub; what it holds may be made up while it is read. */
export interface FakeFile {
  readonly size: number;
  slice(start: number, end: number): Uint8Array;
}

export function fileOf(bytes: Uint8Array): FakeFile {
  return { size: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}
