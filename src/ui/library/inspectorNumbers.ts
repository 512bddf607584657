import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AudioRecord, BestParameters } from '../../domain/audioFile.ts';
import { termsOfSound } from '../../stages/library/soundSelection.ts';
import { termContributions } from '../../stages/optimisation/trialAnalysis.ts';
import { isSilentFile } from '../import/audioColumns.ts';
import '../import/fileAttribution.ts';
import { TERM_NAMES } from '../optimise/trialColumns.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/text/descriptorTable.ts';
import { formatDate, formatScore, formatSigned, formatValue } from '../shared/text/format.ts';
import { placesInDataSet } from '../shared/text/place.ts';
import { atEnd, plainTable, renderCells } from '../shared/text/plainTable.ts';

/** The numbers of a sound: its descriptors, each with its place in the data set, and the terms of its best score. */
@customElement('ib-inspector-numbers')
export class InspectorNumbers extends WorkbenchElement {
  static override styles = plainTable;

  @property({ attribute: false }) record!: AudioRecord;

  protected override render(): TemplateResult {
    const { file, descriptors, best } = this.record;
    return html`<div class="stack tight">
      <p class="hint">Imported ${formatDate(file.importedAt)}, audio id <code>${file.audioId}</code></p>
      ${file.license === null && file.licenseFamily === null ? nothing : html`<ib-file-attribution .audioId=${file.audioId}></ib-file-attribution>`}
      ${
        descriptors.kind === 'done'
          ? html`${descriptors.note === null ? nothing : html`<p class="hint">${descriptors.note}</p>`}
              <ib-descriptor-table
                label="Descriptors of ${file.path}"
                placeLabel="the data set"
                .descriptors=${descriptors.descriptors}
                .places=${placesInDataSet(descriptors.descriptors, this.workbench.dataSet.allDescriptors())}
              ></ib-descriptor-table>`
          : nothing
      }
      ${descriptors.kind === 'failed' ? html`<p class="error">${descriptors.reason}</p>` : nothing}
      ${descriptors.kind === 'missing' ? html`<p class="hint">No descriptors yet: <strong>Run All</strong> computes them.</p>` : nothing}
      ${best === null || isSilentFile(this.record) ? nothing : this.renderTerms(best)}
    </div>`;
  }

  private renderTerms({ hyperparameters }: BestParameters): TemplateResult | typeof nothing {
    const terms = termsOfSound(this.record, hyperparameters);
    if (terms === null) return nothing;
    return html`<h3>Terms of the best parameters</h3>
      <p class="hint">Score ${formatScore(terms.score)}, unperturbed. What each term adds lifts it or lowers it.</p>
      ${renderCells(
        'Terms',
        ['Term', ...atEnd('Value', 'Adds')],
        termContributions({ terms }).map(({ key, value, amount }) => [
          TERM_NAMES[key],
          formatValue(value),
          formatSigned(amount, 3),
        ]),
      )}`;
  }
}
