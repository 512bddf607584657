import type { LicenseFamily } from '../../domain/license.ts';
import { familyOfName } from './licenseName.ts';
import { familyOfUrl } from './licenseUrl.ts';
import { mostRestrictive } from './restrictiveness.ts';

const URL_PATTERN =
  /(?:https?:\/\/|www\.|\b(?:creativecommons|opendatacommons)\.org\/)[^\s,;|()<>"'\]]*[^\s,;|()<>"'\].:]/gu;
const NEGATION =
  /\b(?:not|never|neither|nor|cannot|isn't|aren't|without|except|excluding)\b|\bno[\s-]+(?!deriv)|\bnon[\s-]+(?!comm|deriv)/u;
const RESERVED = /\ball rights? reserved\b/u;
const USE_ONLY =
  /\b(?:research|academic|educational|personal|private|non-?\s?commercial)(?:\s+(?:use|purposes?))*\s+only\b/u;
const ONLY_FOR =
  /\bonly\s+(?:be\s+used\s+)?for\s+(?:research|academic|educational|personal|private|non-?\s?commercial)\b/u;
const SEPARATOR = /[,;|\n&()[\]]|\s\/\s|\s(?:and\/or|and|or)\s/u;

/**
 * The one family that a licence text belongs to [L1]. Empty and negated texts are `unknown`; of several licences the
 * most restrictive counts, and a part that nobody can read makes the whole `unknown`.
 *
 * @param text - a licence's id, name or address, or several of them, in any case
 */
export function licenseFamilyOf(text: string): LicenseFamily {
  const plain = normalise(text);
  if (plain === '') return 'unknown';
  const addresses = plain.match(URL_PATTERN) ?? [];
  const words = plain.replace(URL_PATTERN, ', ');
  if (NEGATION.test(words)) return 'unknown';
  if (RESERVED.test(words)) return 'all-rights-reserved';
  const parts = words
    .split(SEPARATOR)
    .map((part) => part.replace(/^[\s.:"'*-]+|[\s.:"'*-]+$/gu, ''))
    .filter((part) => part !== '' && !isFiller(part));
  // CC0 calls itself so in its full name.
  const names = parts.length > 1 ? parts.filter((part) => part !== 'public domain dedication') : parts;
  return mostRestrictive([...addresses.map(familyOfUrl), ...names.map(familyOfPart)]);
}

function familyOfPart(part: string): LicenseFamily {
  return USE_ONLY.test(part) || ONLY_FOR.test(part) ? 'use-restricted' : familyOfName(part);
}

function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/[\u2018\u2019]/gu, "'")
    .toLowerCase()
    .replace(/\(c\)/gu, '©')
    .replace(/[^\S\n]+/gu, ' ')
    .trim();
}

/** Words that only lead to the licence beside them. */
function isFiller(part: string): boolean {
  return /^(?:(?:released|distributed|available|licensed)\s)?(?:under\s)?(?:the\s|an?\s)?(?:licen[cs]ed?)?:?$/u.test(
    part,
  );
}
