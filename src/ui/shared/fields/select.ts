import { css, html, nothing, type TemplateResult } from 'lit';

/** How a labelled control stands in the head of a figure. */
export const figureChoice = css`
  .choice {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    color: var(--text-dim);
    font-size: var(--text-s);
  }

  select {
    width: auto;
    min-height: var(--small-control-height);
  }
`;

/** One of the values that a select offers. */
interface Choice {
  readonly value: string;
  readonly label: string;
  /** Whether it can only be seen. */
  readonly disabled?: boolean;
}

/** What a select may have besides its values. */
interface SelectOptions {
  /** What its label points to, where it does not stand inside one. */
  readonly id?: string;
  /** Its accessible name, where it has no label. */
  readonly name?: string;
  readonly disabled?: boolean;
  /** Its classes, or those of its field. */
  readonly look?: string;
}

/** A select among a few values. @param current the value of the chosen one. */
export function renderSelect<C extends Choice>(
  choices: readonly C[],
  current: C['value'],
  choose: (choice: C) => void,
  { id, name, disabled = false, look = '' }: SelectOptions = {},
): TemplateResult {
  const onChange = ({ target }: Event) => {
    const chosen = choices.find(({ value }) => target instanceof HTMLSelectElement && value === target.value);
    if (chosen !== undefined) choose(chosen);
  };
  return html`<select
    id=${id ?? nothing}
    class=${look}
    aria-label=${name ?? nothing}
    ?disabled=${disabled}
    @change=${onChange}
  >
    ${choices.map(
      (choice) =>
        html`<option value=${choice.value} .selected=${choice.value === current} ?disabled=${choice.disabled === true}>
          ${choice.label}
        </option>`,
    )}
  </select>`;
}

/** A select with its label above it. */
export function renderSelectField<C extends Choice>(
  id: string,
  label: string,
  choices: readonly C[],
  current: C['value'],
  choose: (choice: C) => void,
  { disabled = false, look = '' }: SelectOptions = {},
): TemplateResult {
  return html`<div class="field ${look}">
    <label for=${id}>${label}</label>
    ${renderSelect(choices, current, choose, { id, disabled })}
  </div>`;
}

/** The same for a value that is kept where it is read. */
export function renderSettingField<Value extends string>(
  id: string,
  label: string,
  choices: readonly { readonly value: Value; readonly label: string }[],
  setting: { value: Value },
  options: SelectOptions = {},
): TemplateResult {
  return renderSelectField(id, label, choices, setting.value, ({ value }) => (setting.value = value), options);
}
