/** A licence by its usual name with the address of its text, as far as both are known. */
interface LicenseDeed {
  readonly name: string;
  readonly url: string | null;
}

const CREATIVE_COMMONS = /^(?:by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd|sampling\+|nc-sampling\+)$/u;
const VERSIONS = new Set(['1.0', '2.0', '2.1', '2.5', '3.0', '4.0']);

/**
 * The name, version and address of a licence [L4]. A version that the text does not give stays open; an address is taken as
 * it was found.
 *
 * @param text - the licence as it was found
 * @param family - its family (L1)
 */
export function licenseDeed(text: string, family: string | null): LicenseDeed {
  const found = /https?:\/\/[^\s,;<>"')\]]+/u.exec(text)?.[0] ?? null;
  const said = /(?:^|[^\d.])v?([1-4]\.\d)(?![\d.])/u.exec(text)?.[1] ?? null;
  const version = said !== null && VERSIONS.has(said) ? said : null;
  if (family === 'cc0') return { name: 'CC0 1.0', url: found ?? 'https://creativecommons.org/publicdomain/zero/1.0/' };
  if (family === 'odc-by') return { name: 'ODC-By 1.0', url: found ?? 'https://opendatacommons.org/licenses/by/1-0/' };
  if (family === 'odbl') return { name: 'ODbL 1.0', url: found ?? 'https://opendatacommons.org/licenses/odbl/1-0/' };
  if (family !== null && CREATIVE_COMMONS.test(family)) {
    const name = `CC ${family.includes('sampling') ? family.replace('s', 'S').replace('nc', 'NC') : family.toUpperCase()}`;
    const own = version === null ? null : `https://creativecommons.org/licenses/${family}/${version}/`;
    return { name: version === null ? `${name} (version not given)` : `${name} ${version}`, url: found ?? own };
  }
  return { name: found === text ? 'licence at its address' : text.replace(/\s+/gu, ' '), url: found };
}
