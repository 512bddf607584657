import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The compiler sees no names in templates. */
it('each event of the app is fired and heard, and templates hear no other', async () => {
  const files = (await readdir('src/ui', { recursive: true })).filter((name) => name.endsWith('.ts'));
  const all = files.map((name) => readFileSync(join('src/ui', name), 'utf8')).join('\n');
  const namesIn = (text: string, pattern: RegExp) => [
    ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
  ];
  const declared = namesIn(readFileSync('src/ui/appEvents.ts', 'utf8'), /^ {2}'(ib-[a-z-]+)':/gmu).toSorted();
  expect(namesIn(all, /@(ib-[a-z-]+)=/gu).toSorted()).toEqual(declared);
  expect(namesIn(all, /emit\(\s*this,\s*'(ib-[a-z-]+)'/gu).toSorted()).toEqual(declared);
});
