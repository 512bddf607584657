import { afterEach, describe, expect, it } from 'vitest';
import { findLongName, projectFolders, useAppPath } from '../../src/store/appScope.ts';

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
