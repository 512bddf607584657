import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { citedRules, definedRules, untestedRules } from '../support/ruleTexts.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SPECIFICATION = 'docs/spec/';
const FOLDERS = ['src', 'assembly', 'tests', 'e2e', 'scripts', 'docs'];

const files = [
  'ARCHITECTURE.md',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|mts|mjs|md)$/u.test(path))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  ),
]
  // Its examples are no citations.
  .filter((path) => path !== 'tests/unit/specification.test.ts')
  .map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));

const definitions = files.filter(({ path }) => path.startsWith(SPECIFICATION)).map(({ text }) => definedRules(text));
const numbered = definitions.flatMap(({ rules }) => rules);
const families = definitions.flatMap((document) => document.families);
/** A family without numbers is one rule. */
const rules = [...numbered, ...families.filter((family) => !numbered.some((rule) => rule.startsWith(family)))];

const tests = files.filter(({ path }) => /\.(test|spec)\.ts$/u.test(path));
const tested = new Set(citations(tests).map(({ rule }) => rule));
const untested = untestedRules(files.find(({ path }) => path === `${SPECIFICATION}README.md`)?.text ?? '');

describe('the specification in docs/spec', () => {
  it('defines each rule once, its family in a section', () => {
    expect([...numbered, ...families].filter((rule, i, all) => all.indexOf(rule) !== i)).toEqual([]);
    expect(numbered.filter((rule) => !families.includes(rule.slice(0, 1)))).toEqual([]);
  });

  it('has every rule and every family that is cited anywhere', () => {
    expect(citations(files).filter(({ rule }) => ![...numbered, ...families].includes(rule))).toEqual([]);
  });

  it('is cited by tests rule by rule: a letter alone tells of no rule of a family that has several', () => {
    expect(citations(tests).filter(({ rule }) => !rules.includes(rule))).toEqual([]);
  });

  it('has no rule that neither a test cites nor the list "Untested" gives a reason for', () => {
    expect(rules.filter((rule) => !tested.has(rule) && !untested.includes(rule))).toEqual([]);
  });

  it('calls no rule untested that a test cites', () => {
    expect(untested.filter((rule) => tested.has(rule))).toEqual([]);
  });
});

describe('docs/reliability.md', () => {
  it('names only tests that are there', () => {
    const { text = '' } = files.find(({ path }) => path === 'docs/reliability.md') ?? {};
    const named = [...text.matchAll(/`([\w./]+\.(?:test|spec)\.ts)`/gu)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !files.some(({ path }) => `/${path}`.endsWith(`/${name}`)))).toEqual([]);
  });
});

function citations(of: typeof files): readonly { readonly path: string; readonly rule: string }[] {
  return of.flatMap(({ path, text }) => citedRules(text).map((rule) => ({ path, rule })));
}

describe('a citation', () => {
  it.each([
    ["it('[D1] [Q] is the mean')", ['D1', 'Q']],
    ['/** Trials (rules T), resumed (T7). */', ['T', 'T7']],
    ['(M1–M3,\n * X8b)', ['M1', 'M2', 'M3', 'X8b']],
    ['[P3–C1]', ['P3–C1']],
    ["'@SUM(A1)', P95 − P50, (P75 − P25), ADPCM (case F3), Numbers[K]", []],
  ])('is found in %j', (text, rules) => {
    expect(citedRules(text)).toEqual(rules);
  });
});
