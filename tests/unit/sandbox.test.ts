import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHARED = 'src/ui/shared/';

it('the sandbox shows every shared element', () => {
  const elements = readdirSync(ROOT + SHARED, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(ROOT + SHARED + name, 'utf8'))
    .flatMap((text) => Array.from(text.matchAll(/@customElement\('([^']+)'\)/gu), ([, name = '']) => name));
  expect(elements.length).toBeGreaterThan(10);
  const sandbox = readFileSync(`${ROOT}tests/sandbox/sandbox.ts`, 'utf8');
  expect(elements.filter((name) => !sandbox.includes(`<${name}`))).toEqual([]);
});
