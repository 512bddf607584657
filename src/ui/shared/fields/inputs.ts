import { html, nothing, type TemplateResult } from 'lit';

/** A checkbox with its label beside it. @param look the classes of the label. */
export function renderCheck(
  label: unknown,
  checked: boolean,
  change: (checked: boolean) => void,
  { disabled = false, look = 'check' }: { readonly disabled?: boolean; readonly look?: string } = {},
): TemplateResult {
  return html`<label class=${look}>
    <input
      type="checkbox"
      .checked=${checked}
      ?disabled=${disabled}
      @change=${({ target }: Event) => change((target as HTMLInputElement).checked)}
    />
    <span>${label}</span>
  </label>`;
}

/** What a slider shows and where it can be put. */
interface Slider {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** The value beside the label. */
  readonly shown: unknown;
  /** The value as it is read out. */
  readonly words: string;
  /** The accessible name, where the label is not enough. */
  readonly name?: string;
  readonly disabled?: boolean;
}

/** A slider with its label above it. */
export function renderSlider(
  id: string,
  label: string,
  { min, max, step, value, shown, words, name, disabled = false }: Slider,
  slide: (value: number) => void,
): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label} <span class="number">${shown}</span></label>
    <input
      id=${id}
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      ?disabled=${disabled}
      aria-label=${name ?? nothing}
      aria-valuetext=${words}
      @input=${({ target }: Event) => slide((target as HTMLInputElement).valueAsNumber)}
    />
  </div>`;
}
