import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript6';
import { describe, expect, it } from 'vitest';
import { interfaceTexts, sourceFiles, type InterfaceText } from '../support/interfaceTexts.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const STYLE = readFileSync(`${ROOT}docs/style.md`, 'utf8');
const sources = sourceFiles(ROOT, ['src/ui', 'src/stages']);
const texts = interfaceTexts(sources);

describe('the texts of the interface and the log keep to docs/style.md', () => {
  it('are found', () => {
    const all = texts.map(({ text }) => text);
    expect(all).toContain('Train Degree-3 Ridge');
    expect(all).toContain(
      'Everything stays in this browser. A file that you export is the copy that nobody can take away.',
    );
    expect(all).toContain('Model deleted: ⟨⟩');
    expect(all.length).toBeGreaterThan(1500);
  });

  it('have none of the words to avoid', () => {
    const avoided = wordsToAvoid();
    expect(avoided).toContain('dataset');
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}_.-])(?:${avoided.map(escaped).join('|')})s?(?![\\p{L}\\p{N}_-]|\\.\\p{L})`,
      'iu',
    );
    expect(found(texts, (text) => pattern.test(text))).toEqual([]);
  });

  it('have straight apostrophes, true dashes and an ellipsis of one character', () => {
    expect(found(texts, (text) => /\p{L}’\p{L}|\p{L} - \p{L}|\.\.\./u.test(text))).toEqual([]);
  });

  it('have thousands apart', () => {
    expect(
      found(texts, (text) => /(?<![\d.,])\d{4,} (?:Hz|samples|rows|files|sounds|trials|bytes)/u.test(text)),
    ).toEqual([]);
  });
});

it('numbers are written for people by the formatter alone', () => {
  const byHand = sources
    .filter(({ path }) => path !== 'src/ui/shared/text/format.ts')
    .flatMap(({ path, source }) => {
      const places: string[] = [];
      const visit = (node: ts.Node): void => {
        // Rounded to a number again, it is arithmetic.
        const isRounding = ts.isCallExpression(node) && node.expression.getText(source) === 'Number';
        if (ts.isPropertyAccessExpression(node) && NUMBER_TEXTS.has(node.name.text)) {
          places.push(`${path}: ${node.getText(source)}`);
        }
        if (!isRounding) ts.forEachChild(node, visit);
      };
      visit(source);
      return places;
    });
  expect(byHand).toEqual([]);
});

const NUMBER_TEXTS: ReadonlySet<string> = new Set([
  'toFixed',
  'toPrecision',
  'toExponential',
  'toLocaleString',
  'NumberFormat',
]);

function wordsToAvoid(): readonly string[] {
  const rows = section('Words to avoid').matchAll(/^\| ([^|]+?) +\| [^|]+\|$/gmu);
  return Array.from(rows, ([, not = '']) => not)
    .filter((not) => not !== 'not' && !not.startsWith('--'))
    .flatMap((not) => not.split(', '));
}

function found(all: readonly InterfaceText[], isWrong: (text: string) => boolean): readonly string[] {
  const names = section('Names that stay').replaceAll(/\s+/gu, ' ').trim().replace(/\.$/u, '').split(', ');
  // The longest first, so that no name is left of which another is a part.
  const exempt = new RegExp(
    names
      .toSorted((a, b) => b.length - a.length)
      .map(escaped)
      .join('|'),
    'gu',
  );
  return all
    .filter(({ text }) => isWrong(text.replaceAll(exempt, '')))
    .map(({ path, line, text }) => `${path}:${line}: ${text}`);
}

function section(heading: string): string {
  return (
    STYLE.split(/^## /mu)
      .find((part) => part.startsWith(`${heading}\n`))
      ?.slice(heading.length) ?? ''
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}
