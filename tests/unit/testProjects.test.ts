import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import config from '../../vitest.config.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

it('tests that put something in the place of a module have a process of their own', () => {
  const projects = config.test?.projects as { test: { name: string; include?: string[] } }[];
  const alone = projects.find(({ test }) => test.name === 'node-alone')?.test.include ?? [];
  const standing = readdirSync('tests/unit')
    .map((name) => `tests/unit/${name}`)
    .filter((path) => /^vi\.mock\(/mu.test(readFileSync(path, 'utf8')));
  expect(standing.length).toBeGreaterThan(0);
  expect(alone).toEqual(expect.arrayContaining(standing));
});

it('npm scripts name projects that there are, without patterns, which a shell would replace by names of files', () => {
  const projects = new Set(config.test?.projects?.map((project) => (project as { test: { name: string } }).test.name));
  const named = Object.values(scripts)
    .filter((script) => script.startsWith('vitest'))
    .flatMap((script) => [...script.matchAll(/--project[= ](\S+)/gu)].map(([, name]) => name));
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(projects).toContain(name);
});
