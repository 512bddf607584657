const BLOCK_BYTES = 512;

export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A ustar archive; names that do not fit get a pax header, or GNU's long name where `longNames` says so. */
export function writeTar(entries: readonly TarEntry[], longNames: 'pax' | 'gnu' = 'pax'): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap(({ name, bytes }) => {
    const encoded = new TextEncoder().encode(name);
    const extension =
      encoded.length <= 100
        ? []
        : longNames === 'gnu'
          ? member('././@LongLink', 'L', new Uint8Array([...encoded, 0]))
          : member('PaxHeaders/x', 'x', paxRecord('path', name));
    return [...extension, ...member(name, '0', bytes)];
  });
  blocks.push(new Uint8Array(2 * BLOCK_BYTES));
  const archive = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    archive.set(block, at);
    at += block.length;
  }
  return archive;
}

function member(name: string, type: string, bytes: Uint8Array): Uint8Array[] {
  const header = new Uint8Array(BLOCK_BYTES);
  const put = (at: number, value: string) => header.set(new TextEncoder().encode(value).subarray(0, 100), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(bytes.length, 11));
  put(136, octal(0, 11));
  put(148, ' '.repeat(8));
  put(156, type);
  put(257, 'ustar\u000000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  const padding = (BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES;
  return [header, bytes, new Uint8Array(padding)];
}

function paxRecord(key: string, value: string): Uint8Array {
  const body = new TextEncoder().encode(` ${key}=${value}\n`);
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return new TextEncoder().encode(`${length} ${key}=${value}\n`);
}
