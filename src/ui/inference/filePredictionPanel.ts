import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isSilent, SILENT_WORDS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { ListeningCandidate } from '../../domain/listening.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { selectionWords } from '../../stages/judging/gainWords.ts';
import { sourceOf } from '../../stages/judging/preselected.ts';
import { soundKey } from '../../stages/listening/sound/soundKey.ts';
import type { FilePrediction } from '../../stages/prediction/predictionStage.ts';
import '../shared/text/descriptorTable.ts';
import '../shared/figure/saveButtons.ts';
import { renderKnobWord } from '../shared/text/knobWords.ts';
import { formatScore, formatShare, formatValue } from '../shared/text/format.ts';
import { placesInDataSet, placesInRange } from '../shared/text/place.ts';
import { atEnd, renderTable } from '../shared/text/plainTable.ts';
import { SelectionElement } from '../shared/element/selectionElement.ts';
import { confidenceMeaning, confidenceReason } from './confidenceWords.ts';

/** What was found for one file: predicted and refined side by side, the confidence with its reason, the descriptors. */
@customElement('ib-file-prediction')
export class FilePredictionPanel extends SelectionElement {
  static override styles = css`
    /* Room for three presets beside one another. */
    .columns {
      --least: 32rem;
    }

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
      min-height: var(--slim-control-height);
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

      /* Below its number, so that two presets stand beside one another. */
      td small {
        display: block;
      }

      th code {
        font-size: var(--text-xs);
        letter-spacing: -0.02em;
      }
    }
  `;

  @property({ attribute: false }) filePrediction: FilePrediction | null = null;
  private judgedPath: string | null = null;

  /** What is shown is judged, once it has stood there for a moment. */
  protected override updated(): void {
    const { filePrediction } = this;
    const path = filePrediction?.offered.path ?? null;
    if (path === this.judgedPath) return;
    this.judgedPath = path;
    this.listening.judge.judgeSelected(filePrediction && sourceOf(this.data, filePrediction));
  }

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
        ${
          isSilent(filePrediction.descriptors)
            ? html`<p class="caution">
                This sound is ${SILENT_WORDS}: there is nothing to split, so it gets no preset, no score and no verdict.
              </p>`
            : html`${this.renderAnswers(filePrediction)} ${renderConfidence(filePrediction)}`
        }
      </section>
      ${this.renderDescriptors(filePrediction)}
    </div>`;
  }

  /** What the model answers, refined too; beside them what is selected, where the judge or the user chose another one. */
  private renderAnswers(filePrediction: FilePrediction): TemplateResult {
    const { candidates, selected, verdict } = this.shownSelection(filePrediction);
    const shown = candidates.filter(({ id }) => ANSWERS.has(id) || id === selected.id || isChoice(verdict, id));
    const mark = ({ id }: ListeningCandidate) => (id === selected.id ? 'end chosen' : 'end');
    return html`<div class="scroll">
        ${renderTable(
          'Hyperparameters',
          [
            'Hyperparameter',
            ...atEnd(...shown.map((candidate) => this.renderChoice(filePrediction, candidate, selected))),
          ],
          html`${HYPERPARAMETERS.map(
              ({ key, column }) =>
                html`<tr>
                  <th scope="row"><code>${column}</code></th>
                  ${shown.map(
                    (candidate) =>
                      html`<td class=${mark(candidate)}>
                        ${formatValue(candidate.hyperparameters[key])} ${renderKnobWord(key, candidate.hyperparameters)}
                      </td>`,
                  )}
                </tr>`,
            )}
            <tr class="score">
              <th scope="row">Score</th>
              ${shown.map((candidate) => html`<td class=${mark(candidate)}>${formatScore(candidate.score)}</td>`)}
            </tr>`,
        )}
      </div>
      <p class="hint">
        The score says how well the formula expects a preset to separate this sound, by its descriptors alone, from 0 to
        1: more is better.
      </p>
      ${this.renderGain(selected, verdict)}`;
  }

  private renderGain(selected: ListeningCandidate, verdict: Verdict | null): TemplateResult {
    const isRunning = this.shell.jobs.active('judging') !== null;
    return html`<p role="status">
      ${
        verdict === null
          ? html`<span class="hint">
              ${isRunning ? "The judge compares this sound's presets on mixtures …" : 'Not judged yet.'} Selected for
              export:
              ${selected.label}${selected.id === 'general' ? ', which parted most real sounds best when that was measured, whatever the formula says' : ''}.
            </span>`
          : html`${selectionWords(selected, verdict)}.`
      }
    </p>`;
  }

  /** Which of them goes into the preset. */
  private renderChoice(
    filePrediction: FilePrediction,
    { id, label }: ListeningCandidate,
    selected: ListeningCandidate,
  ): TemplateResult {
    return html`<label class="pick">
      <input
        type="radio"
        name="side"
        value=${id}
        .checked=${id === selected.id}
        @change=${() => this.choose(filePrediction, id)}
      />
      ${label}
    </label>`;
  }

  /** It is chosen as under Hear, for every export: of a sound of the data set across visits. */
  private choose(filePrediction: FilePrediction, id: string): void {
    const { prediction } = this.learning;
    const { hearing } = this.listening;
    const source = sourceOf(this.data, filePrediction);
    const listening = hearing.value?.listening;
    const open = listening?.sound.peek()?.source;
    if (open !== undefined && soundKey(open) === soundKey(source)) listening?.choose(id);
    else listening?.choices.keep(soundKey(source), { split: id });
    prediction.choose(filePrediction, listening === undefined ? id : null);
  }

  private renderDescriptors(filePrediction: FilePrediction): TemplateResult | typeof nothing {
    const model = this.learning.models.models.value.find(({ modelId }) => modelId === filePrediction.modelId);
    const range = model?.inputRange ?? null;
    return html`<section class="panel stack tight">
      <div class="heading"><h2>Descriptors</h2></div>
      <ib-descriptor-table
        label="Descriptors"
        .placeLabel=${range === null ? 'the data set' : 'the training range'}
        .descriptors=${filePrediction.descriptors}
        .places=${
          range === null
            ? placesInDataSet(filePrediction.descriptors, this.data.dataSet.describedValues.value)
            : placesInRange(filePrediction.descriptors, range)
        }
      ></ib-descriptor-table>
    </section>`;
  }
}

const ANSWERS: ReadonlySet<string> = new Set(['predicted', 'refined', 'direct']);

function isChoice(verdict: Verdict | null, id: string): boolean {
  return verdict?.kind === 'chosen' && verdict.candidateId === id;
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
