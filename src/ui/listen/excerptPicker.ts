import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import type { Excerpt } from '../../domain/listening.ts';
import { renderSlider } from '../shared/fields/inputs.ts';
import { emit } from '../shared/element/events.ts';
import { THEME_EVENT } from '../theme/theme.ts';
import { cssPercent, formatFixed, formatSeconds } from '../shared/text/format.ts';

const LEAST_SEC = 0.5;
const STEP_SEC = 0.1;
const HEIGHT = 64;
/** So far the wheel goes for twice as near. */
const WHEEL_OCTAVE = 200;

/** The waveform, and the stretch of it that is heard round and round. Fires `ib-excerpt` with an excerpt, and `ib-zoom` for Ctrl and the wheel. */
@customElement('ib-excerpt-picker')
export class ExcerptPicker extends BaseElement {
  static override styles = css`
    .wave {
      position: relative;
    }

    canvas {
      display: block;
      width: 100%;
      height: 4rem;
      border-radius: var(--radius-s);
      background: var(--surface-sunken);
    }

    .place {
      position: absolute;
      inset-block: 0;
      width: 2px;
      background: var(--text);
    }

    .fields {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
      gap: var(--space-3) var(--space-5);
    }
  `;

  @property({ attribute: false }) peaks: Float32Array = new Float32Array();
  /** Which stretch of the sound is seen. */
  @property({ attribute: false }) view: Excerpt = { startSec: 0, endSec: 0 };
  @property({ type: Number }) durationSec = 0;
  @property({ attribute: false }) excerpt: Excerpt = { startSec: 0, endSec: 0 };
  /** Where the player is; null for no mark. */
  @property({ attribute: false }) positionSec: number | null = null;
  /** While it is, the excerpt cannot be changed. */
  @property({ type: Boolean }) disabled = false;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  constructor() {
    super();
    this.onWindow(THEME_EVENT, () => this.draw());
  }

  protected override render(): TemplateResult {
    const { startSec, endSec } = this.excerpt;
    const lengthSec = endSec - startSec;
    const least = Math.min(LEAST_SEC, this.durationSec);
    const { view } = this;
    const isWhole = view.endSec - view.startSec >= this.durationSec;
    return html`<div class="wave" @wheel=${this.onWheel}>
        <canvas
          width=${this.peaks.length}
          height=${HEIGHT}
          role="img"
          aria-label="Waveform of ${formatSeconds(this.durationSec)}${isWhole ? '' : `, seen is ${formatSeconds(view.startSec, 2)} to ${formatSeconds(view.endSec, 2)}`}; heard is ${formatSeconds(startSec)} to ${formatSeconds(endSec)}"
        ></canvas>
        ${this.positionSec === null || this.positionSec < view.startSec || this.positionSec > view.endSec ? '' : html`<div class="place" .style=${this.placeStyle(this.positionSec)}></div>`}
      </div>
      <div class="fields">
        ${this.slider('Excerpt start', startSec, 0, Math.max(0, this.durationSec - least), (value) =>
          this.change(value, Math.min(lengthSec, this.durationSec - value)),
        )}
        ${this.slider('Excerpt length', lengthSec, least, this.durationSec - startSec, (value) =>
          this.change(startSec, value),
        )}
      </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('peaks') || changed.has('view') || changed.has('excerpt')) this.draw();
  }

  private placeStyle(positionSec: number): string {
    return `left: ${cssPercent(this.placeOf(positionSec))}`;
  }

  /** 0 at the left end of what is seen, 1 at the right. */
  private placeOf(sec: number): number {
    const { startSec, endSec } = this.view;
    return (sec - startSec) / Math.max(endSec - startSec, 1e-9);
  }

  private readonly onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const { left, width } = this.canvas.getBoundingClientRect();
    const { startSec, endSec } = this.view;
    const aroundSec = startSec + ((event.clientX - left) / Math.max(width, 1)) * (endSec - startSec);
    emit(this, 'ib-zoom', { factor: 2 ** (-event.deltaY / WHEEL_OCTAVE), aroundSec });
  };

  private slider(
    label: string,
    value: number,
    min: number,
    max: number,
    onInput: (value: number) => void,
  ): TemplateResult {
    return renderSlider(
      label.replace(' ', '-').toLowerCase(),
      label,
      {
        min,
        max,
        step: STEP_SEC,
        value,
        shown: formatSeconds(value),
        words: `${formatFixed(value, 1)} seconds`,
        disabled: this.disabled,
      },
      onInput,
    );
  }

  private change(startSec: number, lengthSec: number): void {
    emit(this, 'ib-excerpt', { startSec, endSec: Math.min(startSec + lengthSec, this.durationSec) } satisfies Excerpt);
  }

  private draw(): void {
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    const style = getComputedStyle(this);
    const { width } = this.canvas;
    const loudest = Math.max(1e-6, ...this.peaks);
    context.clearRect(0, 0, width, HEIGHT);
    const from = this.placeOf(this.excerpt.startSec) * width;
    const to = this.placeOf(this.excerpt.endSec) * width;
    context.fillStyle = style.getPropertyValue('--surface-selected');
    context.fillRect(from, 0, to - from, HEIGHT);
    this.peaks.forEach((peak, x) => {
      context.fillStyle = style.getPropertyValue(x >= from && x < to ? '--accent' : '--line-strong');
      const half = Math.max(0.5, (0.5 * HEIGHT * peak) / loudest);
      context.fillRect(x, HEIGHT / 2 - half, 1, 2 * half);
    });
  }
}
