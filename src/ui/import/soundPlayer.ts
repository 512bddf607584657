import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { ADD_AGAIN } from '../../stages/import/fileRefusals.ts';
import type { PreviewState } from '../../stages/listening/sound/previewStage.ts';
import '../help/soundSketch.ts';
import { colourResolver } from '../shared/figure/colours.ts';
import { paintScene } from '../shared/figure/paint.ts';
import type { Mark } from '../shared/figure/scene.ts';
import { emit } from '../shared/element/events.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import { THEME_EVENT } from '../theme/theme.ts';
import { cssPercent, formatFixed, formatSeconds } from '../shared/text/format.ts';
import { ListeningContext } from '../contexts.ts';

type Ready = Extract<PreviewState, { kind: 'ready' }>;

const WAVE_HEIGHT_PX = 72;
/** A drag shorter than this is a press: it goes to a place, and no stretch is looped. */
const DRAG_PX = 5;
const SHORTEST_LOOP_SEC = 0.02;
/** How long a file must stay selected before it is decoded: moving through the table decodes nothing. */
const SETTLE_MS = 200;

/** The sound of a file: waveform and spectrogram, playback, and a stretch that is looped. */
@customElement('ib-sound-player')
export class SoundPlayer extends WorkbenchElement {
  static override styles = css`
    :host {
      min-height: 12.5rem;
    }

    .pictures {
      position: relative;
      cursor: pointer;
      touch-action: pan-y;
    }

    .wave {
      display: block;
      width: 100%;
      height: ${WAVE_HEIGHT_PX}px;
      margin-bottom: var(--space-1);
      border-radius: var(--radius-s);
      background: var(--surface-sunken);
    }

    .stretch,
    .cursor {
      position: absolute;
      top: 0;
      bottom: 0;
      pointer-events: none;
    }

    .stretch {
      left: var(--from);
      width: calc(var(--to) - var(--from));
      background: color-mix(in srgb, var(--pastel-2) 28%, transparent);
      outline: 1px solid var(--pastel-2);
    }

    .cursor {
      left: var(--at);
      width: 2px;
      background: var(--focus);
    }

    .controls {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      margin-top: var(--space-2);
    }

    input[type='range'] {
      flex: 1 1 3rem;
      min-width: 0;
      width: auto;
      min-height: var(--small-control-height);
      border: 0;
      background: none;
    }

    .button[aria-pressed='true'] {
      border-color: var(--accent);
      color: var(--accent);
    }

    .time {
      white-space: nowrap;
      text-align: right;
      font-size: var(--text-xs);
    }
  `;

  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  @property() audioId = '';
  /** What the file is called. */
  @property() path = '';

  @query('.wave') private readonly wave!: HTMLCanvasElement | null;
  private settle: ReturnType<typeof setTimeout> | undefined;
  private pressed: { readonly x: number; readonly sec: number } | null = null;
  private drawn: unknown = null;

