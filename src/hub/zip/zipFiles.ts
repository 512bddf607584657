import { createCRC32 } from 'hash-wasm';
import { AppError, isAbort } from '../../domain/errors.ts';
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
      sizeBytes: entry.sizeBytes,
      blob: async (signal) =>
        contentOf(whole, entry, signal).catch((error: unknown) => {
          throw isAbort(error) ? error : damaged(`${entry.name} in ${last.path}`, error);
        }),
    }));
  } catch (error) {
    throw damaged(last.path, error);
  }
}

async function contentOf(whole: Blob, entry: ZipEntry, signal: AbortSignal): Promise<Blob> {
  signal.throwIfAborted();
  const { start, packedBytes, sizeBytes, method, isEncrypted } = entry;
  if (isEncrypted) throw new RangeError('it is encrypted');
  const header = new DataView(await whole.slice(start, start + LOCAL_HEADER_BYTES).arrayBuffer());
  if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_HEADER) {
    throw new RangeError('its header is not where the directory says');
  }
  const data = start + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = whole.slice(data, data + packedBytes);
  if (method !== 0 && method !== 8) throw new RangeError(`its compression ${method} is not supported`);
  const content =
    method === 0
      ? packed
      : await new Response(packed.stream().pipeThrough(new DecompressionStream('deflate-raw'))).blob();
  if (content.size !== sizeBytes) throw new RangeError('it is cut short');
  if ((await crc32Of(content, signal)) !== entry.crc32) throw new RangeError('its checksum (CRC-32) differs');
  return content;
}

async function crc32Of(content: Blob, signal: AbortSignal): Promise<number> {
  const hasher = await createCRC32();
  hasher.init();
  for (const reader = content.stream().getReader(); ;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) return Number.parseInt(hasher.digest('hex'), 16);
    hasher.update(value);
  }
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
