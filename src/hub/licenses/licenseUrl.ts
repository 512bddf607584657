import type { LicenseFamily } from '../../domain/license.ts';
import { attributionFamily } from './attribution.ts';

/** An optional jurisdiction, then an optional deed or legal code with its language, after the version. */
const CC_TAIL = /^(?:\/[a-z]{2,8})?(?:\/(?:deed|legalcode)(?:[.-][a-z-]+)?(?:\.txt|\.html)?)?$/u;
const ODC_FAMILIES: Readonly<Record<string, LicenseFamily>> = { by: 'odc-by', odbl: 'odbl', pddl: 'pd' };

/**
 * The family of a licence's address: pages of Creative Commons and of Open Data Commons by their exact path tokens,
 * everything else `unknown` [L1].
 *
 * @param address - lower case, with or without a scheme
 */
export function familyOfUrl(address: string): LicenseFamily {
  const match = /^(?:https?:\/\/)?(?:www\.)?([a-z0-9.-]+)(\/[^?#]*)?(?:[?#].*)?$/u.exec(address);
  const path = (match?.[2] ?? '').replaceAll('%2b', '+').replace(/\/+$/u, '');
  if (match?.[1] === 'creativecommons.org') return familyOfCreativeCommonsPath(path);
  if (match?.[1] === 'opendatacommons.org') {
    const [, code = ''] = /^\/licenses\/([a-z]+)(?:\/(?:\d+[.-]\d+|summary)(?:\.html)?)?$/u.exec(path) ?? [];
    return ODC_FAMILIES[code] ?? 'unknown';
  }
  return 'unknown';
}

function familyOfCreativeCommonsPath(path: string): LicenseFamily {
  const [, shelf, code = '', tail = ''] =
    /^\/(licenses|publicdomain)\/([a-z+-]+)(?:\/\d+\.\d+)?(.*)$/u.exec(path) ?? [];
  if (shelf === undefined || !CC_TAIL.test(tail)) return 'unknown';
  if (shelf === 'publicdomain') {
    if (code === 'zero') return 'cc0';
    return code === 'mark' ? 'pd' : 'unknown';
  }
  if (code === 'publicdomain') return 'pd';
  if (code === 'sampling+' || code === 'nc-sampling+') return code;
  return attributionFamily(code.split('-').filter((token) => token !== 'by'));
}
