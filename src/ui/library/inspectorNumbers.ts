import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isSilentFile, type AudioRecord, type BestParameters } from '../../domain/audioFile.ts';
import { termsOfSound } from '../../stages/library/soundSelection.ts';
import { termContributions } from '../../stages/optimisation/trialAnalysis.ts';
import { renderFileDescriptors } from '../import/fileDescriptors.ts';
import { TERM_NAMES } from '../optimise/trialColumns.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { formatDate, formatScore, formatSigned, formatValue } from '../shared/text/format.ts';
import { atEnd, plainTable, renderCells } from '../shared/text/plainTable.ts';
import { DataContext } from '../contexts.ts';

/** The numbers of a sound: its descriptors, each with its place in the data set, and the terms of its best score. */
@customElement('ib-inspector-numbers')
export class InspectorNumbers extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;

  static override styles = plainTable;

  @property({ attribute: false }) record!: AudioRecord;

  protected override render(): TemplateResult {
    const { file, best } = this.record;
    return html`<div class="stack tight">
      <p class="hint">Imported ${formatDate(file.importedAt)}, audio id <code>${file.audioId}</code></p>
      ${renderFileDescriptors(this.data, this.record, 'Run All')}
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
