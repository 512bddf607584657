import { proxy } from 'comlink';
import { gzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { LICENSE_FAMILIES } from '../../src/domain/license.ts';
import { HubClient } from '../../src/workers/hub/hubClient.ts';
import type { HandedItem } from '../../src/workers/contracts/hub.ts';
import { dropped, OFFLINE } from '../fakes/droppedFolder.ts';
import { planOf } from '../fakes/importRun.ts';
import { noiseWav } from '../fakes/sounds.ts';
import { writeTar } from '../fakes/tarFiles.ts';

const LARGE = noiseWav(1, 200_000);
const SMALL = noiseWav(2, 50);

it.each([
  ['x.zip', zipSync({ 'large.wav': LARGE, 'small.wav': SMALL })],
  [
    'x.tar.gz',
    gzipSync(
      writeTar([
        { name: 'large.wav', bytes: LARGE },
        { name: 'small.wav', bytes: SMALL },
      ]),
    ),
  ],
])('a large sound of a dropped %s lies in a private file until it is stored, and no longer', async (name, packed) => {
  const hub = new HubClient(
    () => new Worker(new URL('../../src/workers/hub/hub.worker.ts', import.meta.url), { type: 'module' }),
  );
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
  expect(handed.map(({ path, isPassing }) => [path, isPassing])).toEqual([
    ['x/dropped/large.wav', true],
    ['x/dropped/small.wav', false],
  ]);
  expect(contents.map(({ length }) => length)).toEqual([LARGE.length, SMALL.length]);
  expect(contents[0]?.every((byte, at) => byte === LARGE[at])).toBe(true);
  await expect(new Response(handed[0]?.audio ?? null).arrayBuffer()).rejects.toThrow();
});
