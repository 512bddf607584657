import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../../shared/element/baseElement.ts';
import { ADAPTING, STRATEGIES, type AdaptationReport } from '../../../domain/collection.ts';
import { formatFixed, plural } from '../../shared/text/format.ts';
import '../../shared/figure/saveButtons.ts';
import { atEnd, renderCells } from '../../shared/text/plainTable.ts';
import type { PlotData } from '../../shared/plot/plotData.ts';
import '../../shared/plot/plotFrame.ts';
import {
  adaptationAnswer,
  bestAdapting,
  meanOf,
  signed,
  STRATEGY_HINTS,
  STRATEGY_NAMES,
  trustWords,
} from './adaptationWords.ts';

/** Does adapting pay? The answer in words, what every way of choosing scores, and each file's gain. */
@customElement('ib-adaptation-view')
export class AdaptationView extends BaseElement {
  static override styles = css`
    .answer {
      font-size: var(--text-xl);
      font-weight: 600;
    }

    td,
    th {
      vertical-align: top;
    }

    tbody th {
      min-width: 12rem;
    }
  `;

  @property({ attribute: false }) report: AdaptationReport | null = null;
  @property() name = '';

  protected override render(): TemplateResult | typeof nothing {
    const { report } = this;
    if (report === null) return nothing;
    const { headline, text } = adaptationAnswer(report);
    return html`<section class="panel stack tight" aria-labelledby="adapting">
      <div class="heading">
        <h2 id="adapting">Does adapting pay?</h2>
        <p class="hint">
          ${this.name}: ${plural(report.files.length, 'file')} of ${plural(report.recordingCount, 'recording')}
        </p>
        <ib-save-buttons name="Ways to choose a preset" native></ib-save-buttons>
      </div>
      <p class="answer">${headline}</p>
      <p>${text}</p>
      ${this.renderTable(report)}
      <p class="hint">${trustWords(report)}</p>
      ${
        report.overlappingFiles === 0
          ? nothing
          : html`<p class="hint">
              ${plural(report.overlappingFiles, 'file')} shorter than 24 s: their unseen segments overlap those that
              were searched on, though their unseen partners do not.
            </p>`
      }
      <ib-plot
        heading="Gain over the best single constant, file by file"
        .summary=${`${text} Each file on its unseen partners and segments.`}
        .data=${gainPlot(report)}
      ></ib-plot>
    </section>`;
  }

  private renderTable(report: AdaptationReport): TemplateResult {
    return html`<div class="scroll">
      ${renderCells(
        'Ways to choose a preset',
        [
          'Way to choose',
          ...atEnd('Mean score', 'Mean purity', 'Gain over the constant', '95 % interval', 'Better / worse'),
        ],
        STRATEGIES.map((strategy) => {
          const adapting = ADAPTING.find((one) => one === strategy);
          const gain = adapting === undefined ? null : report.gains[adapting];
          return [
            html`${STRATEGY_NAMES[strategy]}
              <div class="hint">${STRATEGY_HINTS[strategy]}</div>`,
            formatFixed(meanOf(report, strategy, 'scores'), 4),
            formatFixed(meanOf(report, strategy, 'purities'), 4),
            gain && signed(gain.mean),
            gain && `${signed(gain.low)} … ${signed(gain.high)}`,
            gain && `${gain.better} / ${gain.worse}`,
          ];
        }),
      )}
    </div>`;
  }
}

/** Gains of the best adapting strategy and of the own trials, each in ascending order. */
function gainPlot(report: AdaptationReport): PlotData {
  const best = bestAdapting(report);
  const gainsOf = (strategy: (typeof ADAPTING)[number]) =>
    report.files.map(({ scores }) => scores[strategy] - scores.constant).toSorted((a, b) => a - b);
  const others = ADAPTING.filter((strategy) => strategy !== best);
  return {
    xLabel: 'File, from the one that loses most to the one that gains most',
    yLabel: 'Gain in score',
    x: report.files.map((_, i) => i + 1),
    series: [
      { label: STRATEGY_NAMES[best], values: gainsOf(best), draw: 'points', colour: '--pastel-1' },
      ...others.map((strategy, i) => ({
        label: STRATEGY_NAMES[strategy],
        values: gainsOf(strategy),
        draw: 'line' as const,
        colour: `--pastel-${i + 3}`,
        dashed: true,
      })),
    ],
  };
}
