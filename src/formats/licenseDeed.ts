/** A licence by its usual name with the address of its text, as far as both are known. */
interface LicenseDeed {
  readonly name: string;
  readonly url: string | null;
}

const CREATIVE_COMMONS = /^(?:by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd|sampling\+|nc-sampling\+)$/u;
const VERSIONS = new Set(['1.0', '2.0', '2.1', '2.5', '3.0', '4.0']);

/** The conditions that tell the Creative Commons families apart, by the words for them. */
const CONDITIONS = {
  nc: /(?:^|[^a-z])nc(?![a-z])|non-?\s?commercial/iu,
  nd: /(?:^|[^a-z])nd(?![a-z])|no-?\s?deriv/iu,
  sa: /(?:^|[^a-z])sa(?![a-z])|share-?\s?alike/iu,
  'sampling+': /sampl/iu,
} as const;

/**
 * The name, version and address of a licence [L4]. A version that the text does not give stays open; an address is taken as
 * it was found. Of several licences only what is said of the one that counts is used.
 *
 * @param text - the licence as it was found
 * @param family - its family (L1)
 */
export function licenseDeed(text: string, family: string | null): LicenseDeed {
  if (family === 'cc0') return fixed('CC0 1.0', text, 'https://creativecommons.org/publicdomain/zero/1.0/');
  if (family === 'odc-by') return fixed('ODC-By 1.0', text, 'https://opendatacommons.org/licenses/by/1-0/');
  if (family === 'odbl') return fixed('ODbL 1.0', text, 'https://opendatacommons.org/licenses/odbl/1-0/');
  if (family !== null && CREATIVE_COMMONS.test(family)) {
    const name = `CC ${family.includes('sampling') ? family.replace('s', 'S').replace('nc', 'NC') : family.toUpperCase()}`;
    const said = partsOf(text, family);
    const version = said.map(versionIn).find((one) => one !== null) ?? null;
    const found = said.map(addressIn).find((one) => one !== null && [version, null].includes(versionIn(one))) ?? null;
    const own = version === null ? null : `https://creativecommons.org/licenses/${family}/${version}/`;
    return { name: version === null ? `${name} (version not given)` : `${name} ${version}`, url: found ?? own };
  }
  const found = addressIn(text);
  return { name: found === text ? 'licence at its address' : text.replace(/\s+/gu, ' '), url: found };
}

/** A licence of one version: its address as it was found, else its usual one. */
function fixed(name: string, text: string, url: string): LicenseDeed {
  const [, , host = ''] = url.split('/');
  const found = text.split(BETWEEN_LICENSES).map(addressIn);
  return { name, url: found.find((one) => one?.split('/')[2]?.endsWith(host)) ?? url };
}

const BETWEEN_LICENSES = /[,;|\n]|\s(?=https?:)|\s(?:and|or)\s/u;

/** What a text says of a Creative Commons family, where it names several licences; all of it where it names one. */
function partsOf(text: string, family: string): readonly string[] {
  const parts = text.split(BETWEEN_LICENSES).filter((part) => part.trim() !== '');
  const isOwn = (part: string) =>
    (family.includes('sampling') || /by|attribution/iu.test(part)) &&
    Object.entries(CONDITIONS).every(
      ([condition, words]) => words.test(part) === `-${family}`.includes(`-${condition}`),
    );
  return parts.length === 1 ? parts : parts.filter(isOwn);
}

function versionIn(text: string): string | null {
  const said = /(?:^|[^\d.])v?([1-4]\.\d)(?![\d.])/u.exec(text)?.[1] ?? null;
  return said !== null && VERSIONS.has(said) ? said : null;
}

function addressIn(text: string): string | null {
  return /https?:\/\/[^\s,;<>"')\]]+/u.exec(text)?.[0] ?? null;
}
