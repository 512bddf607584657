import { BROWSER_HAS } from '../../domain/browserHas.ts';

/** What {@link writeWhole} needs of a file that is open for writing. */
export interface WritableFile {
  /** Answers how many bytes were taken, which on a full disk can be fewer than were given. */
  write(bytes: Uint8Array, options: { readonly at: number }): number;
}

/** Writes all of `bytes` at byte `at`. Throws a `QuotaExceededError` where the disk does not take them. */
export function writeWhole(file: WritableFile, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const taken = file.write(bytes.subarray(done), { at: at + done });
    if (taken <= 0) throw new DOMException('the file did not fit', 'QuotaExceededError');
    done += taken;
  }
}

/** Makes every write of this worker whole or an error, for a script that does not look at what was taken. */
export function insistOnWholeWrites(): void {
  if (!BROWSER_HAS.syncHandles()) return;
  const { prototype } = FileSystemSyncAccessHandle;
  const write = Reflect.get(prototype, 'write');
  Reflect.set(prototype, 'write', function whole(this: unknown, bytes: Uint8Array, { at = 0 } = {}) {
    writeWhole({ write: (part, options) => Reflect.apply(write, this, [part, options]) }, bytes, at);
    return bytes.length;
  });
}
