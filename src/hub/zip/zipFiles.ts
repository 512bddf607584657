import { BlobReader, BlobWriter, configure, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { AppError } from '../../domain/errors.ts';
import type { FolderFile } from '../folder/folderShard.ts';
import type { HubFile } from '../source.ts';

// The reading already happens in a worker.
configure({ useWebWorkers: false });

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
  const first = last ?? parts[0];
  if (first === undefined) return [];
  if (last === undefined)
    throw damaged(first.path, 'its last part, which ends in .zip, is missing; drop all parts together');
  const byNumber = parts
    .filter((part) => !isLast(part))
    .toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  const readers = [...byNumber, last].map(({ file }) => new BlobReader(file));
  const [single] = readers;
  try {
    const reader = new ZipReader(readers.length > 1 || single === undefined ? readers : single);
    const entries = await reader.getEntries();
    return entries
      .filter((entry): entry is FileEntry => !entry.directory)
      .map((entry) => ({
        path: entry.filename,
        sizeBytes: entry.uncompressedSize,
        blob: async () => contentOf(entry, last.path),
      }));
  } catch (error) {
    throw damaged(last.path, error instanceof Error ? error.message : String(error));
  }
}

async function contentOf(entry: FileEntry, archive: string): Promise<Blob> {
  try {
    return await entry.getData(new BlobWriter(), { checkSignature: true });
  } catch (error) {
    throw damaged(archive, `${entry.filename}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function damaged(archive: string, reason: string): AppError {
  return new AppError({
    code: 'damaged-file',
    stage: 'import',
    subject: archive,
    message: `${archive} could not be read as a zip archive: ${reason}. Fetch or copy the file again.`,
  });
}
