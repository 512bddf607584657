import { memberPath } from '../audioNames.ts';
import type { ArchiveReader } from './archiveReader.ts';
import { parsePaxRecords, parseTarHeader, TAR_BLOCK_BYTES } from './tarHeader.ts';

/** A file of an archive; the reader stands at its first byte. */
export interface TarMember {
  readonly name: string;
  readonly sizeBytes: number;
  /** Where its header (with what extends it) begins. */
  readonly headerStart: number;
  readonly dataStart: number;
}

/**
 * The files of an archive from where the reader stands, which has to be a header. Whatever of a file is not read is
 * passed over. Throws a RangeError on a damaged archive.
 */
export async function* tarMembers(reader: ArchiveReader): AsyncGenerator<TarMember> {
  let headerStart = reader.position;
  let longName: string | null = null;
  let pax: ReadonlyMap<string, string> = new Map();
  while (!(await reader.endsWithin(TAR_BLOCK_BYTES))) {
    const header = parseTarHeader(await reader.read(TAR_BLOCK_BYTES));
    if (header === null) return;
    const size = Number(pax.get('size') ?? header.sizeBytes);
    const dataStart = reader.position;
    if (header.type === 'L') {
      longName = new TextDecoder().decode(await reader.read(size)).replace(/\0.*$/su, '');
    } else if (header.type === 'x') {
      pax = parsePaxRecords(await reader.read(size));
    } else {
      if (header.type === '0' || header.type === '7') {
        const name = pax.get('path') ?? longName ?? header.name;
        yield { name: memberPath(name), sizeBytes: size, headerStart, dataStart };
      }
      longName = null;
      pax = new Map();
    }
    const end = dataStart + Math.ceil(size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
    await reader.skipTo(end);
    if (header.type !== 'L' && header.type !== 'x') headerStart = reader.position;
  }
}
