import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { BlockWrites, type SyncFile } from './blockWrites.ts';
import { BLOCK_FILE, DATABASE_FILE } from './opfsFiles.ts';

interface GuardedFile {
  readonly blocks: BlockWrites;
  /** What its blocks were lies in it. */
  readonly former: FileSystemSyncAccessHandle;
}

/** Has DuckDB's own script write and read the database's file by {@link BlockWrites}, in this worker [S11]. */
export function guardBlocks(): void {
  if (!BROWSER_HAS.syncHandles()) return;
  const folders = new WeakMap<FileSystemFileHandle, FileSystemDirectoryHandle>();
  const guarded = new WeakMap<FileSystemSyncAccessHandle, GuardedFile>();
  const [folder, file, access] = [
    FileSystemDirectoryHandle.prototype,
    FileSystemFileHandle.prototype,
    FileSystemSyncAccessHandle.prototype,
  ];
  const getFileHandle = methodOf(folder, 'getFileHandle');
  const createSyncAccessHandle = methodOf(file, 'createSyncAccessHandle');
  const read = methodOf(access, 'read');
  const write = methodOf(access, 'write');
  const close = methodOf(access, 'close');
  folder.getFileHandle = async function remembered(...args) {
    const handle = await getFileHandle.apply(this, args);
    folders.set(handle, this);
    return handle;
  };
  file.createSyncAccessHandle = async function opened() {
    const database = await createSyncAccessHandle.call(this);
    const parent = folders.get(this);
    if (this.name !== DATABASE_FILE || parent === undefined) return database;
    try {
      const former = await createSyncAccessHandle.call(await getFileHandle.call(parent, BLOCK_FILE, { create: true }));
      guarded.set(database, { blocks: new BlockWrites(plain(database), plain(former)), former });
      return database;
    } catch (error) {
      close.call(database);
      throw error;
    }
  };
  access.read = function guardedRead(bytes, options) {
    return guarded.get(this)?.blocks.read(bytes as Uint8Array, options?.at ?? 0) ?? read.call(this, bytes, options);
  };
  access.write = function guardedWrite(bytes, options) {
    const blocks = guarded.get(this)?.blocks;
    if (blocks === undefined) return write.call(this, bytes, options);
    blocks.write(bytes as Uint8Array, options?.at ?? 0);
    return bytes.byteLength;
  };
  access.close = function guardedClose() {
    const former = guarded.get(this)?.former;
    if (former !== undefined) close.call(former);
    close.call(this);
  };
  /** A file as it is without these. */
  function plain(handle: FileSystemSyncAccessHandle): SyncFile {
    return {
      read: (bytes, options) => read.call(handle, bytes, options),
      write: (bytes, options) => write.call(handle, bytes, options),
      truncate: (size) => handle.truncate(size),
      getSize: () => handle.getSize(),
    };
  }
}

/** A method as it is now, to be called on what it belongs to. */
function methodOf<Type extends object, Name extends keyof Type>(prototype: Type, name: Name): Type[Name] {
  return Reflect.get(prototype, name) as Type[Name];
}
