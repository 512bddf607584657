/** A page of the list of files, or what changed of it later, as packed changes. */
export interface ListRecord {
  readonly isPage: boolean;
  /** In whole words of eight. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const HASH_BYTES = 32;
/** How many bytes follow and whether they are a page, then their hash. */
const HEAD_BYTES = 8 + HASH_BYTES;

/** What is written before a record, so that it tells when it is damaged. */
export async function recordHead({ isPage, bytes }: ListRecord): Promise<Uint8Array<ArrayBuffer>> {
  const head = new Uint8Array(HEAD_BYTES);
  new Uint32Array(head.buffer, 0, 2).set([bytes.length, Number(isPage)]);
  head.set(await hashOf(bytes), HEAD_BYTES - HASH_BYTES);
  return head;
}

/** Records one behind the other, each with bytes of its own. Rejects where they are not as they were written. */
export async function* listRecords(file: ArrayBuffer): AsyncGenerator<ListRecord> {
  for (let at = 0; at < file.byteLength;) {
    const [length = 0, isPage] = new Uint32Array(file, at, 2);
    const hash = new Uint8Array(file, at + HEAD_BYTES - HASH_BYTES, HASH_BYTES);
    const bytes = new Uint8Array(file.slice(at + HEAD_BYTES, at + HEAD_BYTES + length));
    if (String(await hashOf(bytes)) !== String(hash)) throw new Error('the kept list is damaged');
    yield { isPage: isPage === 1, bytes };
    at += HEAD_BYTES + length;
  }
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
