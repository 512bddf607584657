import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from '../element/repeat.ts';
import { hasEnded, type Job, type JobKind } from '../../../domain/job.ts';
import './jobProgress.ts';
import { WorkbenchElement } from '../element/workbenchElement.ts';

/** The kinds of job that Run All starts one after another. */
const STEPS_OF_RUN_ALL: ReadonlySet<JobKind> = new Set([
  'descriptors',
  'trials-all',
  'training',
  'network-training',
  'plugin-training',
  'model-measuring',
]);

interface ShownJob {
  readonly job: Job;
  /** What the button stops: for a step of Run All the whole of it. */
  readonly stopId: number;
}

/** The jobs of some kinds that run or wait, in a place that is always there: the slot is shown while there is none. */
@customElement('ib-job-area')
export class JobArea extends WorkbenchElement {
  static override styles = css`
    :host {
      display: grid;
      align-content: center;
      gap: var(--space-3);
      min-height: 3.25rem;
      grid-template-columns: minmax(0, 1fr);
    }
  `;

  @property({ attribute: false }) kinds: readonly JobKind[] = [];
  /** Of how many there is room; Jobs shows all. */
  @property({ attribute: false }) most = Infinity;
  /** Whether the view has a button of its own that stops them, or they cannot be stopped. */
  @property({ type: Boolean }) withoutStop = false;

  protected override render(): TemplateResult {
    const shown = this.shownJobs().slice(0, this.most);
    if (shown.length === 0) return html`<slot></slot>`;
    return html`${repeat(
      shown,
      ({ job }) => job.id,
      ({ job, stopId }) =>
        html`<ib-job-progress
          .job=${job}
          .withoutStop=${this.withoutStop}
          @ib-cancel=${() => this.shell.jobs.stop(stopId)}
        ></ib-job-progress>`,
    )}`;
  }

  private shownJobs(): readonly ShownJob[] {
    const active = this.shell.jobs.jobs.value.filter((job) => !hasEnded(job));
    const running = active.filter((job) => job.state.kind === 'running');
    const runAll = running.find((job) => job.kind === 'run-all');
    const step = runAll && running.find((job) => STEPS_OF_RUN_ALL.has(job.kind));
    const shown: ShownJob[] = [];
    for (const job of active) {
      if (job === runAll) {
        if (this.kinds.includes('run-all') && step === undefined) shown.push({ job, stopId: job.id });
      } else if (job === step) {
        if (!this.kinds.includes('run-all') && !this.kinds.includes(job.kind)) continue;
        shown.push({ job: { ...job, title: `Run All: ${job.title}` }, stopId: runAll?.id ?? job.id });
      } else if (this.kinds.includes(job.kind)) {
        shown.push({ job, stopId: job.id });
      }
    }
    return shown;
  }
}
