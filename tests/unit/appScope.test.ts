import { afterEach, describe, expect, it } from 'vitest';
import {
  appPath,
  findLongName,
  isOtherForm,
  normalForm,
  projectFolders,
  useAppPath,
} from '../../src/store/appScope.ts';

afterEach(async () => {
  useAppPath(`/${'c'.repeat(300)}/`);
  await findLongName(rootWith());
});

/** A root that holds one folder below that of all apps. */
function rootWith(name?: string): FileSystemDirectoryHandle {
  const getDirectoryHandle = async (asked: string) => {
    if (asked !== 'inertiabands' && asked !== name) throw new DOMException('not there', 'NotFoundError');
    return { getDirectoryHandle };
  };
  return { getDirectoryHandle } as unknown as FileSystemDirectoryHandle;
}

const nameOf = (path: string) => {
  useAppPath(path);
  return projectFolders('default')[1] ?? '';
};

describe('[S7] the folder of an app', () => {
  it.each(['/', '/app/', '/some/folder/', '/~someone/', `/${'a'.repeat(247)}/`])(
    'is named by its path as ever: %s',
    (path) => {
      expect(nameOf(path)).toBe(encodeURIComponent(path).replaceAll('~', '%7E'));
    },
  );

  it.each([
    `/${'a'.repeat(250)}/`,
    `/${'%C3%A4'.repeat(26)}/`,
    `/${'%F0%9F%8E%B9/'.repeat(200)}`,
    `/${'%E6%97%A5%E6%9C%AC/'.repeat(40)}`,
  ])('has a name that every file system takes, and no other app has: %s', (path) => {
    const name = nameOf(path);
    expect(name).toHaveLength(255);
    expect(name).toMatch(/^[\w%.=-]+$/u);
    expect(nameOf(`${path}b/`)).not.toBe(name);
    expect(nameOf(path)).toBe(name);
    expect(projectFolders('other')).toEqual(['inertiabands', name, 'projects', 'other']);
  });

  it('stays under a longer name where it lies there', async () => {
    const path = `/${'b'.repeat(300)}/`;
    const long = encodeURIComponent(path);
    useAppPath(path);
    await findLongName(rootWith(long));
    expect(nameOf(path)).toBe(long);
    await findLongName(rootWith());
    expect(nameOf(path)).toHaveLength(255);
  });
});

describe('[S7] the forms of a path', () => {
  it.each([
    ['/%7Euser/', '/~user/'],
    ['/%7euser/', '/~user/'],
    ['/%c3%a4/', '/%C3%A4/'],
    ['/a%28b%29%21%2c%5B%7c/', '/a(b)!,[|/'],
    ['/%61%2Dz%5f%30/', '/a-z_0/'],
  ])('%s is %s', (written, normal) => {
    useAppPath(written);
    expect(appPath()).toBe(normal);
    expect(normalForm(normal)).toBe(normal);
    expect(isOtherForm(encodeURIComponent(written))).toBe(true);
  });

  it.each(['/a%2Fb/', '/a%20b/', '/50%25/', '/%2525/', '/a%3Fb%23/', '/a%5Cb/', '/%00%7F/', '/%3C%22%3E%60%7B%7D%5E/'])(
    'is written with escapes where letters mean something else, or browsers write them so: %s',
    (path) => expect(normalForm(path)).toBe(path),
  );

  it('is, for every letter, the one that browsers show', () => {
    for (let code = 1; code < 127; code += 1) {
      const letter = String.fromCharCode(code);
      if (/[\s/\\?#%]/u.test(letter)) continue;
      // Not all browsers write an escape for `^`.
      const shown = new URL(`http://host/a${letter}b/`).pathname.replace('^', '%5E');
      const escaped = `/a%${code.toString(16).padStart(2, '0')}b/`;
      expect([normalForm(shown), normalForm(escaped)], letter).toEqual([shown, shown]);
    }
  });

  it('has no other folder than its own in those of other paths, and in names of no meaning', () => {
    useAppPath('/~user/');
    for (const name of ['%2F%7Euser%2F', '%2Fuser%2F', '%2F%7EUser%2F', '%2F%7Euser%2Fb%2F', '%E4', '%', ''])
      expect(isOtherForm(name), name).toBe(false);
  });
});
