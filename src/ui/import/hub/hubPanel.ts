import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { HubCounters } from '../../../domain/hubImport.ts';
import { formatCount } from '../../shared/text/format.ts';
import type { Metric } from '../../shared/text/metricList.ts';
import '../../shared/jobs/jobArea.ts';
import '../../shared/text/metricList.ts';
import { WorkbenchElement } from '../../shared/element/workbenchElement.ts';
import { SoundsContext } from '../../contexts.ts';

/** The import of a public data set that runs or waits: its counters, and how to pause it, go on, or end it. */
@customElement('ib-hub-panel')
export class HubPanel extends WorkbenchElement {
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  /* Takes no room, and none around it, as long as there is nothing to show. */
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  protected override render(): TemplateResult | typeof nothing {
    const { hubImport } = this.sounds;
    const { jobs } = this.shell;
    const current = hubImport.current.value;
    if (current === null) return nothing;
    const running = jobs.active('hub-import') !== null;
    const { plan, counters, hasSource, sourceKind } = current;
    return html`<section class="panel stack tight" aria-label="Dataset import">
      <div class="heading">
        <h3>${plan.datasetId} · ${plan.options.config} · ${plan.options.split}</h3>
        <div class="toolbar">
          ${
            running
              ? html`<button class="button small" @click=${() => hubImport.pause()}>Pause</button>`
              : this.action('Resume', async () => hubImport.resume(), {
                  look: 'small',
                  starts: ['hub-import'],
                  disabled: !hasSource,
                })
          }
          <button class="button small" @click=${() => hubImport.cancel()}>Cancel Import</button>
        </div>
      </div>
      <ib-job-area .kinds=${['hub-import']} withoutStop>
        <p class="hint">
          ${
            hasSource
              ? 'Paused. What is stored stays; going on continues behind it.'
              : `Interrupted. Drop ${sourceKind === 'hub' ? plan.tables.map(({ name }) => name).join(', ') : 'the same files'} again to go on; what is stored stays.`
          }
        </p>
      </ib-job-area>
      <ib-metric-list .metrics=${metricsOf(counters)}></ib-metric-list>
    </section>`;
  }
}

function metricsOf(counters: HubCounters): readonly Metric[] {
  return [
    { label: 'seen', value: formatCount(counters.seen) },
    { label: 'saved', value: formatCount(counters.saved) },
    { label: 'already there', value: formatCount(counters.alreadyThere) },
    { label: 'skipped by licence', value: formatCount(counters.skippedLicense) },
    { label: 'skipped audio', value: formatCount(counters.skippedAudio) },
    { label: 'failed', value: formatCount(counters.failed) },
  ];
}