  constructor() {
    super();
    this.onWindow(THEME_EVENT, () => this.draw(true));
    this.onResize(() => this.draw(true));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.settle);
    this.listening.preview.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('audioId')) return;
    clearTimeout(this.settle);
    const { preview } = this.listening;
    preview.close();
    const { audioId } = this;
    this.settle = setTimeout(() => void preview.open(audioId), SETTLE_MS);
  }

  protected override updated(): void {
    this.draw(false);
  }

  protected override render(): TemplateResult {
    const state = this.listening.preview.state.value;
    return html`<section aria-label="Sound">
      ${state.kind === 'ready' ? this.renderSound(state) : this.renderAbsence(state)}
    </section>`;
  }

  private renderSound(sound: Ready): TemplateResult {
    const { player } = this.listening.preview;
    const { durationSec } = sound;
    const playing = player.playing.value;
    const loop = player.loop.value;
    const position = player.positionSec.value;
    const percent = (sec: number) => cssPercent(sec / durationSec);
    return html`<div
        class="pictures"
        role="img"
        aria-label="Waveform and spectrogram of ${this.path}, ${formatFixed(durationSec, 2)} seconds"
        @pointerdown=${(event: PointerEvent) => this.onDown(event, durationSec)}
        @pointermove=${(event: PointerEvent) => this.onMove(event, durationSec)}
        @pointerup=${(event: PointerEvent) => this.onUp(event, durationSec)}
      >
        <canvas class="wave"></canvas>
        <ib-sound-sketch .picture=${sound.picture}></ib-sound-sketch>
        ${
          loop === null
            ? nothing
            : html`<div
                class="stretch"
                .style=${`--from: ${percent(loop.startSec)}; --to: ${percent(loop.endSec)}`}
              ></div>`
        }
        <div class="cursor" .style=${`--at: ${percent(position)}`}></div>
      </div>
      <div class="controls">
        <button class="button small" aria-label=${playing ? 'Pause' : 'Play'} @click=${this.togglePlay}>
          ${icon(playing ? 'pause' : 'play')}
        </button>
        <button
          class="button small"
          aria-pressed=${loop !== null}
          @click=${() => player.setLoop(loop === null ? { startSec: 0, endSec: durationSec } : null)}
        >
          Loop
        </button>
        <input
          type="range"
          aria-label="Position"
          title="[ and ] set where the loop begins and ends"
          min="0"
          max=${durationSec}
          step="0.01"
          .value=${String(position)}
          aria-valuetext="${formatFixed(position, 1)} seconds"
          @input=${(event: Event) => player.seek((event.target as HTMLInputElement).valueAsNumber)}
          @keydown=${(event: KeyboardEvent) => this.onKey(event, durationSec)}
        />
        <span class="hint number time">${formatFixed(position, 2)} / ${formatSeconds(durationSec, 2)}</span>
      </div>
      ${sound.isCut ? html`<p class="hint">The first two minutes of a longer file.</p>` : nothing}`;
  }

  private renderAbsence(state: Exclude<PreviewState, Ready>): TemplateResult {
    if (state.kind === 'failed') return html`<p class="error">${state.message}</p>`;
    if (state.kind !== 'absent') {
      return html`<p class="hint">Reading the sound …</p>
        <progress aria-label="Reading ${this.path}"></progress>`;
    }
    if (state.askable) {
      return html`<p class="hint">The file lies on your disk; the browser asks before it is read again.</p>
        ${this.action('Allow reading', async () => this.listening.preview.ask(state.audioId), { look: 'small' })}`;
    }
    return html`<p class="hint">Its audio is no longer at hand. ${ADD_AGAIN}</p>
      ${this.action('Reconnect', () => emit(this, 'ib-show', 'reconnect'), { look: 'small' })}`;
  }

  private draw(anew: boolean): void {
    const { wave } = this;
    const state = this.listening.preview.state.peek();
    if (wave === null || state.kind !== 'ready' || (this.drawn === state && !anew)) return;
    const widthPx = wave.clientWidth;
    if (widthPx === 0) return;
    this.drawn = state;
    const { columns, low, high } = state.waveform;
    const middle = WAVE_HEIGHT_PX / 2;
    const lines = Array.from(low, (least, column) => {
      const x = ((column + 0.5) * widthPx) / columns;
      const greatest = Math.max(high[column] ?? 0, least);
      return [
        { x, y: middle - Math.min(1, greatest) * (middle - 2) - 0.5 },
        { x, y: middle - Math.max(-1, least) * (middle - 2) + 0.5 },
      ];
    });
    const marks: readonly Mark[] = [
      { kind: 'lines', lines, stroke: '--pastel-1', widthPx: Math.max(1, widthPx / columns) },
    ];
    const { fontFamily } = getComputedStyle(this);
    paintScene(wave, { widthPx, heightPx: WAVE_HEIGHT_PX, marks }, colourResolver(this), { fontFamily });
  }

  private readonly togglePlay = (): void => {
    const { player } = this.listening.preview;
    if (player.playing.peek()) player.pause();
    else this.attempt(async () => player.play());
  };

  private secondsAt(event: PointerEvent, durationSec: number): number {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * durationSec;
  }

  private onDown(event: PointerEvent, durationSec: number): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.pressed = { x: event.clientX, sec: this.secondsAt(event, durationSec) };
  }

  private onMove(event: PointerEvent, durationSec: number): void {
    if (this.pressed === null || Math.abs(event.clientX - this.pressed.x) < DRAG_PX) return;
    this.setLoop(this.pressed.sec, this.secondsAt(event, durationSec));
  }

  private onUp(event: PointerEvent, durationSec: number): void {
    const { pressed } = this;
    this.pressed = null;
    if (pressed === null || Math.abs(event.clientX - pressed.x) >= DRAG_PX) return;
    this.listening.preview.player.seek(this.secondsAt(event, durationSec));
  }

  private onKey(event: KeyboardEvent, durationSec: number): void {
    if (event.key !== '[' && event.key !== ']') return;
    event.preventDefault();
    const { player } = this.listening.preview;
    const { startSec, endSec } = player.loop.peek() ?? { startSec: 0, endSec: durationSec };
    const position = player.positionSec.peek();
    if (event.key === '[') this.setLoop(position, Math.max(endSec, position + SHORTEST_LOOP_SEC));
    else this.setLoop(Math.min(startSec, position - SHORTEST_LOOP_SEC), position);
  }

  private setLoop(a: number, b: number): void {
    const startSec = Math.max(0, Math.min(a, b));
    const endSec = Math.max(a, b);
    if (endSec - startSec >= SHORTEST_LOOP_SEC) this.listening.preview.player.setLoop({ startSec, endSec });
  }
}
