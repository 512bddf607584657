import { parseXml, XmlElement } from '@rgrove/parse-xml';
import {
  clampParameter,
  PLUGIN_DEFAULTS,
  PLUGIN_PARAMETERS,
  SORTED_PARAMETER_IDS,
  type PluginParameter,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import type { RefusePreset } from './presetRefusal.ts';
import { writtenParameters } from './writtenParameters.ts';

const PARAMETERS_BY_ID: ReadonlyMap<string, PluginParameter> = new Map(PLUGIN_PARAMETERS.map((p) => [p.id, p]));

/** The plugin's state as XML on one line: every parameter in real units, sorted by id (V3). Pure ASCII. */
export function encodePluginStateXml(state: PluginParameters): string {
  const written = writtenParameters(state);
  const list = SORTED_PARAMETER_IDS.map((id) => `<PARAM id="${id}" value="${decimal(written[id])}"/>`);
  return `<?xml version="1.0" encoding="UTF-8"?> <PARAMETERS>${list.join('')}</PARAMETERS>`;
}

/**
 * Reads the plugin's state from XML as the plugin does: unknown parameters are passed over, absent ones take their
 * defaults, of two with one id the last counts, and what lies beyond a range is clamped to it. Values are not snapped.
 *
 * @throws PresetRefusal for what is not such a state, or holds a value that is no finite number.
 */
export function decodePluginStateXml(xml: string, refuse: RefusePreset): PluginParameters {
  const root = parsedXml(xml, (cause) => refuse('broken-xml', { cause }));
  if (root.name !== 'PARAMETERS')
    throw refuse('other-root', { clause: `the state in it is a list of ${root.name.slice(0, 40)}` });
  const found = childElements(root).flatMap(({ attributes }) => {
    const parameter = PARAMETERS_BY_ID.get(attributes['id'] ?? '');
    const text = attributes['value'];
    if (parameter === undefined || text === undefined) return [];
    const value = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) return [[parameter.id, clampParameter(parameter, value)] as const];
    const clause = `its “${parameter.id}” is “${text.slice(0, 40)}”, which is not a finite number`;
    throw refuse('not-a-number', { clause });
  });
  return { ...PLUGIN_DEFAULTS, ...Object.fromEntries(found) };
}

/** The root of a document. Throws what `refuse` makes where it is not well-formed. */
export function parsedXml(xml: string, refuse: (cause?: unknown) => Error): XmlElement {
  let root: XmlElement | null;
  try {
    ({ root } = parseXml(xml));
  } catch (cause) {
    throw refuse(cause);
  }
  if (root === null) throw refuse();
  return root;
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child instanceof XmlElement);
}

/** The shortest decimals that give the same double, always with a point. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('.') ? text : text.replace(/(?=e|$)/u, '.0');
}
