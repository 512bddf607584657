import { html, nothing, type TemplateResult } from 'lit';
import type { HyperparameterKey, Hyperparameters } from '../../../domain/hyperparameters.ts';
import { hyperparametersOfState, PLUGIN_DEFAULTS, type KnobKey } from '../../../domain/pluginParameters.ts';

/** What more and less of each of the five values do, against the plugin's defaults; Help says it at length. */
const WORDS: Readonly<Record<KnobKey, { readonly less: string; readonly more: string }>> = {
  distancePenalty: { less: 'softer', more: 'tighter' },
  normRate: { less: 'slower', more: 'quicker' },
  minimaxStrength: { less: 'freer', more: 'more rooted' },
  lowPenalty: { less: 'choosier', more: 'broader' },
  highPenalty: { less: 'bolder', more: 'more even' },
};
const DEFAULTS = hyperparametersOfState(PLUGIN_DEFAULTS);
/** Less of a difference is none that is heard. */
const ALIKE = 0.02;

/** What one of the values does in one word, for beside its number; saved tables hold the number alone. */
export function renderKnobWord(
  key: HyperparameterKey,
  values: Partial<Pick<Hyperparameters, HyperparameterKey>>,
): TemplateResult | typeof nothing {
  const value = values[key];
  if (!isKnob(key) || value === undefined) return nothing;
  return html`<small data-aside>${knobWord(key, value)}</small>`;
}

/** `tighter`, `slower`: against the plugin's defaults. */
function knobWord(key: KnobKey, value: number): string {
  const difference = value - DEFAULTS[key];
  if (Math.abs(difference) <= ALIKE * DEFAULTS[key]) return 'as the default';
  return difference < 0 ? WORDS[key].less : WORDS[key].more;
}

function isKnob(key: HyperparameterKey): key is KnobKey {
  return key in WORDS;
}
