import { expect, it } from 'vitest';
import { zipFiles } from '../../src/hub/zip/zipFiles.ts';
import { decodeProject, encodeProject } from '../../src/stages/projects/projectFile.ts';
import type { Member } from '../../src/workers/contracts/hub.ts';

const NEVER = new AbortController().signal;

async function membersOf(file: Blob): Promise<Member[]> {
  const files = await zipFiles([{ path: 'project.zip', file: new File([file], 'project.zip') }]);
  return Promise.all(files.map(async ({ path, blob }) => ({ path, content: await blob(NEVER) })));
}

const bytesOf = async (blob: Blob | null | undefined) =>
  blob === null || blob === undefined ? null : [...new Uint8Array(await blob.arrayBuffer())];

const sound = (audioId: string, path: string, bytes: readonly number[] | null) => ({
  audioId,
  path,
  byHand: audioId === 'a',
  open: async () => (bytes === null ? null : new Blob([Uint8Array.from(bytes)])),
});

it('[S15] a project’s file gives back name, database, settings and sounds, those of one name too; a sound that is gone is counted', async () => {
  const contents = {
    name: 'Drums: ½',
    database: new Blob([Uint8Array.of(1, 2, 3)]),
    settings: { objective: 'measured', nested: { of: [1, null, 'x'] }, bytes: [{ imported: Uint8Array.of(0, 255) }] },
    sounds: [sound('a', 'one/kick.wav', [4, 5]), sound('b', 'one/kick.wav', [6]), sound('c', 'gone.wav', null)],
  };
  const { file, gone } = await encodeProject(contents, NEVER, () => undefined);
  expect(gone).toBe(1);
  const read = await decodeProject('x.ibproject', await membersOf(file));
  expect(read).toMatchObject({ name: contents.name, settings: contents.settings });
  expect(read.settings).toEqual(contents.settings);
  expect(await bytesOf(read.database)).toEqual([1, 2, 3]);
  expect(read.sounds.map(({ audioId, path, byHand }) => [audioId, path, byHand])).toEqual([
    ['a', 'one/kick.wav', true],
    ['b', 'one/kick.wav', false],
  ]);
  expect(await Promise.all(read.sounds.map(async ({ open }) => bytesOf(await open())))).toEqual([[4, 5], [6]]);
});

it('[S15] of a project’s file that is damaged in places the rest is read: a damaged sound is gone, a damaged database refuses the file', async () => {
  const contents = {
    name: 'x',
    database: new Blob(['database']),
    settings: {},
    sounds: [sound('a', 'a.wav', [1]), sound('b', 'b.wav', [2])],
  };
  const { file } = await encodeProject(contents, NEVER, () => undefined);
  const without = async (damaged: string) =>
    (await membersOf(file)).map(({ path, content }) => ({ path, content: path === damaged ? null : content }));
  const { sounds } = await decodeProject('x.ibproject', await without('sounds/a.wav'));
  expect(await Promise.all(sounds.map(async ({ open }) => bytesOf(await open())))).toEqual([null, [2]]);
  await expect(decodeProject('x.ibproject', await without('training.duckdb'))).rejects.toMatchObject({
    code: 'damaged-file',
    message: expect.stringContaining('x.ibproject is damaged') as string,
  });
});

it('what is no project is refused in words: no manifest, another format, a later version, no name, no database', async () => {
  const manifest = (change: object) => ({
    path: 'project.json',
    content: new Blob([
      JSON.stringify({ format: 'inertiabands-project', version: 1, name: 'x', settings: {}, sounds: [], ...change }),
    ]),
  });
  const database = { path: 'training.duckdb', content: new Blob(['x']) };
  await expect(decodeProject('good', [manifest({}), database])).resolves.toMatchObject({ name: 'x' });
  for (const members of [
    [],
    [database],
    [manifest({})],
    [manifest({ format: 'other' }), database],
    [manifest({ version: 2 }), database],
    [manifest({ name: '  ' }), database],
    [manifest({ sounds: 'x' }), database],
    [{ path: 'project.json', content: new Blob(['{']) }, database],
  ]) {
    await expect(decodeProject('bad.ibproject', members)).rejects.toMatchObject({
      code: 'bad-database',
      message: expect.stringContaining('bad.ibproject holds no project that this version knows') as string,
    });
  }
});

it('[S5] an entry of a project’s file that names no sound, or by no name that a file can have, counts as gone; the others stay', async () => {
  const entry = { audioId: 'b', path: 'b.wav', file: 'sounds/b.wav', byHand: true };
  const odd = [null, { audioId: 1 }, { ...entry, audioId: '../../x' }, { ...entry, audioId: 'a'.repeat(300) }];
  const manifest = { format: 'inertiabands-project', version: 1, name: 'x', settings: {}, sounds: [...odd, entry] };
  const { sounds } = await decodeProject('x.ibproject', [
    { path: 'project.json', content: new Blob([JSON.stringify(manifest)]) },
    { path: 'training.duckdb', content: new Blob(['x']) },
    { path: 'sounds/b.wav', content: new Blob([Uint8Array.of(2)]) },
  ]);
  expect(await Promise.all(sounds.map(async ({ open }) => bytesOf(await open())))).toEqual([
    ...odd.map(() => null),
    [2],
  ]);
});
