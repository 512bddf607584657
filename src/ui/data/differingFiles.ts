import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from '../shared/element/repeat.ts';
import type { RowComparison, DifferingFile, MergeDecision, MergePlan } from '../../domain/databaseMerge.ts';
import { emit } from '../shared/element/events.ts';
import '../shared/figure/saveButtons.ts';
import { formatCount, formatScore, plural } from '../shared/text/format.ts';
import { atEnd, plainTable, renderTable } from '../shared/text/plainTable.ts';
import type { TableOut } from '../shared/table/tableCsv.ts';
import { base } from '../theme/base.ts';

/** More rows than these follow the choice for all. */
const ROWS_SHOWN = 300;

const COMPARISON_WORDS: Record<RowComparison, string> = {
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
        ${renderTable(
          'Files that differ',
          ['Path', 'Descriptors', ...atEnd('My score', 'Their score', 'Their runs'), 'Decision'],
          repeat(
            this.files.slice(0, ROWS_SHOWN),
            ({ audioId }) => audioId,
            (file) => this.renderFile(file),
          ),
        )}
      </div>
      <div class="end">
        <ib-save-buttons name="Files that differ" .table=${() => this.tableOut()}></ib-save-buttons>
      </div>
      ${rest > 0 ? html`<p class="hint">${plural(rest, 'more file')} ${rest === 1 ? 'follows' : 'follow'} the choice for all.</p>` : nothing}`;
  }

  /** All files, those that the table has no room for too. */
  private tableOut(): TableOut<DifferingFile> {
    const wordsOf = (decision: MergeDecision | undefined) =>
      DECISION_WORDS.find(([value]) => value === decision)?.[1] ?? '';
    return {
      rows: this.files,
      columns: [
        { key: 'path', label: 'Path', widthRem: 1, cell: ({ path }) => path },
        { key: 'descriptors', label: 'Descriptors', widthRem: 1, cell: (file) => COMPARISON_WORDS[file.descriptors] },
        { key: 'mine', label: 'My score', widthRem: 1, cell: ({ myScore }) => myScore },
        { key: 'theirs', label: 'Their score', widthRem: 1, cell: ({ theirScore }) => theirScore },
        { key: 'runs', label: 'Their runs', widthRem: 1, cell: ({ newRuns }) => newRuns },
        { key: 'decision', label: 'Decision', widthRem: 1, cell: ({ audioId }) => wordsOf(this.decisionOn(audioId)) },
      ],
    };
  }

  private decisionOn(audioId: string): MergeDecision | undefined {
    return this.plan?.byAudioId[audioId] ?? this.plan?.files;
  }

  private renderFile(file: DifferingFile): TemplateResult {
    const { audioId, path, descriptors, myScore, theirScore, newRuns } = file;
    const decision = this.decisionOn(audioId);
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
