import { html, nothing, type TemplateResult } from 'lit';
import { otherMeasure, type OtherMeasure } from '../../../domain/measured.ts';

const TAGS: Readonly<Record<OtherMeasure, string>> = {
  earlier: 'earlier measure',
  'other-plugin': 'another model in the plugin',
};

/** Marks what does not compare with what is measured now (X9). */
export function renderMeasure(measure: number, now: number): TemplateResult | typeof nothing {
  const other = otherMeasure(measure, now);
  return other === null ? nothing : html`<span class="tag">${TAGS[other]}</span>`;
}
