import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { THEME_EVENT } from '../../theme/theme.ts';
import { emit } from '../element/events.ts';
import '../table/dataTable.ts';
import type { TableOut } from '../table/tableCsv.ts';
import { colourResolver } from './colours.ts';
import { drawInTurn, leaveTurn } from './drawingTurns.ts';
import { paintScene } from './paint.ts';
import './saveButtons.ts';
import type { Mark, Scene } from './scene.ts';

/** A picture whose making took longer is painted in a frame of its own: among 100,000 dots both take some 30 ms the first time. */
const BUILT_FOR_MS = 20;
/** How wide a figure is saved at least. */
const SAVED_WIDTH_PX = 720;

/** A picture for one width, and what it knows of its parts. */
export interface Figure {
  readonly scene: Scene;
  /** The key of what lies at a place; null for nothing. */
  readonly locate?: (x: number, y: number) => string | null;
  /** What is drawn over the picture to show one part. */
  readonly highlight?: (key: string) => readonly Mark[];
  /** What lies over the picture besides; asked for whenever that is drawn. */
  readonly over?: () => readonly Mark[];
}

/** Where a pointer that was pressed in a figure is, in CSS pixels. */
export interface FigureDrag {
  readonly phase: 'start' | 'move' | 'end';
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
}

/**
 * A drawn figure with heading, summary, table of what it shows, and buttons that save it. Fires `ib-hover` with the key
 * under the pointer or null, `ib-pick` with the key that was pressed, and with `drags` also `ib-drag`. One that is
 * `operable` takes the focus, for keys that whoever shows it hears. Controls go into the slot, what is said of the part under the pointer into the slot `readout`.
 */
@customElement('ib-figure')
export class FigureFrame<Row = never> extends BaseElement {
  static override styles = css`
    .picture {
      position: relative;
      height: var(--figure-height);
      margin: var(--space-2) 0 var(--space-1);
      touch-action: pan-y;
    }

    .muted .picture {
      opacity: 0.55;
    }

    .operable {
      border-radius: var(--radius);
    }

    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }

    .over {
      pointer-events: none;
    }

    .side {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }

    ib-data-table {
      --table-max-height: 16rem;
      margin-top: var(--space-2);
    }
  `;

  @property() heading = '';
  /** What the figure shows, in a sentence; read out for the picture. */
  @property() summary = '';
  @property({ type: Number }) heightPx = 240;
  /** Whether it shows too little to be relied on; the summary says why. */
  @property({ type: Boolean }) muted = false;
  @property({ type: Boolean }) drags = false;
  /** How it is worked by keys, in sentences; empty where it is not. */
  @property() operable = '';
  /** Makes the picture, for the screen or to be saved. */
  @property({ attribute: false }) build: (widthPx: number, isSaved?: boolean) => Figure = () => ({
    scene: { widthPx: 0, heightPx: 0, marks: [] },
  });
  /** The key of the part that is shown. */
  @property({ attribute: false }) shownKey: string | null = null;
  @property({ attribute: false }) table: () => TableOut<Row> = () => ({ columns: [], rows: [] });

  @state() private tableOpen = false;
  /** What pointers touch. */
  @query('.picture') readonly picture!: HTMLElement;
  @query('.under') private readonly under!: HTMLCanvasElement;
  @query('.over') private readonly over!: HTMLCanvasElement;

  /** What is on the screen. */
  private figure: Figure | null = null;
  /** What is to be painted next. */
  private built: Figure | null = null;
  private drawnWidthPx = 0;
  private dragging = false;

