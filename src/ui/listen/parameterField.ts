import { css, html, type TemplateResult } from 'lit';
import {
  PLUGIN_PARAMETERS,
  roundedParameter,
  type PluginParameter,
  type PluginParameterId,
  type PluginParameters,
} from '../../domain/pluginParameters.ts';
import { SILENT_DB } from '../../domain/soloedParameters.ts';
import { renderSlider } from '../shared/fields/inputs.ts';
import { renderSelect } from '../shared/fields/select.ts';
import { formatFixed, formatHz } from '../shared/text/format.ts';

const BY_ID: ReadonlyMap<string, PluginParameter> = new Map(PLUGIN_PARAMETERS.map((entry) => [entry.id, entry]));

/** How controls of several parameters stand beside one another. */
export const parameterGrid = css`
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(9.5rem, 100%), 1fr));
    gap: var(--space-3) var(--space-4);
    align-items: end;
  }
`;

/** A gain slider's lower end, which stands for silence: below it nothing can be told apart. */
const QUIETEST_DB = -60;
/** Frequencies and times move by so many steps of equal ratio. */
const RATIO_STEPS = 200;

/**
 * The control of one parameter of the plugin: a slider, a checkbox or a select.
 *
 * @param label what it is called here. @param of what it belongs to, such as `cluster 2`; part of its accessible name.
 */
export function renderParameter(
  id: PluginParameterId,
  state: PluginParameters,
  change: (change: Partial<PluginParameters>) => void,
  { label, of = '' }: { readonly label?: string; readonly of?: string } = {},
): TemplateResult {
  const parameter = BY_ID.get(id);
  if (parameter === undefined) throw new RangeError(`the plugin has no parameter ${id}`);
  const value = roundedParameter(parameter, state[id]);
  const title = label ?? parameter.title;
  const name = of === '' ? title : `${title} of ${of}`;
  const set = (to: number) => change({ [id]: roundedParameter(parameter, to) });
  if (parameter.kind === 'switch') {
    return html`<label class="check">
      <input
        type="checkbox"
        aria-label=${name}
        .checked=${value === 1}
        @change=${({ target }: Event) => set(Number((target as HTMLInputElement).checked))}
      />
      ${title}
    </label>`;
  }
  if (parameter.kind === 'choice') {
    const choices = parameter.choices.map((text, i) => ({ value: String(i), label: text }));
    return html`<div class="field">
      <label for=${id}>${title}</label>
      ${renderSelect(choices, String(value), (choice) => set(Number(choice.value)), { id, name })}
    </div>`;
  }
  const { min, max, step, placeOf, valueAt } = scaleOf(parameter);
  const words = wordsOf(parameter, value);
  return renderSlider(id, title, { min, max, step, value: placeOf(value), shown: words, words, name }, (place) =>
    set(valueAt(place)),
  );
}

interface Scale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly placeOf: (value: number) => number;
  readonly valueAt: (place: number) => number;
}

function scaleOf({ id, unit, min, max, step }: PluginParameter): Scale {
  if (unit === 'Hz' && min > 0) {
    const octaves = Math.log(max / min);
    return {
      min: 0,
      max: RATIO_STEPS,
      step: 1,
      placeOf: (value) => Math.round((RATIO_STEPS * Math.log(value / min)) / octaves),
      valueAt: (place) => min * (max / min) ** (place / RATIO_STEPS),
    };
  }
  if (id.startsWith('clusterGainDb')) {
    return {
      min: QUIETEST_DB,
      max,
      step: 0.5,
      placeOf: (value) => Math.max(QUIETEST_DB, value),
      valueAt: (place) => (place <= QUIETEST_DB ? SILENT_DB : place),
    };
  }
  const isLong = max - min > 100;
  return { min, max, step: isLong ? 1 : step, placeOf: (value) => value, valueAt: (place) => place };
}

function wordsOf({ id, unit, step }: PluginParameter, value: number): string {
  if (id.startsWith('clusterGainDb') && value <= QUIETEST_DB) return 'silent';
  if (unit === 'Hz') return formatHz(value);
  const digits = step === 1 ? 0 : unit === 'ms' ? 0 : unit === 'dB' ? 1 : 2;
  return `${formatFixed(value, digits)}${unit === null ? '' : ` ${unit}`}`;
}
