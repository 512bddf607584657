import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClusterTone } from '../../domain/clusterMix.ts';
import type { ClusterFrame } from '../../stages/listening/clusterPlayer.ts';
import { emit } from '../shared/element/events.ts';
import { renderSlider } from '../shared/fields/inputs.ts';
import { formatShare } from '../shared/text/format.ts';
import { clusterFigures, formatHz } from './clusterFigures.ts';
import { BIN_COUNT, FrameDrawing } from './frameDrawing.ts';

const GAIN_DB = { min: -24, max: 12, step: 0.5 } as const;
/** Filter sliders move by semitone-like steps from 20 Hz to 20 kHz; their ends switch the filter off. */
const FILTER_HZ = { low: 20, high: 20_000, steps: 120 } as const;
const SPECTRUM_RANGE_DB = 60;
const WORDS_EVERY_MS = 1000;

/** One cluster: solo, mute, gain, filters and its spectrum. Fires `ib-change` with its new tone. */
@customElement('ib-cluster-strip')
export class ClusterStrip extends FrameDrawing {
  static override styles = css`
    .strip {
      display: grid;
      grid-template-columns: minmax(8rem, 1.1fr) auto repeat(3, minmax(6rem, 1fr));
      gap: var(--space-2) var(--space-4);
      align-items: center;
      padding: var(--space-3) 0;
      border-top: 1px solid var(--line);
    }

    .title {
      font-weight: 600;
    }

    .name {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
    }

    .swatch {
      display: inline-block;
      width: 0.75rem;
      height: 0.75rem;
      margin-right: var(--space-2);
      border-radius: 50%;
      background: var(--colour);
    }

    canvas {
      display: block;
      width: 100%;
      height: 2.25rem;
      border-radius: var(--radius-s);
      background: var(--surface-sunken);
    }

    .switches {
      display: flex;
      gap: var(--space-2);
    }

    .switches .button[aria-pressed='true'] {
      border-color: var(--accent);
      background: var(--accent);
      color: var(--on-accent);
    }

    label {
      font-size: var(--text-xs);
    }

    @media (max-width: 60rem) {
      .strip {
        grid-template-columns: minmax(0, 1fr) auto;
      }

      .field {
        grid-column: 1 / -1;
        grid-template-columns: 7.5rem minmax(0, 1fr);
        align-items: center;
      }
    }
  `;

  /** From 0. */
  @property({ type: Number }) cluster = 0;
  @property({ attribute: false }) tone!: ClusterTone;

  protected override willUpdate(): void {
    this.style.setProperty('--colour', `var(--pastel-${this.cluster + 1})`);
  }

  protected override render(): TemplateResult {
    const { tone, cluster } = this;
    const gainDb = tone.gain > 0 ? Math.max(GAIN_DB.min, 20 * Math.log10(tone.gain)) : GAIN_DB.min;
    const high = tone.highPassHz === 0 ? 0 : stepOf(tone.highPassHz);
    const low = tone.lowPassHz === null ? FILTER_HZ.steps : stepOf(tone.lowPassHz);
    const name = `Cluster ${cluster + 1}`;
    return html`<div class="strip" role="group" aria-label=${name}>
      <div class="name">
        <span class="title"><span class="swatch"></span>${name}</span>
        <canvas width=${2 * BIN_COUNT} height="36" role="img" aria-label="Spectrum of ${name}: ${this.words}"></canvas>
        <span class="hint number">${this.words}</span>
      </div>
      <div class="switches">${this.toggle('Solo', 'soloed')} ${this.toggle('Mute', 'muted')}</div>
      ${this.slider('Gain', `${gainDb.toFixed(1)} dB`, GAIN_DB, Math.round(2 * gainDb) / 2, (value) => ({
        gain: 10 ** (value / 20),
      }))}
      ${this.slider(
        'High-pass',
        tone.highPassHz === 0 ? 'off' : formatHz(tone.highPassHz),
        FILTER_STEPS,
        high,
        (step) => ({
          highPassHz: step === 0 ? 0 : hzOf(step),
        }),
      )}
      ${this.slider(
        'Low-pass',
        tone.lowPassHz === null ? 'off' : formatHz(tone.lowPassHz),
        FILTER_STEPS,
        low,
        (step) => ({
          lowPassHz: step === FILTER_HZ.steps ? null : hzOf(step),
        }),
      )}
    </div>`;
  }

  private toggle(label: string, key: 'soloed' | 'muted'): TemplateResult {
    const { tone, cluster } = this;
    return html`<button
      class="button small"
      aria-pressed=${tone[key]}
      aria-label="${label} Cluster ${cluster + 1}"
      @click=${() => this.change({ [key]: !tone[key] })}
    >
      ${label}
    </button>`;
  }

  private slider(
    label: string,
    words: string,
    ends: { readonly min: number; readonly max: number; readonly step: number },
    value: number,
    changeOf: (value: number) => Partial<ClusterTone>,
  ): TemplateResult {
    const name = `${label} of cluster ${this.cluster + 1}`;
    return renderSlider(label.toLowerCase(), label, { ...ends, value, shown: words, words, name }, (to) =>
      this.change(changeOf(to)),
    );
  }

  private change(change: Partial<ClusterTone>): void {
    emit(this, 'ib-change', { ...this.tone, ...change });
  }

  protected override draw(frame: ClusterFrame): void {
    const figure = clusterFigures(frame, this.binCentresHz)[this.cluster];
    if (figure === undefined) return;
    const nowMs = performance.now();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (nowMs - this.saidAtMs > WORDS_EVERY_MS) {
      this.saidAtMs = nowMs;
      const where = figure.centreHz === null ? '' : ` around ${formatHz(figure.centreHz)}`;
      this.words = `${formatShare(figure.share)}${where}`;
    } else if (calm) return;
    this.drawSpectrum(figure.spectrum, Math.max(1e-3, ...frame.energy));
  }

  private drawSpectrum(spectrum: Float32Array, loudest: number): void {
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(this).getPropertyValue(`--pastel-${this.cluster + 1}`);
    spectrum.forEach((value, i) => {
      const below = 20 * Math.log10(loudest / Math.max(value, 1e-9));
      const bar = Math.max(0, 1 - below / SPECTRUM_RANGE_DB) * height;
      context.fillRect((i * width) / BIN_COUNT, height - bar, width / BIN_COUNT - 0.4, bar);
    });
  }
}

const FILTER_STEPS = { min: 0, max: FILTER_HZ.steps, step: 1 } as const;

function hzOf(step: number): number {
  return FILTER_HZ.low * (FILTER_HZ.high / FILTER_HZ.low) ** (step / FILTER_HZ.steps);
}

function stepOf(hz: number): number {
  return Math.round((FILTER_HZ.steps * Math.log(hz / FILTER_HZ.low)) / Math.log(FILTER_HZ.high / FILTER_HZ.low));
}
