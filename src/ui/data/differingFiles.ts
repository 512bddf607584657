import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Comparison, DifferingFile, MergeDecision, MergePlan } from '../../domain/databaseMerge.ts';
import { emit } from '../shared/events.ts';
import { formatCount, formatScore } from '../shared/format.ts';
import { plainTable } from '../shared/plainTable.ts';
import { base } from '../theme/base.ts';

/** More rows than these follow the choice for all. */
const ROWS_SHOWN = 300;

const COMPARISON_WORDS: Record<Comparison, string> = {
  same: 'same',
  differs: 'differ',
  'only-mine': 'only mine',
  'only-theirs': 'only theirs',
  neither: '–',
};

const DECISION_WORDS: readonly (readonly [MergeDecision, string])[] = [
  ['keep-both', 'keep both'],
  ['take-theirs', 'take theirs'],
  ['keep-mine', 'keep mine'],
];

/** The files of which two data sets do not say the same, each with its decision. Fires `ib-decide` with the new plan. */
@customElement('ib-differing-files')
export class DifferingFiles extends LitElement {
  static override styles = [
    base,
    plainTable,
    css`
      .scroll {
        max-height: 18rem;
        overflow: auto;
      }

      th[scope='row'] {
        min-width: 10rem;
        overflow-wrap: anywhere;
      }

      td {
        white-space: nowrap;
      }

      select {
        width: 8.5rem;
      }
    `,
  ];

  @property({ attribute: false }) files: readonly DifferingFile[] = [];
  @property({ attribute: false }) plan: MergePlan | null = null;

  protected override render(): TemplateResult {
    const rest = this.files.length - ROWS_SHOWN;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Differing files">
        <table aria-label="Files that differ">
          <thead>
            <tr>
              <th scope="col">Path</th>
              <th scope="col">Descriptors</th>
              <th scope="col" class="end">My score</th>
              <th scope="col" class="end">Their score</th>
              <th scope="col" class="end">Their runs</th>
              <th scope="col">Decision</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.files.slice(0, ROWS_SHOWN),
              ({ audioId }) => audioId,
              (file) => this.renderFile(file),
            )}
          </tbody>
        </table>
      </div>
      ${rest > 0 ? html`<p class="hint">${formatCount(rest)} more files follow the choice for all.</p>` : nothing}`;
  }

  private renderFile(file: DifferingFile): TemplateResult {
    const { audioId, path, descriptors, myScore, theirScore, newRuns } = file;
    const decision = this.plan?.byAudioId[audioId] ?? this.plan?.files;
    return html`<tr>
      <th scope="row">${path}</th>
      <td>${COMPARISON_WORDS[descriptors]}</td>
      <td class="end">${formatScore(myScore)}</td>
      <td class="end">${formatScore(theirScore)}</td>
      <td class="end">${newRuns === 0 ? 'none new' : `${formatCount(newRuns)} new`}</td>
      <td>
        <select aria-label="Decision for ${path}" @change=${(event: Event) => this.decide(audioId, event)}>
          ${DECISION_WORDS.map(
            ([value, words]) => html`<option value=${value} .selected=${value === decision}>${words}</option>`,
          )}
        </select>
      </td>
    </tr>`;
  }

  private decide(audioId: string, { target }: Event): void {
    const { plan } = this;
    const chosen = DECISION_WORDS.find(([value]) => value === (target as HTMLSelectElement).value);
    if (plan === null || chosen === undefined) return;
    emit(this, 'ib-decide', { ...plan, byAudioId: { ...plan.byAudioId, [audioId]: chosen[0] } });
  }
}
