import { consume } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { isDirectSearch } from '../../domain/trials.ts';
import { convergencePlot, convergenceSummary } from '../optimise/convergence.ts';
import '../shared/jobs/jobArea.ts';
import '../shared/plot/plotFrame.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { formatCount, formatScore, plural } from '../shared/text/format.ts';
import { SearchingContext } from '../contexts.ts';

/** The trials of a sound: its best score, how the search came to it, and the way to search again. */
@customElement('ib-inspector-search')
export class InspectorSearch extends WorkbenchElement {
  @consume({ context: SearchingContext }) private readonly searching!: SearchingContext;

  @property({ attribute: false }) record!: AudioRecord;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { audioId } = this.record.file;
    if (!changed.has('record') || changed.get('record')?.file.audioId === audioId) return;
    this.attempt(async () => this.searching.optimisation.select(audioId));
  }

  protected override render(): TemplateResult {
    const { optimisation } = this.searching;
    const { settings } = this.shell;
    const { file, descriptors, best } = this.record;
    const open = optimisation.openRun.value;
    const run = open?.audioId === file.audioId ? open : null;
    const runs = run === null ? [] : optimisation.runs.value;
    return html`<div class="stack tight">
      <p>
        Best score ${formatScore(best?.score)}${runs.length === 0 ? nothing : html`, ${plural(runs.length, 'run')}`}
      </p>
      <ib-job-area .kinds=${['trials', 'trials-all']}>
        <div class="toolbar">
          ${this.action('Search Again', async () => optimisation.run(file.audioId, settings.trialBudget.peek()), {
            starts: ['trials', 'trials-all', 'run-all'],
            disabled: descriptors.kind !== 'done',
            title: `${formatCount(settings.trialBudget.value.totalTrials)} trials; the earlier runs stay`,
          })}
          <a class="button quiet" href="#/optimise">All of it on Bayesian Opt</a>
        </div>
      </ib-job-area>
      ${
        run === null
          ? html`<p class="hint">No search of this sound yet.</p>`
          : isDirectSearch(run.budget)
            ? html`<p class="hint">
                Found by direct search of the formula, within what the plugin can play: there are no trials to show.
              </p>`
            : html`<ib-plot
                heading="Convergence"
                .summary=${convergenceSummary(run.trials, run.best)}
                .data=${convergencePlot(run.trials)}
              ></ib-plot>`
      }
    </div>`;
  }
}
