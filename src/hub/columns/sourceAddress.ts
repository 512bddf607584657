import type { HubRecord } from '../records.ts';
import { isRecord } from './feature.ts';
import { cellOf } from './licenses.ts';
import { textOf } from './values.ts';

/** Pages of hosts whose ids are columns of their own; each was built from the address that the host shows for an item. */
const PAGES: readonly { readonly column: RegExp; readonly id: RegExp; readonly page: (id: string) => string }[] = [
  { column: /^(?:freesound_?id|fs_?id)$/iu, id: /^\d+$/u, page: (id) => `https://freesound.org/s/${id}/` },
  {
    column: /^(?:youtube_?id|yt_?id|ytid)$/iu,
    id: /^[\w-]{11}$/u,
    page: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  {
    column: /^(?:xeno_?canto_?id|xc_?id)$/iu,
    id: /^(?:xc)?\d+$/iu,
    page: (id) => `https://xeno-canto.org/${id.replace(/\D/gu, '')}`,
  },
  { column: /^jamendo_?(?:track_?)?id$/iu, id: /^\d+$/u, page: (id) => `https://www.jamendo.com/track/${id}` },
  {
    column: /^(?:archive_org_?id|ia_?(?:id|identifier))$/iu,
    id: /^[\w.-]+$/u,
    page: (id) => `https://archive.org/details/${id}`,
  },
];
const ADDRESS_COLUMN = /(?:^|[._])(?:url|link|uri|webpage|permalink)$/iu;
const OTHER_ADDRESS = /licen[cs]e|image|cover|thumb|avatar|preview|download|artist|author|user/iu;

/**
 * Where a sound comes from: the chosen column where it holds an address, else the page that a known host has for the row's
 * id, else another column with an address, else whatever the chosen column says; null for nothing.
 */
export function sourceAddressOf(record: HubRecord, chosen: string | null): string | null {
  const said = chosen === null ? null : textOf(cellOf(record, chosen));
  if (said !== null && isWebAddress(said)) return said;
  const fields = fieldsIn(record);
  for (const [name, value] of fields) {
    const text = textOf(value) ?? '';
    const host = PAGES.find(({ column, id }) => column.test(name.slice(name.lastIndexOf('.') + 1)) && id.test(text));
    if (host !== undefined) return host.page(text);
  }
  const other = fields.find(
    ([name, value]) => ADDRESS_COLUMN.test(name) && !OTHER_ADDRESS.test(name) && isWebAddress(textOf(value) ?? ''),
  );
  return other === undefined ? said : textOf(other[1]);
}

/** The fields of a row, also those within records, each by its whole name. */
function fieldsIn(record: HubRecord): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(record).flatMap(([name, value]) =>
    isRecord(value)
      ? fieldsIn(value).map(([field, inner]) => [`${name}.${field}`, inner] as const)
      : [[name, value] as const],
  );
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/u.test(text);
}
