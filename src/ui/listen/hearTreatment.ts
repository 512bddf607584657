import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { PluginParameterId } from '../../domain/pluginParameters.ts';
import {
  isOwnTreatment,
  TREATMENTS,
  type FittedTreatment,
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
    const { settings, treatment } = listening.desk.state.value;
    const { ownTreatments } = listening;
    const own = ownTreatments.find(treatment);
    // A saved one that was removed leaves what it did.
    const chosen = treatment === null || (isOwnTreatment(treatment) && own === null) ? null : treatment;
    const choices = [
      ...TREATMENTS.map(({ id, label }) => ({ value: id as string, label })),
      ...ownTreatments.all.value.map(({ id, name }) => ({ value: id as string, label: name })),
      ...(chosen === null ? [{ value: OWN, label: 'Your own' }] : []),
    ];
    const choose = ({ value }: { readonly value: string }) => {
      if (value !== OWN) this.attempt(async () => listening.treat(value as TreatmentId | OwnTreatmentId));
    };
    const field = (id: PluginParameterId, label: string) =>
      renderParameter(id, settings, (change) => listening.setParameters(change), { label });
    const isFitting = listening.fitting.value;
    const words = isFitting ? 'Being fitted to this sound …' : inWords(chosen, own, listening.fitted.value);
    return html`<section class="stack tight" aria-label="Treatment of the clusters">
      <h3>Treatment</h3>
      <div class="toolbar named">
        <div class="field choice">
          <label for="treatment">Treatment</label>
          ${renderSelect(choices, chosen ?? OWN, choose, { id: 'treatment', disabled: isFitting })}
        </div>
        ${field('autoLevel', 'Auto level')} ${field('gateEnable', 'Gate')}
      </div>
      ${this.renderOwn(own)}
      <p class="hint" role="status">${words}</p>
      <div class="grid">${OUTPUT.map(([id, label]) => field(id, label))}</div>
      <ib-treatment-dialog .naming=${this.naming} @ib-close=${() => (this.naming = null)}></ib-treatment-dialog>
    </section>`;
  }

  /** Saving what is heard by name, and what can be done to the saved one that is chosen. */
  private renderOwn(own: OwnTreatment | null): TemplateResult {
    const { ownTreatments, fitting } = this.hearing.listening;
    const removed = ownTreatments.removed.value;
    return html`<div class="toolbar">
      <button class="button" ?disabled=${fitting.value} @click=${() => (this.naming = { treatment: null })}>
        ${icon('add')} Save Treatment…
      </button>
      ${
        own === null
          ? nothing
          : html`<button class="button" @click=${() => (this.naming = { treatment: own })}>Rename Treatment…</button>
              <button class="button" @click=${() => ownTreatments.remove(own.id)}>Remove Treatment</button>`
      }
      ${
        removed === null
          ? nothing
          : html`<button class="button" @click=${() => ownTreatments.bringBack()}>
              ${icon('undo')} Bring “${removed.treatment.name}” Back
            </button>`
      }
    </div>`;
  }
}

/** What the treatment does to this sound, against the same split with the plugin's default treatment. */
function inWords(
  treatment: TreatmentId | OwnTreatmentId | null,
  own: OwnTreatment | null,
  fitted: FittedTreatment | null,
): string {
  if (own !== null) return `Your treatment “${own.name}”, as it was saved.`;
  if (treatment === null || isOwnTreatment(treatment)) return 'Your own treatment, as the controls stand.';
  if (treatment === 'defaults')
    return 'The plugin’s defaults: the split is not heard, since every cluster is treated alike.';
  if (treatment === 'stems') {
    return 'Each cluster goes to an auxiliary output of its own, which the host must enable; the main output is silent.';
  }
  if (fitted === null) return '';
  const { airDb, belowAirDb, bodyDb, crestDb, attackDb, rangeDb, loudnessLu } = fitted.figures;
  const db = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} dB`;
  const reached = fitted.isReached ? '' : ' This sound gives it little to work on.';
  const what: Partial<Record<TreatmentId, string>> = {
    'transients-forward': `crest factor ${db(crestDb)}`,
    'transients-back': `attacks against the whole ${db(attackDb)}`,
    'gentle-glue': `range between loud and quiet parts ${db(rangeDb)}`,
    'tame-air': `above 8 kHz ${db(airDb)}, below ${db(belowAirDb)}`,
    'lift-body': `120–800 Hz against the rest ${db(bodyDb)}`,
    'tame-body': `120–800 Hz against the rest ${db(bodyDb)}`,
    isolate: 'the loudest cluster alone',
  };
  const change = `${loudnessLu < 0 ? '−' : '+'}${Math.abs(loudnessLu).toFixed(1)} LU`;
  const loudness = Math.abs(loudnessLu) < 0.05 ? 'as loud as before' : `loudness ${change}`;
  return `Fitted to this sound: ${what[treatment] ?? ''}, ${loudness}.${reached}`;
}
