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
    min-height: 2rem;
  }
`;

/** One of the values that a select offers. */
interface Choice {
  readonly value: string;
  readonly label: string;
}

/**
 * A select among a few values.
 *
 * @param current the value of the chosen one.
 * @param id what its label points to, where it does not stand inside one.
 * @param name what it is called where its label does not say enough.
 */
export function renderSelect<C extends Choice>(
  choices: readonly C[],
  current: C['value'],
  choose: (choice: C) => void,
  { id, name, disabled = false }: { readonly id?: string; readonly name?: string; readonly disabled?: boolean } = {},
): TemplateResult {
  const onChange = ({ target }: Event) => {
    const chosen = choices.find(({ value }) => target instanceof HTMLSelectElement && value === target.value);
    if (chosen !== undefined) choose(chosen);
  };
  return html`<select id=${id ?? nothing} aria-label=${name ?? nothing} ?disabled=${disabled} @change=${onChange}>
    ${choices.map(({ value, label }) => html`<option value=${value} .selected=${value === current}>${label}</option>`)}
  </select>`;
}
