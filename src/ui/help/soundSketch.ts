import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { SoundPicture } from '../../domain/soundPicture.ts';

/** A small spectrogram of a sound, time to the right and frequency upwards; empty until there is a picture. */
@customElement('ib-sound-sketch')
export class SoundSketch extends LitElement {
  static override styles = css`
    canvas {
      display: block;
      width: 100%;
      height: 4rem;
      border-radius: var(--radius-s);
      background: #11261f;
      image-rendering: auto;
    }
  `;

  @property({ attribute: false }) picture: SoundPicture | null = null;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true" width="1" height="1"></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { picture, canvas } = this;
    if (!changed.has('picture') || picture === null) return;
    const { columns, levels } = picture;
    const rows = levels.length / columns;
    canvas.width = columns;
    canvas.height = rows;
    const image = new ImageData(columns, rows);
    for (let x = 0; x < columns; x++) {
      for (let y = 0; y < rows; y++) {
        const share = (levels[x * rows + (rows - 1 - y)] ?? 0) / 255;
        image.data.set(colourOf(share), 4 * (y * columns + x));
      }
    }
    canvas.getContext('2d')?.putImageData(image, 0, 0);
  }
}

/** From the dark of the board over mint to chalk white. @param share 0 silent … 1 loudest. */
function colourOf(share: number): readonly [red: number, green: number, blue: number, alpha: number] {
  const [from, to, at] =
    share < 0.6
      ? ([[17, 38, 31], [143, 224, 200], share / 0.6] as const)
      : ([[143, 224, 200], [255, 255, 255], (share - 0.6) / 0.4] as const);
  const mixed = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * at);
  return [mixed(0), mixed(1), mixed(2), 255];
}
