import { createCRC32, type IHasher } from 'hash-wasm';
import { AppError, isAbort } from '../../domain/errors.ts';
import { baseName } from '../audioNames.ts';
import { release } from '../../audio/bytes/release.ts';
import { sliced, unpacked } from '../bytes/unpacked.ts';
import { IN_MEMORY, type UnpackingRoom } from '../bytes/unpackingRoom.ts';
import type { FolderFile } from '../folder/folderShard.ts';
import type { HubFile } from '../../workers/contracts/hub.ts';
import { readDirectory, type ZipEntry } from './zipDirectory.ts';

/** Bytes of a local header before the name. */
const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;

/**
 * The files within zip archives, unpacked one by one when they are wanted. The parts of a split archive (`a.z01`, `a.z02`,
 * `a.zip`) are read as one. Rejects with AppError where an archive is damaged or a part is missing.
 */
export async function zipFiles(archives: readonly HubFile[]): Promise<FolderFile[]> {
  const sets = new Map<string, HubFile[]>();
  for (const archive of archives) {
    const name = archive.path.replace(/\.[^.]+$/u, '').toLowerCase();
    sets.set(name, [...(sets.get(name) ?? []), archive]);
  }
  const files: FolderFile[] = [];
  for (const parts of sets.values()) files.push(...(await filesIn(parts)));
  return files;
}

async function filesIn(parts: readonly HubFile[]): Promise<FolderFile[]> {
  const isLast = ({ path }: HubFile) => /\.zip$/iu.test(path);
  const last = parts.find(isLast);
  if (last === undefined) {
    const reason = 'its last part, which ends in .zip, is missing; drop all parts together';
    throw damaged(parts[0]?.path ?? '', new RangeError(reason));
  }
  const before = parts.filter((part) => !isLast(part));
  const ordered = [...before.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true })), last];
  const files = ordered.map(({ file }) => file);
  // A Blob of files only refers to them.
  const whole = new Blob(files);
  try {
    const entries = await readDirectory(
      whole,
      files.map(({ size }) => size),
    );
    return entries.map((entry) => ({
      path: entry.name,
      archive: last.path,
      sizeBytes: entry.sizeBytes,
      blob: async (signal, room = IN_MEMORY) =>
        contentOf(whole, entry, room, signal).catch((error: unknown) => {
          throw isAbort(error) ? error : damaged(`${entry.name} in ${last.path}`, error);
        }),
    }));
  } catch (error) {
    throw damaged(last.path, error);
  }
}

async function contentOf(whole: Blob, entry: ZipEntry, room: UnpackingRoom, signal: AbortSignal): Promise<Blob> {
  signal.throwIfAborted();
  const { name, start, packedBytes, sizeBytes, method, isEncrypted } = entry;
  if (isEncrypted) throw new RangeError('it is encrypted');
  const header = new DataView(await whole.slice(start, start + LOCAL_HEADER_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw new RangeError('its header is not where the directory says');
  }
  const data = start + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = whole.slice(data, data + packedBytes);
  if (method !== 0 && method !== 8) throw new RangeError(`its compression ${method} is not supported`);
  const sum = await createCRC32();
  sum.init();
  const bytes = sliced(packed, signal);
  if (method === 8) return room.hold(summed(unpacked(bytes, 'deflate-raw'), entry, sum, signal), sizeBytes);
  for await (const { buffer } of summed(bytes, entry, sum, signal)) release(buffer);
  return new File([packed], baseName(name));
}

/** Passes on what an entry unpacks to. Throws a RangeError at its end where that is not what the directory says. */
async function* summed(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { sizeBytes, crc32 }: ZipEntry,
  sum: IHasher,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let size = 0;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    sum.update(chunk);
    size += chunk.length;
    if (size > sizeBytes) break;
    yield chunk;
  }
  if (size !== sizeBytes) throw new RangeError(size < sizeBytes ? 'it is cut short' : 'it is longer than it says');
  if (Number.parseInt(sum.digest('hex'), 16) !== crc32) throw new RangeError('its checksum (CRC-32) differs');
}

function damaged(subject: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    {
      code: 'damaged-file',
      stage: 'import',
      subject,
      message: `${subject} could not be read as a zip archive: ${reason}. Fetch or copy the file again.`,
    },
    { cause },
  );
}
