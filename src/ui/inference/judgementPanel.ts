import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { Judgement } from '../../stages/prediction/predictionStage.ts';
import '../shared/text/descriptorTable.ts';
import '../shared/figure/saveButtons.ts';
import { formatScore, formatShare, formatValue } from '../shared/text/format.ts';
import { placesInDataSet, placesInRange } from '../shared/text/place.ts';
import { plainTable } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { base } from '../theme/base.ts';
import { confidenceMeaning, confidenceReason } from './confidenceWords.ts';

/** What was found for one file: predicted and refined side by side, the confidence with its reason, the descriptors. */
@customElement('ib-judgement')
export class JudgementPanel extends WorkbenchElement {
  static override styles = [
    base,
    plainTable,
    css`
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
        gap: var(--space-5);
        align-items: start;
      }

      .chosen {
        color: var(--accent);
        font-weight: 600;
      }

      .score > * {
        font-size: var(--text-l);
        font-weight: 600;
      }

      h2 {
        overflow-wrap: anywhere;
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

      .low {
        color: var(--warning);
      }
    `,
  ];

  @property({ attribute: false }) judgement: Judgement | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { judgement } = this;
    if (judgement === null) return nothing;
    return html`<div class="sides">
      <section class="panel stack tight" aria-label="Result">
        <div class="heading">
          <h2>${judgement.offered.path}</h2>
          <ib-save-buttons name="Hyperparameters" native></ib-save-buttons>
        </div>
        ${judgement.note === null ? nothing : html`<p class="hint">${judgement.note}</p>`}
        ${this.renderAnswers(judgement)} ${renderConfidence(judgement)}
      </section>
      ${this.renderDescriptors(judgement)}
    </div>`;
  }

  private renderAnswers(judgement: Judgement): TemplateResult {
    const { predicted, refined, chosen } = judgement;
    const mark = (side: Judgement['chosen']) => (refined !== null && chosen === side ? 'end chosen' : 'end');
    return html`<div class="scroll">
      <table aria-label="Hyperparameters">
        <thead>
          <tr>
            <th scope="col">Hyperparameter</th>
            <th scope="col" class="end">
              ${refined === null ? 'Predicted' : this.renderChoice(judgement, 'predicted')}
            </th>
            ${
              refined === null
                ? nothing
                : html`<th scope="col" class="end">${this.renderChoice(judgement, 'refined')}</th>`
            }
          </tr>
        </thead>
        <tbody>
          ${HYPERPARAMETERS.map(
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
          </tr>
        </tbody>
      </table>
    </div>`;
  }

  /** Which of the two goes into the preset. */
  private renderChoice(judgement: Judgement, side: Judgement['chosen']): TemplateResult {
    return html`<label class="pick">
      <input
        type="radio"
        name="side"
        value=${side}
        .checked=${judgement.chosen === side}
        @change=${() => this.workbench.prediction.choose(judgement, side)}
      />
      ${side === 'predicted' ? 'Predicted' : 'Refined'}
    </label>`;
  }

  private renderDescriptors(judgement: Judgement): TemplateResult | typeof nothing {
    const model = this.workbench.models.models.value.find(({ modelId }) => modelId === judgement.modelId);
    const range = model?.inputRange ?? null;
    const known = this.workbench.dataSet.records.value.flatMap(({ descriptors }) =>
      descriptors.kind === 'done' ? [descriptors.descriptors] : [],
    );
    return html`<section class="panel stack tight">
      <div class="heading"><h2>Descriptors</h2></div>
      <ib-descriptor-table
        label="Descriptors"
        .placeLabel=${range === null ? 'the data set' : 'the training range'}
        .descriptors=${judgement.descriptors}
        .places=${
          range === null ? placesInDataSet(judgement.descriptors, known) : placesInRange(judgement.descriptors, range)
        }
      ></ib-descriptor-table>
    </section>`;
  }
}

function renderConfidence({ predicted, modelId }: Judgement): TemplateResult {
  const { confidence } = predicted;
  const calm = confidence.outOfRange.length === 0 && confidence.unusual.length === 0;
  return html`<p class=${calm ? '' : 'low'}>
      <strong>Confidence ${formatShare(confidence.value)}</strong>: ${confidenceReason(confidence)}.
    </p>
    <p class="hint">${confidenceMeaning(confidence)}</p>
    <p class="hint">
      Scores are of the descriptors as they are; trials average over slightly changed ones. Model
      <code>${modelId}</code>.
    </p>`;
}
