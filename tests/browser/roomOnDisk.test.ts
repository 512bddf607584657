import { proxy } from 'comlink';
import { gzipSync, zipSync } from 'fflate';
import { expect, it, onTestFinished } from 'vitest';
import { LICENSE_FAMILIES } from '../../src/domain/license.ts';
import { HubClient } from '../../src/workers/hub/hubClient.ts';
import type { HandedItem } from '../../src/workers/contracts/hub.ts';
import { dropped, OFFLINE } from '../fakes/droppedFolder.ts';
import { planOf } from '../fakes/importRun.ts';
import { noiseWav } from '../fakes/sounds.ts';
import { writeTar } from '../fakes/tarFiles.ts';
import { tellDisk, type FullDisk } from './cutWrites.ts';

const LARGE = noiseWav(1, 200_000);
const SMALL = noiseWav(2, 50);
const ZIP = zipSync({ 'large.wav': LARGE, 'small.wav': SMALL });
const PACKED_TAR = gzipSync(
  writeTar([
    { name: 'large.wav', bytes: LARGE },
    { name: 'small.wav', bytes: SMALL },
  ]),
);

const hubWorker = () => new Worker(new URL('../../src/workers/hub/hub.worker.ts', import.meta.url), { type: 'module' });

/** What an import of a dropped archive hands over, each with its bytes. */
async function unpack(createWorker: () => Worker, name: string, packed: Uint8Array) {
  const hub = new HubClient(createWorker);
  const source = { kind: 'shards', name: 'x', files: [dropped(name, new Uint8Array(packed))] } as const;
  const access = { ...OFFLINE, token: null };
  const never = new AbortController().signal;
  const handed: HandedItem[] = [];
  const contents: Uint8Array[] = [];
  await hub.run(async (worker) => {
    const overview = await worker.inspect(source, { config: null, split: null }, access);
    const plan = planOf(overview, { allowedFamilies: LICENSE_FAMILIES });
    const store = async (item: HandedItem) => {
      // Several are handed over side by side.
      const place = handed.push(item) - 1;
      contents[place] = new Uint8Array(await new Response(item.audio).arrayBuffer());
      return 'saved' as const;
    };
    return worker.run({ source, plan, checkpoint: null, access }, proxy({ store, reached: () => undefined }));
  }, never);
  return { handed, contents };
}

it.each([
  ['x.zip', ZIP],
  ['x.tar.gz', PACKED_TAR],
])('a large sound of a dropped %s lies in a private file until it is stored, and no longer', async (name, packed) => {
  const { handed, contents } = await unpack(hubWorker, name, packed);
  expect(handed.map(({ path, isPassing }) => [path, isPassing])).toEqual([
    ['x/dropped/large.wav', true],
    ['x/dropped/small.wav', false],
  ]);
  expect(contents.map(({ length }) => length)).toEqual([LARGE.length, SMALL.length]);
  expect(contents[0]?.every((byte, at) => byte === LARGE[at])).toBe(true);
  await expect(new Response(handed[0]?.audio ?? null).arrayBuffer()).rejects.toThrow();
});

/** What of it lies in the folder of staged copies, in bytes. */
async function leftBytes(): Promise<number> {
  let folder = await navigator.storage.getDirectory();
  for (const folderName of ['inertiabands', '%2Fof-archives%2F', 'projects', 'default', 'staged']) {
    folder = await folder.getDirectoryHandle(folderName);
  }
  let sum = 0;
  for await (const handle of folder.values()) sum += (await (handle as FileSystemFileHandle).getFile()).size;
  return sum;
}

it.each<[disk: string, full: FullDisk | null]>([
  ['takes half of the first piece', { worker: 'store', fromWrite: 1, taken: 'half' }],
  ['takes all but the last byte of the second', { worker: 'store', fromWrite: 2, taken: 'all but the last byte' }],
  ['takes no new file', null],
])('[S12] a disk that %s changes no sound of an archive, and nothing stays on it', async (_, full) => {
  onTestFinished(() => tellDisk(null));
  tellDisk(full);
  const createWorker = () =>
    new Worker(new URL('./hubOnFullDisk.worker.ts', import.meta.url), {
      type: 'module',
      name: full === null ? 'no new file' : '',
    });
  const { contents } = await unpack(createWorker, 'x.tar.gz', PACKED_TAR);
  // What lies in memory may be read before what lies on the disk.
  const [small, large] = contents.toSorted((a, b) => a.length - b.length);
  expect([small?.length, large?.length]).toEqual([SMALL.length, LARGE.length]);
  expect(large?.every((byte, at) => byte === LARGE[at])).toBe(true);
  expect(await leftBytes()).toBe(0);
});
