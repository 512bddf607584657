import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** What code marks on the page stand for below its folder: a file, or `folder/*` for all that lies in one. */
function namedPaths(page: string): readonly string[] {
  const named = Array.from(page.matchAll(/`([\w./-]+(?:\.\w+|\/\*))`/gu), ([, path = '']) => path);
  return named.filter((path) => !path.startsWith('tests/'));
}

it('the page on fixtures says of each of them how it came to be, and of nothing that there is not', () => {
  const named = namedPaths(readFileSync(`${folder}README.md`, 'utf8'));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'));
  const isMeant = (path: string, name: string) =>
    path === name || (name.endsWith('/*') && path.startsWith(name.slice(0, -1)));
  expect(named.filter((name) => !files.some((path) => isMeant(path, name)))).toEqual([]);
  expect(files.filter((path) => path !== 'README.md' && !named.some((name) => isMeant(path, name)))).toEqual([]);
});
