import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { PluginParameterId } from '../../domain/pluginParameters.ts';
import { TREATMENTS, type FittedTreatment, type TreatmentId } from '../../domain/treatments.ts';
import { renderSelect } from '../shared/fields/select.ts';
import { HearingElement } from './hearingElement.ts';
import { parameterGrid, renderParameter } from './parameterField.ts';

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

  protected override render(): TemplateResult {
    const { listening } = this.hearing;
    const { settings, treatment } = listening.desk.state.value;
    const choices = [
      ...TREATMENTS.map(({ id, label }) => ({ value: id as string, label })),
      ...(treatment === null ? [{ value: OWN, label: 'Your own' }] : []),
    ];
    const choose = ({ value }: { readonly value: string }) => {
      if (value !== OWN) this.attempt(async () => listening.treat(value as TreatmentId));
    };
    const field = (id: PluginParameterId, label: string) =>
      renderParameter(id, settings, (change) => listening.setParameters(change), { label });
    const isFitting = listening.fitting.value;
    const words = isFitting ? 'Being fitted to this sound …' : inWords(treatment, listening.fitted.value);
    return html`<section class="stack tight" aria-label="Treatment of the clusters">
      <h3>Treatment</h3>
      <div class="toolbar named">
        <div class="field choice">
          <label for="treatment">Treatment</label>
          ${renderSelect(choices, treatment ?? OWN, choose, { id: 'treatment', disabled: isFitting })}
        </div>
        ${field('autoLevel', 'Auto level')} ${field('gateEnable', 'Gate')}
      </div>
      <p class="hint" role="status">${words}</p>
      <div class="grid">${OUTPUT.map(([id, label]) => field(id, label))}</div>
    </section>`;
  }
}

/** What the treatment does to this sound, against the same split with the plugin's default treatment. */
function inWords(treatment: TreatmentId | null, fitted: FittedTreatment | null): string {
  if (treatment === null) return 'Your own treatment, as the controls stand.';
  if (treatment === 'defaults')
    return 'The plugin’s defaults: the split is not heard, since every cluster is treated alike.';
  if (treatment === 'stems') {
    return 'Each cluster goes to an auxiliary output of its own, which the host must enable; the main output is silent.';
  }
  if (fitted === null) return '';
  const { airDb, belowAirDb, bodyDb, crestDb, loudnessLu } = fitted.figures;
  const db = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} dB`;
  const reached = fitted.isReached ? '' : ' This sound gives it little to work on.';
  const what: Partial<Record<TreatmentId, string>> = {
    'transients-forward': `crest factor ${db(crestDb)}`,
    'transients-back': `crest factor ${db(crestDb)}`,
    'gentle-glue': `crest factor ${db(crestDb)}`,
    'tame-air': `above 8 kHz ${db(airDb)}, below ${db(belowAirDb)}`,
    'lift-body': `120–800 Hz against the rest ${db(bodyDb)}`,
    'tame-body': `120–800 Hz against the rest ${db(bodyDb)}`,
    isolate: 'the loudest cluster alone',
  };
  const change = `${loudnessLu < 0 ? '−' : '+'}${Math.abs(loudnessLu).toFixed(1)} LU`;
  const loudness = Math.abs(loudnessLu) < 0.05 ? 'as loud as before' : `loudness ${change}`;
  return `Fitted to this sound: ${what[treatment] ?? ''}, ${loudness}.${reached}`;
}
