import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from '../shared/element/repeat.ts';
import { hasEnded, type Job } from '../../domain/job.ts';
import { ROUTES, ROUTE_OF_STAGE } from '../routes.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { idOf } from '../shared/element/idOf.ts';
import { emit } from '../shared/element/events.ts';
import { steadyNowMs } from '../../stages/jobs/steadyClock.ts';
import { formatClock, formatCount, formatDuration } from '../shared/text/format.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { focusedElement } from '../shared/element/focusedElement.ts';
import { icon } from '../theme/icons.ts';

/** How often the elapsed times are told anew while something runs. */
const TICK_MS = 1000;

/** Everything that waits, runs and ran, on whichever tab it was started. Fires `ib-close`. */
@customElement('ib-jobs-panel')
export class JobsPanel extends WorkbenchElement {
  static override styles = css`
    aside {
      position: fixed;
      z-index: 4;
      top: 3.5rem;
      right: 0;
      bottom: 0;
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      width: min(26rem, 100vw);
      border: 1px solid var(--line-strong);
      border-width: 1px 0 0 1px;
      border-top-left-radius: var(--radius);
      background: var(--surface-raised);
      box-shadow: var(--shadow);
    }

    @media (max-width: 40rem) {
      aside {
        top: 0;
      }
    }

    .heading,
    .foot {
      padding: var(--space-3) var(--space-5);
    }

    .foot {
      border-top: 1px solid var(--line);
    }

    ol {
      padding: 0 var(--space-5) var(--space-4);
      overflow: auto;
    }

    li {
      display: grid;
      gap: var(--space-1);
      padding: var(--space-3) 0;
      border-bottom: 1px solid var(--line);
      overflow-wrap: anywhere;
    }

    .title {
      display: flex;
      justify-content: space-between;
      gap: var(--space-3);
      font-weight: 600;
    }

    .title .tag {
      align-self: start;
      font-weight: 400;
    }

    .tag.failed {
      border-color: var(--danger);
      color: var(--danger);
    }

    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }

    progress {
      height: 0.5rem;
    }
  `;

  @property({ type: Boolean }) open = false;

  @state() private permission: NotificationPermission | 'none' = BROWSER_HAS.notifications()
    ? Notification.permission
    : 'none';
  @query('.close') private readonly closeButton!: HTMLButtonElement | null;
  private openedFrom: HTMLElement | null = null;
  private ticker: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticker);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    clearInterval(this.ticker);
    if (!this.open) {
      this.openedFrom?.focus();
      this.openedFrom = null;
      return;
    }
    this.openedFrom = focusedElement();
    this.closeButton?.focus();
    this.ticker = setInterval(() => this.shell.jobs.busy && this.requestUpdate(), TICK_MS);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const jobs = this.shell.jobs.jobs.value.toReversed();
    return html`<aside role="region" aria-label="Jobs" @keydown=${this.onKey}>
      <div class="heading">
        <h2>Jobs</h2>
        <button class="button quiet small close" aria-label="Close jobs" @click=${() => emit(this, 'ib-close')}>
          ${icon('close')}
        </button>
      </div>
      ${
        jobs.length === 0
          ? html`<p class="hint heading">Nothing has run yet. What you start on any tab stands here.</p>`
          : html`<ol aria-label="Jobs" tabindex="0">
              ${repeat(jobs, idOf, (job) => this.renderJob(job))}
            </ol>`
      }
      <div class="foot">${this.renderFoot()}</div>
    </aside>`;
  }

  private renderJob(job: Job): TemplateResult {
    const { state: jobState } = job;
    const words = {
      waiting: 'waiting',
      running: job.stopping ? 'stopping' : job.paused ? 'paused' : 'running',
      done: 'done',
      stopped: 'stopped',
      failed: 'failed',
      refused: 'refused',
    };
    const tone = { waiting: '', running: 'on', done: '', stopped: '', failed: 'failed', refused: '' };
    return html`<li>
      <div class="title">
        <span>${job.title}</span><span class="tag ${tone[jobState.kind]}">${words[jobState.kind]}</span>
      </div>
      ${jobState.kind === 'waiting' ? html`<p class="hint">Waits for ${jobState.for}</p>` : nothing}
      ${jobState.kind === 'running' ? renderProgress(job) : nothing}
      ${jobState.kind === 'failed' ? html`<p class="error">${jobState.error.message}</p>` : nothing}
      ${'summary' in jobState ? html`<p class="hint">${jobState.summary}</p>` : nothing}
      <p class="hint">
        ${formatClock(job.startedAtMs)} · ${formatDuration(((job.endedAtMs ?? steadyNowMs()) - job.startedAtMs) / 1000)}
      </p>
      <div class="actions">${this.renderActions(job)}</div>
    </li>`;
  }

  private renderActions(job: Job): TemplateResult {
    const { jobs } = this.shell;
    const button = (name: string, act: () => void) =>
      html`<button class="button small" aria-label="${name}: ${job.title}" @click=${act}>${name}</button>`;
    const route = ROUTES.find(({ id }) => id === ROUTE_OF_STAGE[job.stage]);
    return html`${
        !hasEnded(job)
          ? html`${
              jobs.isPausable(job)
                ? job.paused
                  ? button('Resume', () => jobs.resume(job.id))
                  : button('Pause', () => jobs.pause(job.id))
                : nothing
            }${button('Stop', () => jobs.stop(job.id))}`
          : jobs.isRetryable(job)
            ? button('Retry', () => this.attempt(async () => jobs.retry(job.id)))
            : nothing
      }
      <a class="button small" href=${route?.hash ?? '#/import'} aria-label="Open ${route?.name}: ${job.title}"
        >Open</a
      >`;
  }

  private renderFoot(): TemplateResult {
    const { settings, jobs } = this.shell;
    const refused = this.permission === 'denied' || this.permission === 'none';
    return html`${renderCheck(
      'Notify me when a long job ends in the background',
      settings.notifyJobs.value && this.permission === 'granted',
      (notify) => this.attempt(async () => this.setNotify(notify)),
      { disabled: refused },
    )}
    ${refused ? html`<p class="hint">This browser does not allow notifications for this page.</p>` : nothing}
    ${this.action('Clear finished', () => jobs.forgetEnded(), {
      look: 'small',
      disabled: !jobs.jobs.value.some((job) => hasEnded(job)),
    })}`;
  }

  private async setNotify(notify: boolean): Promise<void> {
    if (notify) this.permission = await Notification.requestPermission();
    this.shell.settings.notifyJobs.value = notify && this.permission === 'granted';
    this.requestUpdate();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') emit(this, 'ib-close');
  };
}

function renderProgress({ state, title, unit }: Job): TemplateResult | typeof nothing {
  if (state.kind !== 'running') return nothing;
  const { done, total } = state;
  return html`<progress aria-label=${title} max=${total ?? nothing} value=${total === null ? nothing : done}></progress>
    <p class="hint">${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`} ${unit}</p>`;
}
