import { effect } from '@preact/signals-core';
import { property, query, state } from 'lit/decorators.js';
import { BaseElement } from '../shared/element/baseElement.ts';
import { THEME_EVENT } from '../theme/theme.ts';
import type { ClusterFrame, ClusterPlayer } from '../../stages/listening/hear/clusterPlayer.ts';

export const BAND_COUNT = 64;

/** An element that draws on its canvas, and says now and then, what a player's clustering hears and does. */
export abstract class FrameDrawing extends BaseElement {
  @property({ attribute: false }) player!: ClusterPlayer;
  @property({ attribute: false }) binCentresHz: Float32Array = new Float32Array();
  @state() protected words = '–';
  @query('canvas') protected readonly canvas!: HTMLCanvasElement;
  protected saidAtMs = 0;

  #release: (() => void) | null = null;

  constructor() {
    super();
    this.onWindow(THEME_EVENT, () => this.redraw());
  }

  protected abstract draw(frame: ClusterFrame): void;

  /** Draws what is seen once more, in the colours of the moment. */
  protected abstract redraw(): void;

  protected override firstUpdated(): void {
    // One that was removed before would be held by the player for good; it follows when it comes back.
    if (this.isConnected) this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    this.#release = null;
  }

  #follow(): void {
    this.#release?.();
    this.#release = effect(() => {
      const frame = this.player.frame.value;
      if (frame !== null) this.draw(frame);
    });
  }
}
