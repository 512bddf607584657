import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { hasEnded, type Job, type Progress } from '../../../domain/job.ts';
import { emit } from '../element/events.ts';
import { formatCount, formatDuration, formatFixed } from '../text/format.ts';

/** Where the counting began, as this element saw it: a resumed job starts with work already done. */
interface Start {
  readonly jobId: number;
  readonly total: number | null;
  readonly done: number;
  readonly atMs: number;
}

/**
 * A job that waits, with what for; or runs: bar, counts, rate, time left, and a button that fires `ib-cancel` with the job's id. Without `action` there
 * is no button. It keeps its height while there is no job, so that nothing below it moves.
 */
@customElement('ib-job-progress')
export class JobProgress extends BaseElement {
  static override styles = css`
    :host {
      min-height: var(--job-height, 3.25rem);
    }

    .line {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      column-gap: var(--space-4);
      align-items: center;
    }

    .words,
    progress {
      grid-column: 1;
    }

    .words {
      display: flex;
      flex-wrap: var(--job-wrap, wrap);
      gap: 0 var(--space-4);
      overflow: hidden;
      font-size: var(--text-s);
      font-variant-numeric: tabular-nums;
    }

    .waiting {
      grid-row: 1 / span 2;
    }

    .button {
      grid-column: 2;
      grid-row: 1 / span 2;
    }

    progress {
      appearance: none;
      display: block;
      width: 100%;
      height: 0.5rem;
      margin-top: var(--space-2);
      overflow: hidden;
      border: 0;
      border-radius: 99rem;
      background: var(--surface-sunken);
    }

    progress::-webkit-progress-bar {
      background: var(--surface-sunken);
    }

    progress::-webkit-progress-value {
      border-radius: 99rem;
      background: var(--accent);
    }

    progress::-moz-progress-bar {
      background: var(--accent);
    }

    progress:indeterminate {
      background: linear-gradient(90deg, var(--surface-sunken) 30%, var(--accent) 50%, var(--surface-sunken) 70%) 0 0 /
        200% 100%;
      animation: wait 1.6s linear infinite;
    }

    progress:indeterminate::-webkit-progress-bar {
      background: transparent;
    }

    @keyframes wait {
      from {
        background-position: 150% 0;
      }

      to {
        background-position: -50% 0;
      }
    }

    @media (prefers-reduced-motion: reduce) {
      progress:indeterminate {
        animation: none;
      }
    }
  `;

  @property({ attribute: false }) job: Job | null = null;
  /** Leaves the button out. */
  @property({ type: Boolean }) withoutStop = false;

  private start: Start | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('job')) return;
    const { job } = this;
    if (job === null || job.state.kind !== 'running') this.start = null;
    else if (this.start?.jobId !== job.id || this.start.total !== job.state.total) {
      this.start = { jobId: job.id, total: job.state.total, done: job.state.done, atMs: performance.now() };
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { job } = this;
    if (job === null || hasEnded(job)) return nothing;
    return html`<div class="line">
      ${job.state.kind === 'running' ? this.renderRunning(job, job.state) : renderWaiting(job)}
      ${
        this.withoutStop
          ? nothing
          : html`<button class="button small" ?disabled=${job.stopping} @click=${() => emit(this, 'ib-cancel', job.id)}>
              ${job.stopping ? 'Stopping …' : 'Stop'}
            </button>`
      }
    </div>`;
  }

  private renderRunning({ title, unit }: Job, { done, total }: Progress): TemplateResult {
    const counts = total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
    return html`<div class="words">
        <strong>${title}</strong>
        <span>${counts} ${unit}</span>
        <span class="hint">${this.pace(done, total, unit)}</span>
      </div>
      <progress aria-label=${title} max=${total ?? nothing} value=${total === null ? nothing : done}></progress>`;
  }

  /** `3.4 files/s · 12 s left`, as soon as there is something to tell it from. */
  private pace(done: number, total: number | null, unit: string): string {
    if (this.start === null) return '';
    const elapsedSec = (performance.now() - this.start.atMs) / 1000;
    const fresh = done - this.start.done;
    if (fresh <= 0 || elapsedSec < 0.5) return '';
    const rate = fresh / elapsedSec;
    const perSecond = formatFixed(rate, rate >= 100 ? 0 : 1);
    const shown = rate >= 1 ? `${perSecond} ${unit}/s` : `${formatFixed(rate * 60, 1)} ${unit}/min`;
    return total === null ? shown : `${shown} · ${formatDuration((total - done) / rate)} left`;
  }
}

function renderWaiting({ title, state }: Job): TemplateResult {
  return html`<div class="words waiting">
    <strong>${title}</strong>
    <span class="hint">${state.kind === 'waiting' ? `waits for ${state.for}` : nothing}</span>
  </div>`;
}
