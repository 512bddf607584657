import type { LicenseFamily } from '../../domain/license.ts';
import { attributionFamily } from './attribution.ts';

/** Ids of SPDX, of the hub and of Freesound without their versions, words joined by `-`. */
const IDS: Readonly<Partial<Record<LicenseFamily, readonly RegExp[]>>> = {
  cc0: [/^(?:cc-?(?:0|zero)|creative-commons-(?:cc-?)?(?:0|zero))(?:-universal)?(?:-public-domain(?:-dedication)?)?$/u],
  pd: [
    /^(?:in-the-)?public-?domain(?:-mark|-dedication)?$/u,
    /^(?:cc-)?(?:pd|pdm|pddc)$/u,
    /^(?:creative-commons-)?public-domain-(?:mark|dedication)$/u,
    /^(?:odc-)?pddl$/u,
    /^(?:the-)?unlicense$/u,
    /^(?:open-data-commons-)?public-domain-dedication-and-license$/u,
  ],
  'sampling+': [/^(?:cc-|creative-commons-)?samp(?:ling)?(?:\+|-?plus)$/u],
  'nc-sampling+': [
    /^(?:cc-|creative-commons-)?(?:nc|noncommercial|non-commercial)-samp(?:ling)?(?:\+|-?plus)$/u,
    /^(?:cc-|creative-commons-)?samp(?:ling)?(?:\+|-?plus)-nc$/u,
  ],
  'odc-by': [/^odc-by$/u, /^open-data-commons-attribution$/u],
  odbl: [/^(?:odc-)?odbl$/u, /^(?:open-data-commons-)?open-database$/u],
  'software-permissive': [
    /^(?:mit|mit-0|isc|zlib|ncsa|postgresql|wtfpl|x11|python|psf)$/u,
    /^(?:apache|asl|afl|artistic|bsl|ecl|ms-pl|cdla-permissive|openmdw|ofl)$/u,
    /^(?:0bsd|bsd(?:-[1-4]-clause)?(?:-clear)?)$/u,
  ],
  'software-copyleft': [
    /^(?:gnu-)?[al]?gpl(?:-lr)?(?:-only|-or-later|\+)?$/u,
    /^(?:gfdl|mpl|epl|eupl|osl|lppl|cecill|cdla-sharing)(?:-only|-or-later)?$/u,
  ],
  'use-restricted': [
    /^(?:[a-z0-9]+-)*(?:open)?rail(?:\+\+|-m|-d|-s)?$/u,
    /^(?:c-uda|h-research|intel-research|apple-ascl|apple-amlr|deepfloyd-if)$/u,
    /^(?:fair-noncommercial-research|llama-?\d*|gemma)$/u,
  ],
  'cc-unspecified': [/^(?:cc|creative-commons)$/u],
};

const CONDITIONS: Readonly<Record<string, string>> = {
  nc: 'nc',
  noncommercial: 'nc',
  nd: 'nd',
  noderivs: 'nd',
  noderivatives: 'nd',
  noderivativeworks: 'nd',
  sa: 'sa',
  sharealike: 'sa',
};

/**
 * The family of one licence named by its id or by its full name [L1]: the whole text has to be that name, so that
 * `attribution required` or `see license.txt` stay `unknown`.
 *
 * @param name - lower case, trimmed, without brackets
 */
export function familyOfName(name: string): LicenseFamily {
  const id = name
    .replace(/[\s_-]+/gu, '-')
    .replace(/^(?:(?:released|distributed|available|licensed)-)?(?:under-)?(?:the-|an?-)?(?:licen[cs]ed?-?:?-?)?/u, '')
    .replace(/-(?:deed|legal-code)$/u, '')
    .replace(/(?:-public)?-licen[cs]ed?$/u, '')
    .replace(/-licen[cs]e-(?:version-)?(?=v?\d)/u, '-');
  const [, base = '', version] =
    /^(.*?)(?:-?v?(\d+(?:\.\d+)*[a-z]?)(?:-(?:international|intl|int|unported|generic|[a-z]{2,3}))?)?$/u.exec(
      id.replace(/-public-domain-dedication$/u, ''),
    ) ?? [];
  for (const candidate of [id, base, withoutVersionInside(id)]) {
    const family = familyOfId(candidate) ?? familyOfAttribution(candidate, version !== undefined);
    if (family !== null) return family;
  }
  return 'unknown';
}

function withoutVersionInside(id: string): string {
  return id.replace(/-v?\d+\.\d+(?=-|$)/u, '');
}

function familyOfId(id: string): LicenseFamily | null {
  for (const [family, patterns] of Object.entries(IDS)) {
    if (patterns.some((pattern) => pattern.test(id))) return family as LicenseFamily;
  }
  return null;
}

/** `cc-by-nc`, `by-nc`, `ccby`, `Attribution NonCommercial`, `Creative Commons Attribution-ShareAlike International`. */
function familyOfAttribution(id: string, versioned: boolean): LicenseFamily | null {
  const plain = id
    .replace(/\bnon-commercial\b/gu, 'noncommercial')
    .replace(/\bshare-alike\b/gu, 'sharealike')
    .replace(/\bno-deriv(s|atives?)?(-works?)?\b/gu, 'noderivs')
    .replace(/\bnoderivative\b/gu, 'noderivatives');
  const match =
    /^(?:cc-?|creative-commons-)?(?:by|attribution)((?:-[a-z]+)*?)(?:-(?:international|unported|generic))?$/u.exec(
      plain,
    );
  if (match === null) return null;
  const tokens = (match[1] ?? '').split('-').filter((token) => token !== '');
  const last = tokens.at(-1);
  // SPDX writes the jurisdiction after the version, which is gone here: `cc-by-3.0-us`.
  if (versioned && last !== undefined && !(last in CONDITIONS) && /^[a-z]{2,3}$/u.test(last)) tokens.pop();
  const conditions = tokens.map((token) => CONDITIONS[token] ?? token);
  return attributionFamily(conditions);
}