  constructor() {
    super();
    this.onWindow(THEME_EVENT, this.redraw);
    this.onResize(() => {
      if (this.under.clientWidth !== this.drawnWidthPx) this.redraw();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // So that it is drawn where it comes again.
    const isUndrawn = [this.draw, this.paint].map(leaveTurn).includes(true);
    if (isUndrawn) this.drawnWidthPx = 0;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('build') || changed.has('heightPx')) this.redraw();
    else if (changed.has('shownKey')) this.drawOver();
  }

  protected override render(): TemplateResult {
    return html`<section aria-label=${this.heading} class=${this.muted ? 'muted' : ''}>
      <div class="heading">
        <h3>${this.heading}</h3>
        <div class="side">
          <slot></slot>
          <ib-save-buttons .name=${this.heading} .scene=${this.sceneToSave} .table=${this.table}></ib-save-buttons>
        </div>
      </div>
      ${this.operable === '' ? this.renderPicture() : this.renderOperable()}
      <slot name="readout"></slot>
      <p class="hint">${this.summary}</p>
      <details @toggle=${(event: Event) => (this.tableOpen = (event.target as HTMLDetailsElement).open)}>
        <summary>Show as table</summary>
        ${this.tableOpen ? this.renderTable() : nothing}
      </details>
    </section>`;
  }

  private renderOperable(): TemplateResult {
    return html`<div
        class="operable"
        role="application"
        aria-label="${this.heading}, by keys"
        aria-describedby="keys"
        tabindex="0"
      >
        ${this.renderPicture()}
      </div>
      <p id="keys" hidden>${this.operable}</p>`;
  }

  private renderPicture(): TemplateResult {
    return html`<div
      class="picture"
      role="img"
      aria-label="${this.heading}. ${this.summary}"
      .style=${`--figure-height: ${this.heightPx}px`}
      @pointermove=${this.onMove}
      @pointerleave=${this.onLeave}
      @pointerdown=${this.onDown}
      @pointerup=${this.onUp}
      @pointercancel=${this.onUp}
    >
      <canvas class="under"></canvas>
      <canvas class="over"></canvas>
    </div>`;
  }

  private renderTable(): TemplateResult {
    const { columns, rows } = this.table();
    return html`<ib-data-table label="${this.heading}: values" .columns=${columns} .rows=${rows}></ib-data-table>`;
  }

  private readonly sceneToSave = (): Scene => this.build(Math.max(this.drawnWidthPx, SAVED_WIDTH_PX), true).scene;

  /** Draws in the next frame or soon after what `build` makes then. */
  readonly redraw = (): void => drawInTurn(this.draw);

  private readonly draw = (): void => {
    const widthPx = this.under.clientWidth;
    if (!this.isConnected || widthPx === 0) return;
    this.drawnWidthPx = widthPx;
    const beganMs = performance.now();
    this.built = this.build(widthPx);
    if (performance.now() - beganMs < BUILT_FOR_MS) this.paint();
    else drawInTurn(this.paint);
  };

  private readonly paint = (): void => {
    if (this.built === null) return;
    this.figure = this.built;
    this.built = null;
    paintScene(this.under, this.figure.scene, colourResolver(this), fontOf(this));
    this.drawOver();
  };

  /** Gives the focus to a picture that is operable. */
  focusPicture(): void {
    this.picture.parentElement?.focus();
  }

  /** Draws anew what lies over the picture, and not the picture. */
  drawOver(): void {
    if (this.figure === null) return;
    const { scene, highlight, over } = this.figure;
    const shown = this.shownKey === null ? [] : (highlight?.(this.shownKey) ?? []);
    paintScene(this.over, { ...scene, marks: [...(over?.() ?? []), ...shown] }, colourResolver(this), fontOf(this));
  }

  private keyAt(event: PointerEvent): string | null {
    return this.figure?.locate?.(event.offsetX, event.offsetY) ?? null;
  }

  private tellDrag(phase: FigureDrag['phase'], event: PointerEvent): void {
    const detail: FigureDrag = { phase, x: event.offsetX, y: event.offsetY, widthPx: this.drawnWidthPx };
    emit(this, 'ib-drag', detail);
  }

  private readonly onMove = (event: PointerEvent): void => {
    if (this.dragging) {
      this.tellDrag('move', event);
      return;
    }
    const key = this.keyAt(event);
    if (key !== this.shownKey) emit(this, 'ib-hover', key);
  };

  private readonly onLeave = (): void => {
    if (!this.dragging) emit(this, 'ib-hover', null);
  };

  private readonly onDown = (event: PointerEvent): void => {
    const key = this.keyAt(event);
    if (key !== null) emit(this, 'ib-pick', key);
    if (!this.drags || event.button !== 0) return;
    this.dragging = true;
    if (event.target instanceof HTMLElement) event.target.setPointerCapture(event.pointerId);
    this.tellDrag('start', event);
  };

  private readonly onUp = (event: PointerEvent): void => {
    if (!this.dragging) return;
    this.dragging = false;
    this.tellDrag('end', event);
  };
}

function fontOf(element: Element): { readonly fontFamily: string } {
  return { fontFamily: getComputedStyle(element).fontFamily };
}
