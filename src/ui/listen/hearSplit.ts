import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { HYPERPARAMETER_KNOBS, type PluginParameterId } from '../../domain/pluginParameters.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import '../shared/figure/saveButtons.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { renderKnobWord } from '../shared/text/knobWords.ts';
import { formatFixed, formatValue } from '../shared/text/format.ts';
import { atEnd, renderSavedCells } from '../shared/text/plainTable.ts';
import { HearingElement } from './hearingElement.ts';
import { parameterGrid, renderParameter } from './parameterField.ts';

/** What the plugin's clustering acts on. */
const SHOWN = HYPERPARAMETERS.filter(({ key }) => key !== 'basePenaltyLog' && key !== 'penaltySkew');

const OTHER: readonly (readonly [PluginParameterId, string])[] = [
  ['clusterSpread', 'Spread'],
  ['glideMs', 'Glide'],
  ['maskSmoothMs', 'Mask smoothing'],
  ['fftSize', 'FFT size'],
  ['hopMode', 'Hop'],
];

/** How the sound is split: which values are wanted, which knobs are written for them, and what plays. */
@customElement('ib-hear-split')
export class HearSplit extends HearingElement {
  static override styles = [
    parameterGrid,
    css`
      .pick {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--slim-control-height);
        cursor: pointer;
        white-space: nowrap;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { listening } = this.hearing;
    const { settings } = listening.controls.state.value;
    return html`<section class="stack tight" aria-label="Split">
      <h3>Split</h3>
      ${this.renderCandidates()} ${this.renderKnobs()}
      <div class="grid">
        ${OTHER.map(([id, label]) =>
          renderParameter(id, settings, (change) => listening.setSplitParameters(change), { label }),
        )}
      </div>
    </section>`;
  }

  /** Which values are wanted; changing them while the sound plays makes no click. */
  private renderCandidates(): TemplateResult {
    const { listening } = this.hearing;
    const chosen = listening.chosen.value;
    const pick = (id: string, label: string) =>
      html`<label class="pick">
        <input
          type="radio"
          name="candidate"
          value=${id}
          .checked=${id === chosen.id}
          @change=${() => listening.choose(id)}
        />
        ${label}
      </label>`;
    return renderSavedCells(
      'Candidates',
      ['Heard with', ...atEnd(...SHOWN.map(({ column }) => html`<code>${column}</code>`))],
      listening.candidates.value.map(({ id, label, hyperparameters }) =>
        [pick(id, label), SHOWN.map(({ key }) => formatValue(hyperparameters[key], 3))].flat(),
      ),
    );
  }

  private renderKnobs(): TemplateResult {
    const { listening } = this.hearing;
    const { wanted, written, plays, reached } = listening.plan.value;
    const { compensates } = listening.controls.state.value;
    const isImported = listening.isImported.value;
    const builtInId = listening.builtInId.value;
    return html`${renderCheck(
        "Compensate for the plugin's own model",
        compensates,
        (isOn) => listening.controls.edit('compensates', { compensates: isOn }),
        { disabled: isImported },
      )}
      <p class="hint">
        ${
          builtInId === null
            ? 'The plugin bends these five knobs towards a model of its own.'
            : `Your plugin bends these five knobs towards the model that it was built with, ${builtInId}.`
        }
        ${
          isImported
            ? 'The imported preset is heard and exported as it is.'
            : 'Compensated, they are written so that what was wanted is what plays on this sound, as far as that can be.'
        }
      </p>
      ${renderSavedCells(
        'Knobs',
        ['Knob', ...atEnd('Wanted', 'Written', 'Plays'), 'Reached'],
        HYPERPARAMETER_KNOBS.map(({ key, column }) => [
          html`<code>${column}</code>`,
          html`${formatValue(wanted[key], 3)} ${renderKnobWord(key, wanted)}`,
          formatFixed(written[key], 2),
          plays === null ? '–' : formatValue(plays[key], 3),
          reached === null ? nothing : reached[key] ? 'yes' : 'no',
        ]),
      )}`;
  }
}
