/** Rules as `docs/spec` defines them and as everything else cites them. Both forms are told in `docs/spec/README.md`. */

const NUMBERED = String.raw`[A-Z]\d+[a-z]?`;
const CITED = String.raw`[A-Z](?:\d+[a-z]?(?:–[A-Z]\d+)?)?`;
const CITATION = new RegExp(String.raw`(?<![\w)\]>])[[(](?:rules? )?(${CITED}(?:,[\s*]+${CITED})*)[\])]`, 'gu');

/** The numbered rules that a document of the specification defines, and the families that it gives a section. */
export function definedRules(document: string): {
  readonly rules: readonly string[];
  readonly families: readonly string[];
} {
  return {
    rules: firstGroups(document, new RegExp(String.raw`^ *- \*\*(${NUMBERED})\*\* `, 'gmu')),
    families: firstGroups(document, /^## ([A-Z])\. /gmu),
  };
}

/** The rules and families that a text cites; every rule of a range. */
export function citedRules(text: string): readonly string[] {
  return firstGroups(text, CITATION)
    .flatMap((list) => list.split(/,[\s*]+/u))
    .flatMap(rulesOfRange);
}

/** The rules that the section "Untested" names, each with its reason. */
export function untestedRules(document: string): readonly string[] {
  const [, section = ''] = document.split('\n## Untested\n');
  return firstGroups(section, /^- (.+?): \S/gmu).flatMap(citedRules);
}

/** The rules of `P3–P6`, one after another. What is no range in one family stays as it is. */
function rulesOfRange(range: string): readonly string[] {
  const [, family = '', first = '', family2, last = ''] = /^([A-Z])(\d+)–([A-Z])(\d+)$/u.exec(range) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (family !== family2 || count < 2) return [range];
  return Array.from({ length: count }, (_, i) => `${family}${Number(first) + i}`);
}

function firstGroups(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}
