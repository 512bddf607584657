import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ClusterFrame } from '../../stages/listening/hear/clusterPlayer.ts';
import { clusterFigures, figuresInWords } from './clusterFigures.ts';
import { BAND_COUNT, FrameDrawing } from './frameDrawing.ts';

const COLUMNS = 240;
/** What is darker than this below the loudest bin is not drawn. */
const RANGE_DB = 50;
/** The loudest bin is forgotten at this rate per frame, so that a quiet part is seen as well. */
const FORGET = 0.998;
const WORDS_EVERY_MS = 2000;
/** What the picture holds where each frame is a column, by the frames that the worklet tells of in a second. */
const WHOLE_SEC = 12;
/** Of one frame where one has gone in. */
const MOST_COLUMNS = 24;

/** A frame in the picture: how loud the loudest bin was so far, and of how many columns it is. */
interface SeenFrame {
  readonly frame: ClusterFrame;
  readonly loudest: number;
  readonly columns: number;
}

/** A moving picture of the clusters over the bins: low bins below, the latest frame at the right, a colour per cluster. */
@customElement('ib-cluster-picture')
export class ClusterPicture extends FrameDrawing {
  static override styles = css`
    canvas {
      display: block;
      width: 100%;
      height: 16rem;
      border: 1px solid var(--line);
      border-radius: var(--radius-s);
      background: var(--surface-sunken);
      image-rendering: pixelated;
    }

    .axis {
      display: flex;
      justify-content: space-between;
      gap: var(--space-3);
      font-size: var(--text-xs);
    }
  `;

  /** How many seconds are looked at: the picture holds as many, up to all that it can. */
  @property({ type: Number }) seenSec = Infinity;

  protected override words = 'Nothing has been played yet.';
  private loudest = 1e-3;
  private drawnAtMs = 0;
  private colours: readonly (readonly [number, number, number])[] = [];
  /** What the picture holds, the latest last. */
  private seen: readonly SeenFrame[] = [];

  protected override render(): TemplateResult {
    return html`<canvas
        width=${COLUMNS}
        height=${BAND_COUNT}
        role="img"
        aria-label="Clusters over frequency, the latest at the right. ${this.words}"
      ></canvas>
      <p class="hint axis"><span>low frequencies below, high above</span><span>now</span></p>`;
  }

  protected override draw(frame: ClusterFrame): void {
    const nowMs = performance.now();
    if (nowMs - this.saidAtMs > WORDS_EVERY_MS) {
      this.saidAtMs = nowMs;
      this.words = `Now ${figuresInWords(clusterFigures(frame, this.binCentresHz))}.`;
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (calm && nowMs - this.drawnAtMs < WORDS_EVERY_MS) return;
    this.drawnAtMs = nowMs;
    // Where little motion is wanted, a broad column now and then instead of a moving picture.
    const columns = calm ? COLUMNS / 8 : Math.min(Math.max(1, Math.round(WHOLE_SEC / this.seenSec)), MOST_COLUMNS);
    this.loudest = Math.max(this.loudest * FORGET, 1e-3, ...frame.energy);
    const latest = { frame, loudest: this.loudest, columns };
    this.seen = lastColumns([...this.seen, latest]);
    if (this.colours.length === 0) this.colours = readColours(this);
    this.appendFrame(latest);
  }

  protected override redraw(): void {
    this.colours = readColours(this);
    this.canvas.getContext('2d')?.clearRect(0, 0, COLUMNS, BAND_COUNT);
    for (const seen of this.seen) this.appendFrame(seen);
  }

  private appendFrame(seen: SeenFrame): void {
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    // What moves is replaced, not painted over: its pixels are translucent.
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.canvas, -seen.columns, 0);
    const column = context.createImageData(1, BAND_COUNT);
    this.paint(seen, column.data);
    for (let c = 0; c < seen.columns; c++) context.putImageData(column, COLUMNS - 1 - c, 0);
  }

  private paint({ frame: { energy, masks }, loudest }: SeenFrame, pixels: Uint8ClampedArray): void {
    for (let i = 0; i < BAND_COUNT; i++) {
      const below = 20 * Math.log10(loudest / Math.max(energy[i] ?? 0, 1e-9));
      const level = Math.max(0, 1 - below / RANGE_DB);
      let sum = 0;
      const colour: [number, number, number] = [0, 0, 0];
      for (let c = 0, at = i; at < masks.length; c++, at += BAND_COUNT) {
        const mask = (masks[at] ?? 0) ** 2;
        const [red, green, blue] = this.colours[c] ?? [128, 128, 128];
        sum += mask;
        colour[0] += mask * red;
        colour[1] += mask * green;
        colour[2] += mask * blue;
      }
      const to = 4 * (BAND_COUNT - 1 - i);
      for (let channel = 0; channel < 3; channel++) pixels[to + channel] = sum > 0 ? (colour[channel] ?? 0) / sum : 128;
      pixels[to + 3] = 255 * level ** 1.5;
    }
  }
}

/** The frames that the picture has room for. */
function lastColumns(frames: readonly SeenFrame[]): readonly SeenFrame[] {
  let room = COLUMNS;
  const first = frames.findLastIndex(({ columns }) => (room -= columns) <= 0);
  return first <= 0 ? frames : frames.slice(first);
}

/** The colours of the clusters in the theme of the moment. */
function readColours(element: Element): readonly (readonly [number, number, number])[] {
  const style = getComputedStyle(element);
  return Array.from({ length: 8 }, (_, c) => {
    const hex = Number.parseInt(
      style
        .getPropertyValue(`--pastel-${c + 1}`)
        .trim()
        .slice(1),
      16,
    );
    return [hex >> 16, (hex >> 8) & 255, hex & 255] as const;
  });
}
