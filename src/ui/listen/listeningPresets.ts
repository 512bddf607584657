import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import '../shared/figure/saveButtons.ts';
import { formatFixed, formatValue, plural } from '../shared/text/format.ts';
import { atEnd, renderCells } from '../shared/text/plainTable.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import '../shared/verdictCard.ts';
import { icon } from '../theme/icons.ts';
import './learnedPreferences.ts';
import { DataContext, ListeningContext } from '../contexts.ts';

const FIRST =
  'Open a sound under Hear on the Inference tab and answer some blind comparisons: ten take a few minutes, need only keys, ' +
  'and teach a preset.';

/** Every file's best parameters under the objective "listening". */
@customElement('ib-listening-presets')
export class ListeningPresets extends WorkbenchElement {
  static override styles = css`
    tbody th {
      overflow-wrap: anywhere;
      min-width: 12rem;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  protected override render(): TemplateResult {
    const { preferences } = this.listening;
    const sounds = preferences.optima.value.size;
    const answers = preferences.answers.value.length;
    return html`<div class="stack">
      <ib-verdict-card
        .heading=${answers === 0 ? 'Nothing heard yet' : `Learned presets for ${plural(sounds, 'sound')}`}
        .words=${[answers === 0 ? FIRST : `${plural(answers, 'answer')} taught them. More comparisons make them surer.`]}
      >
        <div class="toolbar" slot="actions">
          <a class="button primary" href="#/inference">Go to Inference ${icon('right')}</a>
        </div>
      </ib-verdict-card>
      <slot></slot>
      ${answers === 0 ? nothing : this.renderPresets()}
    </div>`;
  }

  private renderPresets(): TemplateResult {
    const { preferences } = this.listening;
    const { dataSet } = this.data;
    const optima = [...preferences.optima.value.values()];
    return html`<div class="panel stack">
      <ib-learned-preferences></ib-learned-preferences>
      <div class="scroll" role="group" aria-label="Presets by file" tabindex="0">
        ${renderCells(
          'Presets learned by listening',
          [
            'File',
            ...atEnd('Answers', 'Utility'),
            ...atEnd(...HYPERPARAMETERS.map(({ column }) => html`<code>${column}</code>`)),
          ],
          optima.map(({ audioId, utility, hyperparameters }) =>
            [
              dataSet.pathOf(audioId),
              preferences.answersOn(audioId),
              formatFixed(utility, 2),
              HYPERPARAMETERS.map(({ key }) => formatValue(hyperparameters[key], 3)),
            ].flat(),
          ),
        )}
      </div>
      <div class="end"><ib-save-buttons name="Presets learned by listening" native></ib-save-buttons></div>
      <p class="hint">
        Utility is what is expected above the plugin's defaults, in units of your own uncertainty: 1 means that you
        would prefer it in five of six comparisons.
      </p>
    </div>`;
  }
}
