import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import '../shared/text/descriptorTable.ts';
import '../shared/figure/saveButtons.ts';
import { formatScore, formatShare, formatValue } from '../shared/text/format.ts';
import { placesInDataSet, placesInRange } from '../shared/text/place.ts';
import { atEnd, renderTable } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { confidenceMeaning, confidenceReason } from './confidenceWords.ts';

/** What was found for one file: predicted and refined side by side, the confidence with its reason, the descriptors. */
@customElement('ib-file-prediction')
export class FilePredictionPanel extends WorkbenchElement {
  static override styles = css`
    .chosen {
      color: var(--accent);
      font-weight: 600;
    }

    .score > * {
      font-size: var(--text-l);
      font-weight: 600;
    }

    .pick {
      display: inline-flex;
      align-items: center;
      justify-content: flex-end;
      gap: var(--space-2);
      min-height: 1.75rem;
      cursor: pointer;
    }

    @media (max-width: 40rem) {
      th,
      td {
        padding-inline: var(--space-1);
      }

      .pick {
        gap: var(--space-1);
      }

      th code {
        font-size: var(--text-xs);
        letter-spacing: -0.02em;
      }
    }
  `;

  @property({ attribute: false }) filePrediction: FilePrediction | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { filePrediction } = this;
    if (filePrediction === null) return nothing;
    return html`<div class="columns">
      <section class="panel stack tight" aria-label="Result">
        <div class="heading">
          <h2>${filePrediction.offered.path}</h2>
          <ib-save-buttons name="Hyperparameters" native></ib-save-buttons>
        </div>
        ${filePrediction.note === null ? nothing : html`<p class="hint">${filePrediction.note}</p>`}
        ${this.renderAnswers(filePrediction)} ${renderConfidence(filePrediction)}
      </section>
      ${this.renderDescriptors(filePrediction)}
    </div>`;
  }

  private renderAnswers(filePrediction: FilePrediction): TemplateResult {
    const { predicted, refined, chosen } = filePrediction;
    const mark = (side: FilePrediction['chosen']) => (refined !== null && chosen === side ? 'end chosen' : 'end');
    return html`<div class="scroll">
      ${renderTable(
        'Hyperparameters',
        [
          'Hyperparameter',
          ...atEnd(
            ...(refined === null
              ? ['Predicted']
              : [this.renderChoice(filePrediction, 'predicted'), this.renderChoice(filePrediction, 'refined')]),
          ),
        ],
        html`${HYPERPARAMETERS.map(
            ({ key, column }) =>
              html`<tr>
                <th scope="row"><code>${column}</code></th>
                <td class=${mark('predicted')}>${formatValue(predicted.hyperparameters[key])}</td>
                ${
                  refined === null
                    ? nothing
                    : html`<td class=${mark('refined')}>${formatValue(refined.hyperparameters[key])}</td>`
                }
              </tr>`,
          )}
          <tr class="score">
            <th scope="row">Score</th>
            <td class=${mark('predicted')}>${formatScore(predicted.score)}</td>
            ${refined === null ? nothing : html`<td class=${mark('refined')}>${formatScore(refined.score)}</td>`}
          </tr>`,
      )}
    </div>`;
  }

  /** Which of the two goes into the preset. */
  private renderChoice(filePrediction: FilePrediction, side: FilePrediction['chosen']): TemplateResult {
    return html`<label class="pick">
      <input
        type="radio"
        name="side"
        value=${side}
        .checked=${filePrediction.chosen === side}
        @change=${() => this.workbench.prediction.choose(filePrediction, side)}
      />
      ${side === 'predicted' ? 'Predicted' : 'Refined'}
    </label>`;
  }

  private renderDescriptors(filePrediction: FilePrediction): TemplateResult | typeof nothing {
    const model = this.workbench.models.models.value.find(({ modelId }) => modelId === filePrediction.modelId);
    const range = model?.inputRange ?? null;
    return html`<section class="panel stack tight">
      <div class="heading"><h2>Descriptors</h2></div>
      <ib-descriptor-table
        label="Descriptors"
        .placeLabel=${range === null ? 'the data set' : 'the training range'}
        .descriptors=${filePrediction.descriptors}
        .places=${
          range === null
            ? placesInDataSet(filePrediction.descriptors, this.workbench.dataSet.allDescriptors())
            : placesInRange(filePrediction.descriptors, range)
        }
      ></ib-descriptor-table>
    </section>`;
  }
}

function renderConfidence({ predicted, modelId }: FilePrediction): TemplateResult {
  const { confidence } = predicted;
  const calm = confidence.outOfRange.length === 0 && confidence.unusual.length === 0;
  return html`<p class=${calm ? '' : 'caution'}>
      <strong>Confidence ${formatShare(confidence.value)}</strong>: ${confidenceReason(confidence)}.
    </p>
    <p class="hint">${confidenceMeaning(confidence)}</p>
    <p class="hint">
      Scores are of the descriptors as they are; trials average over slightly changed ones. Model
      <code>${modelId}</code>.
    </p>`;
}
