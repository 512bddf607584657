const END_BYTES = 22;
const ENTRY_BYTES = 46;

/** Cuts an archive without a comment into parts as `zip -s` does: the directory tells the part that each file begins in. */
export function splitZip(zip: Uint8Array<ArrayBuffer>, partBytes: number): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const end = zip.length - END_BYTES;
  const directory = view.getUint32(end + 16, true);
  const moved = (at: number, partAt: number) => {
    const start = view.getUint32(at, true);
    view.setUint16(partAt, Math.floor(start / partBytes), true);
    view.setUint32(at, start % partBytes, true);
  };
  for (let at = directory; at < end;) {
    moved(at + 42, at + 34);
    at += ENTRY_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  moved(end + 16, end + 6);
  return Array.from({ length: Math.ceil(zip.length / partBytes) }, (_, part) =>
    zip.slice(part * partBytes, (part + 1) * partBytes),
  );
}
