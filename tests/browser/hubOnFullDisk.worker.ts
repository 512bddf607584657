import '../../src/workers/hub/hub.worker.ts';
import { useAppPath } from '../../src/store/appScope.ts';
import { cutWrites } from './cutWrites.ts';

useAppPath('/of-archives/');
cutWrites('store');
if (Reflect.get(globalThis, 'name') === 'no new file') {
  Reflect.set(FileSystemFileHandle.prototype, 'createSyncAccessHandle', async () =>
    Promise.reject(new DOMException('the disk is full', 'QuotaExceededError')),
  );
}
