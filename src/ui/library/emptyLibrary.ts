import { html, type TemplateResult } from 'lit';
import { FORMATS, INTAKE } from '../import/importVerdict.ts';
import '../shared/text/emptyState.ts';

/** Where sounds will stand in an empty data set. */
export function emptyLibrary(examplesButton: TemplateResult): TemplateResult {
  return html`<ib-empty-state heading="Start with sounds">
    <p>${INTAKE}</p>
    ${examplesButton}
    <p class="hint">
      ${FORMATS} Then <strong>Run All</strong> finds the best preset of each sound, trains models and keeps the best one
      in use.
    </p>
  </ib-empty-state>`;
}
