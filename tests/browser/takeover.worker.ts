import { useAppPath } from '../../src/store/appScope.ts';
import { takeOverFiles } from '../../src/store/earlierData/takeOverFiles.ts';
import { takeOverOtherForms } from '../../src/store/earlierData/takeOverOtherForms.ts';

/** One opening of an app, as far as the takeover. */
export interface Opening {
  readonly appPath: string;
  /** The worker ends before the change of that number, counted from 0; null for none. */
  readonly cutAt: number | null;
  readonly withoutMove: boolean;
}

/** Everything that changes something, in files and records. */
const CHANGES: readonly (readonly [string, readonly string[]])[] = [
  ['FileSystemFileHandle', ['move']],
  ['FileSystemDirectoryHandle', ['removeEntry']],
  ['FileSystemSyncAccessHandle', ['write', 'truncate', 'close']],
  ['IDBObjectStore', ['put', 'clear']],
];

function endAt(cutAt: number): void {
  let changes = 0;
  for (const [type, names] of CHANGES) {
    const { prototype } = Reflect.get(globalThis, type) as { readonly prototype: object };
    for (const name of names.filter((method) => method in prototype)) {
      const change = Reflect.get(prototype, name) as (...args: readonly unknown[]) => unknown;
      Reflect.set(prototype, name, function counted(this: unknown, ...args: readonly unknown[]) {
        if (changes === cutAt) {
          postMessage('cut');
          close();
          throw new Error('cut');
        }
        changes += 1;
        return Reflect.apply(change, this, args);
      });
    }
  }
}

addEventListener('message', ({ data: { appPath, cutAt, withoutMove } }: MessageEvent<Opening>) => {
  useAppPath(appPath);
  if (withoutMove) Reflect.deleteProperty(FileSystemFileHandle.prototype, 'move');
  if (cutAt !== null) endAt(cutAt);
  navigator.storage
    .getDirectory()
    .then(async (root) => {
      const notices = await takeOverOtherForms(root, () => undefined);
      await takeOverFiles(root, () => undefined);
      return notices;
    })
    .then(
      (notices) => postMessage(['done', ...notices].join(': ')),
      (error: unknown) => postMessage(String(error)),
    );
});
