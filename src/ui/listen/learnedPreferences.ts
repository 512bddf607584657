import { consume } from '@lit/context';
import { computed } from '@preact/signals-core';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { consistencyOf } from '../../domain/blindComparison.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { ListeningSource } from '../../stages/listening/sound/listeningSound.ts';
import { tendenciesOf } from '../../stages/listening/comparison/tendencies.ts';
import '../shared/figure/saveButtons.ts';
import '../shared/jobs/jobArea.ts';
import { formatShare, formatValue, plural } from '../shared/text/format.ts';
import { atEnd, renderCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { tendencyInWords } from './tendencyWords.ts';
import { DataContext, ListeningContext } from '../contexts.ts';

/** What was expected of settings before anything was heard. */
const PRIOR_WORDS = {
  measured: 'Before you answered, the measured score of its trials said what to expect.',
  pooled:
    'Before you answered, the measured trials of other files said what to expect: this file has fewer than 8 of its own.',
  proxy:
    'Before you answered, the proxy score said what to expect: this file has fewer than 8 measured trials, and no collection was searched. Run some on the Bayesian Opt tab with the objective Measured.',
  unknown:
    'An earlier version learned this preset and did not keep which score said what to expect; the next comparison on this file tells it again.',
} as const;

/** What was learned from blind comparisons: how steady the answers are, what they have in common, the best preset. */
@customElement('ib-learned-preferences')
export class LearnedPreferences extends WorkbenchElement {
  static override styles = css`
    ul {
      display: grid;
      gap: var(--space-2);
    }

    table {
      width: auto;
      min-width: min(22rem, 100%);
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  private readonly tendencies = computed(() =>
    tendenciesOf({ preferences: this.listening.preferences, dataSet: this.data.dataSet }),
  );

  protected override render(): TemplateResult {
    const { preferences, hearing } = this.listening;
    const answers = preferences.answers.value;
    const source = hearing.value?.listening.sound.value?.source ?? null;
    return html`<section class="stack tight" aria-label="Learned preferences">
      <h3>What your answers say</h3>
      <ib-job-area .kinds=${['preferences']}>
        <p class="hint">${this.isOpen ? this.countWords(answers.length) : nothing}</p>
      </ib-job-area>
      ${this.renderTendencies()} ${source === null ? nothing : this.renderOptimum(source)}
    </section>`;
  }

  private countWords(count: number): string {
    if (count === 0) return 'No blind comparison answered yet: open a sound of the data set for that.';
    const { repeated, alike } = consistencyOf(this.listening.preferences.answers.value);
    const steady =
      repeated === 0
        ? 'No question has come twice yet.'
        : `${alike} of ${plural(repeated, 'repeated question')} answered alike (${formatShare(alike / repeated)}).`;
    return `${plural(count, 'answer')} so far. ${steady}`;
  }

  private renderTendencies(): TemplateResult | typeof nothing {
    const { preferences } = this.listening;
    if (preferences.answers.value.length === 0) return nothing;
    const found = this.tendencies.value.slice(0, 5);
    if (found.length === 0) {
      return html`<p>
        Nothing is certain yet: what your answers have in common could be chance. More answers will tell.
      </p>`;
    }
    return html`<ul>
      ${found.map((tendency) => html`<li>${tendencyInWords(tendency)}</li>`)}
    </ul>`;
  }

  private renderOptimum(source: ListeningSource): TemplateResult | typeof nothing {
    const { preferences, hearing } = this.listening;
    const optimum = source.kind === 'data-set' ? preferences.optima.value.get(source.audioId) : undefined;
    if (optimum === undefined) return nothing;
    const [defaults] = hearing.value?.listening.candidates.value ?? [];
    return html`<div class="scroll">
        ${renderCells(
          'Learned preset',
          ['Hyperparameter', ...atEnd('Plugin defaults', 'Learned')],
          HYPERPARAMETERS.map(({ key, column }) => [
            html`<code>${column}</code>`,
            formatValue(defaults?.hyperparameters[key], 4),
            formatValue(optimum.hyperparameters[key], 4),
          ]),
        )}
      </div>
      <div class="toolbar">
        ${this.action('Export Learned Preset', async () => preferences.exportPreset(optimum.audioId), {
          icon: 'download',
          starts: ['export', 'preferences'],
        })}
        <ib-save-buttons name="Learned preset" native></ib-save-buttons>
      </div>
      <p class="hint">
        Best parameters of ${source.path} under the objective listening, from
        ${plural(preferences.answersOn(optimum.audioId), 'answer')}. The proxy's best parameters stay as they are.
        ${PRIOR_WORDS[optimum.prior ?? 'unknown']}
      </p>`;
  }
}
