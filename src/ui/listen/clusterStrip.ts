import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Cluster, PluginParameters } from '../../domain/pluginParameters.ts';
import type { ClusterFrame } from '../../stages/listening/hear/clusterPlayer.ts';
import { emit } from '../shared/element/events.ts';
import { formatHz, formatShare } from '../shared/text/format.ts';
import { clusterFigures, type ClusterFigure } from './clusterFigures.ts';
import { BAND_COUNT, FrameDrawing } from './frameDrawing.ts';
import { renderParameter } from './parameterField.ts';

const SPECTRUM_RANGE_DB = 60;
const WORDS_EVERY_MS = 1000;

/** One cluster: level, solo, gain, filters, route. Fires `ib-parameters` with changed parameters, `ib-solo` to be heard alone. */
@customElement('ib-cluster-strip')
export class ClusterStrip extends FrameDrawing {
  static override styles = css`
    .strip {
      display: grid;
      grid-template-columns: minmax(8rem, 1.1fr) auto repeat(3, minmax(6rem, 1fr)) minmax(5.5rem, 0.6fr);
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

    label {
      font-size: var(--text-xs);
    }

    @container (max-width: 48rem) {
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
  @property({ attribute: false }) parameters!: PluginParameters;
  @property({ type: Boolean }) soloed = false;
  private drawn: { readonly spectrum: ClusterFigure['spectrum']; readonly loudest: number } | null = null;

  protected override willUpdate(): void {
    this.style.setProperty('--colour', `var(--pastel-${this.cluster + 1})`);
  }

  protected override render(): TemplateResult {
    const c = this.cluster as Cluster;
    const name = `Cluster ${c + 1}`;
    const of = `cluster ${c + 1}`;
    const change = (changed: Partial<PluginParameters>) => emit(this, 'ib-parameters', changed);
    const field = (id: Parameters<typeof renderParameter>[0], label: string) =>
      renderParameter(id, this.parameters, change, { label, of });
    return html`<div class="strip" role="group" aria-label=${name}>
      <div class="name">
        <span class="title"><span class="swatch"></span>${name}</span>
        <canvas width=${2 * BAND_COUNT} height="36" role="img" aria-label="Spectrum of ${name}: ${this.words}"></canvas>
        <span class="hint number">${this.words}</span>
      </div>
      <div class="switches">
        <button
          class="button small lit"
          aria-pressed=${this.soloed}
          aria-label="Solo ${name}"
          @click=${() => emit(this, 'ib-solo', c)}
        >
          Solo
        </button>
      </div>
      ${field(`clusterGainDb${c}`, 'Gain')} ${field(`clusterHpHz${c}`, 'High-pass')}
      ${field(`clusterLpHz${c}`, 'Low-pass')} ${field(`clusterRoute${c}`, 'Route')}
    </div>`;
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
    this.drawn = { spectrum: figure.spectrum, loudest: Math.max(1e-3, ...frame.energy) };
    this.redraw();
  }

  protected override redraw(): void {
    const context = this.canvas.getContext('2d');
    if (context === null || this.drawn === null) return;
    const { spectrum, loudest } = this.drawn;
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(this).getPropertyValue(`--pastel-${this.cluster + 1}`);
    spectrum.forEach((value, i) => {
      const below = 20 * Math.log10(loudest / Math.max(value, 1e-9));
      const bar = Math.max(0, 1 - below / SPECTRUM_RANGE_DB) * height;
      context.fillRect((i * width) / BAND_COUNT, height - bar, width / BAND_COUNT - 0.4, bar);
    });
  }
}
