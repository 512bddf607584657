import type { HubFile } from '../../workers/contracts/hub.ts';
import { textOfAnyEncoding } from '../bytes/anyEncoding.ts';

export const LARGEST_CARD_BYTES = 64 * 1024;

/** Whether a file is the card of the folder that it lies in, by its name. */
export function isCard(path: string): boolean {
  return /(?:^|\/)readme\.md$/iu.test(path);
}

/**
 * The licence that the data set cards beside the files name: a card speaks for its folder, so one that lies above all audio
 * is needed; what cards within say counts too, the strictest of all [L1]. Null where none speaks for all.
 */
export async function cardLicenseBeside(
  files: readonly HubFile[],
  audioPaths: readonly string[],
): Promise<string | null> {
  const licenses: string[] = [];
  let speaksForAll = false;
  for (const { path, file } of files) {
    if (!isCard(path)) continue;
    const bytes = new Uint8Array(await file.slice(0, LARGEST_CARD_BYTES).arrayBuffer());
    const license = cardLicense(textOfAnyEncoding(bytes));
    if (license === null) continue;
    licenses.push(license);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    speaksForAll ||= audioPaths.every((audio) => audio.startsWith(folder));
  }
  return speaksForAll ? [...new Set(licenses)].join(', ') : null;
}

/** What the front matter of a card says under `license`: one licence, or a list in either form of YAML; null for none. */
export function cardLicense(card: string): string | null {
  const text = card.replace(/^\uFEFF/u, '').replace(/\r\n?/gu, '\n');
  const frontMatter = /^\s*---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)/su.exec(text)?.[1] ?? '';
  const named = valuesOf(frontMatter, 'license');
  const own = named.includes('other') ? valuesOf(frontMatter, 'license_name') : [];
  const licenses = [...named.filter((license) => license !== 'other' || own.length === 0), ...own];
  return licenses.length === 0 ? null : licenses.join(', ');
}

function valuesOf(frontMatter: string, key: string): string[] {
  const [, inline = '', block = ''] =
    new RegExp(`^${key}[^\\S\\n]*:[^\\S\\n]*(.*)((?:\\n[^\\S\\n]*-[^\\S\\n].*|\\n[^\\S\\n]+\\S.*)*)`, 'mu').exec(
      frontMatter,
    ) ?? [];
  const flow = withoutComment(`${inline}\n${block}`.replace(/^\s*[|>][+-]?/u, ''))
    .replace(/^\[|\]$/gu, '')
    .split(/[,\n]/u);
  return flow
    .map((value) => value.replace(/^\s*-\s+/u, '').replace(/^[\s"'[]+|[\s"'\]]+$/gu, ''))
    .filter((value) => value !== '');
}

function withoutComment(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/u, ''))
    .join('\n')
    .trim();
}
