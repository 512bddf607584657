import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { isSilent, SILENT_WORDS } from '../../domain/descriptors.ts';
import type { PluginParameterId } from '../../domain/pluginParameters.ts';
import {
  isOwnTreatment,
  TREATMENTS,
  type OwnTreatment,
  type OwnTreatmentId,
  type TreatmentId,
} from '../../domain/treatments.ts';
import { renderSelect } from '../shared/fields/select.ts';
import { HearingElement } from './hearingElement.ts';
import { icon } from '../theme/icons.ts';
import { parameterGrid, renderParameter } from './parameterField.ts';
import './treatmentDialog.ts';
import type { Naming } from './treatmentDialog.ts';
import { declinedWords, treatmentWords } from './treatmentWords.ts';

const OWN = 'own';

const OUTPUT: readonly (readonly [PluginParameterId, string])[] = [
  ['globalMix', 'Mix'],
  ['outputGainDb', 'Output gain'],
  ['saturationAmount', 'Saturation'],
  ['driveFromLevel', 'Drive from level'],
  ['gateThreshold', 'Gate threshold'],
  ['gateSharpness', 'Gate sharpness'],
  ['gateFloor', 'Gate floor'],
];

/** What is done to the clusters by name, what that does to the sound, and what is done to their sum. */
@customElement('ib-hear-treatment')
export class HearTreatment extends HearingElement {
  static override styles = [
    parameterGrid,
    css`
      .named {
        align-items: end;
      }

      .choice {
        flex: 0 1 16rem;
        min-width: 0;
      }
    `,
  ];

  @state() private naming: Naming | null = null;

  protected override render(): TemplateResult {
    const { listening } = this.hearing;
    const { settings, treatment, fitted = null } = listening.controls.state.value;
    const { ownTreatments } = listening.choices;
    const own = ownTreatments.find(treatment);
    // A saved one that was removed leaves what it did.
    const chosen = treatment === null || (isOwnTreatment(treatment) && own === null) ? null : treatment;
    const declined = listening.treating.declined.value;
    const isFitting = listening.fitting.value;
    const descriptors = listening.descriptors.value;
    const isEmpty = descriptors !== null && isSilent(descriptors);
    const choices = [
      ...TREATMENTS.map(({ id, label }) => ({
        value: id as string,
        label: declined.has(id) ? `${label} (does the opposite here)` : label,
        disabled: declined.has(id) || (isEmpty && id !== 'defaults'),
      })),
      ...ownTreatments.all.value.map(({ id, name }) => ({ value: id as string, label: name })),
      ...(chosen === null ? [{ value: OWN, label: 'Your own' }] : []),
    ];
    const choose = ({ value }: { readonly value: string }) => {
      if (value !== OWN) this.attempt(async () => listening.treating.treat(value as TreatmentId | OwnTreatmentId));
    };
    const field = (id: PluginParameterId, label: string) =>
      renderParameter(id, settings, (change) => listening.setParameters(change), { label });
    const words = isFitting
      ? 'Being fitted to this sound …'
      : `${treatmentWords(chosen, own, fitted)} ${declinedWords(declined)}`;
    const said = isEmpty ? `This sound is ${SILENT_WORDS}: no treatment can be fitted to it.` : words;
    return html`<section class="stack tight" aria-label="Treatment of the clusters">
      <h3>Treatment</h3>
      <div class="toolbar named">
        <div class="field choice">
          <label for="treatment">Treatment</label>
          ${
            // One that is declined was chosen, and is shown no longer.
            keyed(declined, renderSelect(choices, chosen ?? OWN, choose, { id: 'treatment', disabled: isFitting }))
          }
        </div>
        ${field('autoLevel', 'Auto level')} ${field('gateEnable', 'Gate')}
      </div>
      ${this.renderOwn(own)}
      <p class="hint" role="status">${said}</p>
      <div class="grid">${OUTPUT.map(([id, label]) => field(id, label))}</div>
      <ib-treatment-dialog .naming=${this.naming} @ib-close=${() => (this.naming = null)}></ib-treatment-dialog>
    </section>`;
  }

  /** Saving what is heard by name, and what can be done to the saved one that is chosen. */
  private renderOwn(own: OwnTreatment | null): TemplateResult {
    const { choices, fitting } = this.hearing.listening;
    const { ownTreatments } = choices;
    const removed = ownTreatments.removed.value;
    return html`<div class="toolbar">
      <button class="button" ?disabled=${fitting.value} @click=${() => (this.naming = { treatment: null })}>
        ${icon('add')} Save Treatment…
      </button>
      ${
        own === null
          ? nothing
          : html`<button class="button" @click=${() => (this.naming = { treatment: own })}>Rename Treatment…</button>
              <button class="button" @click=${async () => this.change(() => ownTreatments.remove(own.id), '#back')}>
                Remove Treatment
              </button>`
      }
      ${
        removed === null
          ? nothing
          : html`<button
              id="back"
              class="button"
              @click=${async () => this.change(() => ownTreatments.bringBack(), '#treatment')}
            >
              ${icon('undo')} Bring “${removed.treatment.name}” Back
            </button>`
      }
    </div>`;
  }

  /** The button that does this goes with it, and leaves the focus to another control. */
  private async change(work: () => void, focused: string): Promise<void> {
    work();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(focused)?.focus();
  }
}
