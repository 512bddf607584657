import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { soundsOf, whyUnreadable } from '../../scripts/batch/shards.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inertiabands-input-'));
});
const namesOf = async (input: string) => (await soundsOf(input)).map(({ name }) => name);

it('a folder gives its files and those that links lead to, not what is hidden', async () => {
  await mkdir(join(folder, 'b/.git'), { recursive: true });
  for (const name of ['a.wav', '.hidden.wav', 'b/c.wav', 'b/.git/d.wav']) await writeFile(join(folder, name), 'x');
  await symlink(join(folder, 'a.wav'), join(folder, 'b/link.wav'));
  await symlink(join(folder, 'nowhere.wav'), join(folder, 'b/lost.wav'));
  await symlink(join(folder, 'b'), join(folder, 'c'));
  expect(await namesOf(folder)).toEqual(['a.wav', 'b/c.wav', 'b/link.wav', 'b/lost.wav']);
});

it('a list gives its lines once each, also with the mark that Windows puts first', async () => {
  const list = join(folder, 'list.txt');
  await writeFile(list, '\uFEFFb.wav\r\na.wav\r\n\r\nb.wav\r\n');
  expect(await namesOf(list)).toEqual(['a.wav', 'b.wav']);
});

it('an input that is not there, has nothing in it or is a sound itself is told as what it is', async () => {
  await expect(soundsOf(join(folder, 'gone'))).rejects.toThrow('gone is not there, or may not be read');
  await expect(soundsOf(folder)).rejects.toThrow('has no files in it');
  const path = join(folder, 'a.wav');
  await writeFile(path, Buffer.from([82, 73, 70, 70, 0, 1]));
  await expect(soundsOf(path)).rejects.toThrow('a.wav is no list of paths');
});

it('a file that is not there, or is a folder, says so by its name', async () => {
  const [name, path] = ['a.wav', join(folder, 'a.wav')];
  expect(await whyUnreadable({ name, path })).toContain('“a.wav” is not there');
  expect(await whyUnreadable({ name, path: folder })).toContain('“a.wav” is no file');
  await writeFile(path, 'x');
  expect(await whyUnreadable({ name, path })).toBeNull();
});
