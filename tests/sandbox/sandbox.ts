import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { signal } from '@preact/signals-core';
import { css, html, type TemplateResult } from 'lit';
import type { Job, JobState } from '../../src/domain/job.ts';
import type { UndoStep } from '../../src/domain/undo.ts';
import type { Alert, LogEntry } from '../../src/stages/shell/logBook.ts';
import { LogBook } from '../../src/stages/shell/logBook.ts';
import type { Workbench } from '../../src/stages/workbench.ts';
import { provideWorkbench } from '../../src/ui/contexts.ts';
import '../../src/ui/shared/dialogs/confirmDialog.ts';
import '../../src/ui/shared/dialogs/menu.ts';
import { BaseElement } from '../../src/ui/shared/element/baseElement.ts';
import '../../src/ui/shared/fields/dropTarget.ts';
import { renderCheck, renderSlider } from '../../src/ui/shared/fields/inputs.ts';
import '../../src/ui/shared/fields/numberField.ts';
import { renderSelectField } from '../../src/ui/shared/fields/select.ts';
import '../../src/ui/shared/fields/soundPicker.ts';
import { barFigure, barsHeightPx } from '../../src/ui/shared/figure/barFigure.ts';
import '../../src/ui/shared/figure/figureFrame.ts';
import '../../src/ui/shared/figure/saveButtons.ts';
import '../../src/ui/shared/jobs/alertList.ts';
import '../../src/ui/shared/jobs/jobArea.ts';
import '../../src/ui/shared/jobs/jobProgress.ts';
import '../../src/ui/shared/jobs/logPanel.ts';
import '../../src/ui/shared/jobs/undoButtons.ts';
import type { PlotData } from '../../src/ui/shared/plot/plotData.ts';
import '../../src/ui/shared/plot/plotFrame.ts';
import '../../src/ui/shared/soundGap.ts';
import { numericColumn, textColumn } from '../../src/ui/shared/table/columns.ts';
import '../../src/ui/shared/table/dataTable.ts';
import '../../src/ui/shared/text/descriptorTable.ts';
import '../../src/ui/shared/text/emptyState.ts';
import '../../src/ui/shared/text/metricList.ts';
import { atEnd, renderCells } from '../../src/ui/shared/text/plainTable.ts';
import { DESCRIPTOR_COUNT, writeDescriptors } from '../../src/domain/descriptors.ts';
import { placesInDataSet } from '../../src/ui/shared/text/place.ts';
import { renderDetails } from '../../src/ui/shared/verdictCard.ts';
import { icon, type IconName } from '../../src/ui/theme/icons.ts';
import { applyTheme, installTokens } from '../../src/ui/theme/theme.ts';
import '../../src/ui/theme/typeface.css';
import { describedFile } from '../fakes/describedFile.ts';

const NOTHING = () => undefined;
const FILES = Array.from({ length: 200 }, (_, n) => describedFile(n));
const FEW = FILES.slice(0, 4);

function job(title: string, state: JobState, change: Partial<Job> = {}): Job {
  const startedAtMs = Date.now() - 60_000;
  const ended = state.kind === 'waiting' || state.kind === 'running' ? null : Date.now();
  const own = {
    id: 1,
    kind: 'descriptors',
    stage: 'descriptors',
    unit: 'files',
    paused: false,
    stopping: false,
  } as const;
  return { ...own, title, state, startedAtMs, endedAtMs: ended, ...change };
}

const HALF: JobState = { kind: 'running', done: 12_345, total: 20_000 };
const JOBS: readonly Job[] = [
  job('Waiting', { kind: 'waiting', for: 'Import of example sounds' }),
  job('Running', HALF),
  job('Running, nobody knows how long', { kind: 'running', done: 3, total: null }),
  job('Paused', HALF, { paused: true }),
  job('Stopping', HALF, { stopping: true }),
];

function entry(level: LogEntry['level'], message: string, change: Partial<LogEntry> = {}): LogEntry {
  return {
    id: 1,
    atMs: Date.now(),
    stage: 'import',
    level,
    message,
    subject: null,
    details: null,
    times: 1,
    ...change,
  };
}

const ENTRIES = [
  entry('info', 'Import finished: 24 added, 0 already there, 0 refused', { id: 1 }),
  entry('warning', 'kick.wav: Cut short or damaged: 1 s of the declared 2 s could be read.', {
    id: 2,
    subject: 'kick.wav',
  }),
  entry('error', 'snare.wav is no audio that can be read.', { id: 3, subject: 'snare.wav', details: 'RIFF expected' }),
  entry('info', 'Export refused: it runs already', { id: 4, times: 3 }),
];
const MANY = Array.from({ length: 40 }, (_, id) => entry('error', `${id}.wav is empty.`, { id, subject: `${id}.wav` }));
const ALERTS: readonly Alert[] = [
  { id: 1, level: 'warning', stage: 'import', entries: ENTRIES.slice(1, 2) },
  { id: 2, level: 'error', stage: 'import', entries: ENTRIES.slice(2, 3) },
  { id: 3, level: 'error', stage: 'import', entries: MANY },
];

const X = Array.from({ length: 40 }, (_, i) => i + 1);
const PLOT: PlotData = {
  xLabel: 'Trial',
  yLabel: 'Score',
  x: X,
  series: [
    { label: 'Line', values: X.map((x) => Math.sin(x / 6)), draw: 'line', colour: '--pastel-1' },
    { label: 'Steps', values: X.map((x) => Math.log(x) / 4), draw: 'steps', colour: '--pastel-2' },
    {
      label: 'Points, some missing',
      values: X.map((x) => (x % 3 ? -x / 40 : null)),
      draw: 'points',
      colour: '--pastel-3',
    },
    { label: 'Dashed', values: X.map(() => 0.5), draw: 'line', colour: '--text-dim', dashed: true },
  ],
};
const POWERS = [1e-6, 1e-3, 1, 1e3];
const LOGARITHMIC: PlotData = {
  xLabel: 'alpha',
  yLabel: 'cv_mse',
  logarithmic: true,
  x: POWERS,
  series: [{ label: 'CV error', values: POWERS, draw: 'line', colour: '--pastel-3' }],
};
const EMPTY_PLOT: PlotData = { ...PLOT, x: [], series: [] };
const BARS = [0.8, 0.25, -0.4].map((amount, i) => ({
  label: `Term ${i + 1}`,
  amount,
  words: String(amount),
  fill: `--pastel-${i + 1}`,
}));
const COLUMNS = [
  textColumn<(typeof FILES)[number]>('path', 'Path', 14, ({ file }) => file.path, 1),
  numericColumn<(typeof FILES)[number], number | null>('rate', 'SR', 6, ({ file }) => file.sampleRateHz),
];
const ICONS = 'add download upload play stop trash pin undo redo sun moon screen check space'.split(' ') as IconName[];

/** The part of the workbench that shared elements read. */
function workbench({
  undo = null,
  redo = null,
  isOpen = true,
}: {
  undo?: UndoStep | null;
  redo?: UndoStep | null;
  isOpen?: boolean;
}) {
  const jobs = { jobs: signal(JOBS), active: () => null, running: () => null, stop: NOTHING };
  const [first] = FILES;
  return {
    log: new LogBook(),
    jobs,
    environment: {
      database: signal(isOpen ? 'open' : 'opening'),
      openingStep: signal(null),
      engineLoading: signal({ loadedBytes: 3e6, totalBytes: 7e6 }),
    },
    undoing: { undoable: signal(undo), redoable: signal(redo), undo: async () => 'done', redo: async () => 'done' },
    sources: { absent: signal(first === undefined ? [] : [first]) },
    dataSet: { described: signal(FILES), records: signal(FILES) },
  } as unknown as Workbench;
}

const STEP: UndoStep = {
  stepId: '1',
  kind: 'remove-audio',
  subject: null,
  audioFiles: 3,
  at: new Date(),
  undone: false,
};

/** What it shows works with a workbench of its own. */
class SandboxBench extends BaseElement {
  readonly #provide = provideWorkbench(this);

  set bench(bench: Workbench) {
    this.#provide(bench);
  }

  content = html``;

  protected override render(): TemplateResult {
    return this.content;
  }
}

/** Every shared element in every state, in both themes. */
class Sandbox extends BaseElement {
  static override styles = css`
    section.part {
      margin-bottom: var(--space-7);
    }

    .states {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
      gap: var(--space-5);
    }

    .icons {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
    }
  `;

  protected override render(): TemplateResult {
    const bars = (widthPx: number) => barFigure(BARS, 0, widthPx);
    const [example] = FILES;
    const all = FILES.flatMap(({ descriptors }) => (descriptors.kind === 'done' ? [descriptors.descriptors] : []));
    const values = new Float64Array(all.length * DESCRIPTOR_COUNT);
    all.forEach((one, row) => writeDescriptors(one, values, row));
    const own = example?.descriptors.kind === 'done' ? example.descriptors.descriptors : null;
    return html`<main>
      <h1>Sandbox</h1>
      <div class="toolbar">
        ${(['dark', 'light'] as const).map(
          (theme) => html`<button class="button" @click=${() => applyTheme(theme)}>${theme}</button>`,
        )}
      </div>
      ${part(
        'Buttons',
        html`<div class="toolbar">
          ${['', 'primary', 'danger', 'quiet', 'small'].map(
            (look) =>
              html`<button class="button ${look}">${icon('play')} ${look || 'plain'}</button>
                <button class="button ${look}" disabled>${look || 'plain'}, disabled</button>`,
          )}
        </div>`,
        html`<div class="icons">${ICONS.map((name) => html`<span>${icon(name)} ${name}</span>`)}</div>`,
      )}
      ${part(
        'Fields',
        html`<ib-number-field label="A number" .min=${1} .max=${10_000} .value=${40}></ib-number-field>`,
        html`<ib-number-field label="Disabled" .value=${3} disabled></ib-number-field>`,
        html`<ib-number-field label="Out of range" .min=${1} .max=${8} .value=${12}></ib-number-field>`,
        html`<ib-sound-picker label="Sound to hear" .sounds=${SOUNDS} .value=${SOUNDS[1]}></ib-sound-picker>`,
        html`<ib-sound-picker label="None picked" placeholder="Choose a sound" .sounds=${SOUNDS}></ib-sound-picker>`,
        html`<ib-sound-picker label="No sounds" placeholder="No sounds yet" disabled></ib-sound-picker>`,
        html`${renderCheck('Ticked', true, NOTHING)} ${renderCheck('Not ticked', false, NOTHING)}
        ${renderCheck('Disabled', true, NOTHING, { disabled: true })}`,
        renderSelectField(
          'choice',
          'A choice',
          [
            { value: 'a', label: 'First' },
            { value: 'b', label: 'Disabled', disabled: true },
          ],
          'a',
          NOTHING,
        ),
        renderSlider(
          'slide',
          'A slider',
          { min: 0, max: 1, step: 0.01, value: 0.3, shown: '0.30', words: '0.30' },
          NOTHING,
        ),
        html`Drag a file over the window: <ib-drop-target></ib-drop-target>`,
      )}
      ${part(
        'Tables',
        html`<ib-data-table
          label="Full"
          .columns=${COLUMNS}
          .rows=${FILES}
          .rowKey=${idOf}
          selectable
          .selectedKeys=${new Set(FEW.map(idOf))}
          .markedKey=${idOf(FILES[5]!)}
        ></ib-data-table>`,
        html`<ib-data-table
          label="In groups, heard and arranged"
          .columns=${COLUMNS}
          .rows=${FEW}
          .rowKey=${idOf}
          .groupOf=${({ file }: AudioRecord) => file.genre ?? ''}
          .groupHead=${({ label }: { readonly label: string }) => (label === '' ? 'No genre' : label)}
          .widthsRem=${{ path: 20 }}
          selectable
          sounds
          arrangeable
        ></ib-data-table>`,
        html`<ib-data-table label="Empty" .columns=${COLUMNS} .rows=${[]}>Nothing yet.</ib-data-table>`,
        renderCells(
          'Native',
          ['Name', ...atEnd('Value')],
          FEW.map(({ file }) => [file.path, '−0.31']),
        ),
        html`<ib-descriptor-table
          label="Descriptors"
          placeLabel="the data set"
          .descriptors=${own}
          .places=${own === null ? null : placesInDataSet(own, values)}
        ></ib-descriptor-table>`,
        html`<ib-metric-list
          .metrics=${[
            { label: 'rows', value: '1,234' },
            { label: 'alpha', value: '1.2 × 10⁻⁷', hint: 'extended grid' },
          ]}
        ></ib-metric-list>`,
      )}
      ${part(
        'Figures',
        html`<ib-plot heading="Lines, steps and points" summary="One of each." .data=${PLOT}></ib-plot>`,
        html`<ib-plot heading="Logarithmic" summary="Powers of ten." .data=${LOGARITHMIC}></ib-plot>`,
        html`<ib-plot heading="Empty" summary="Nothing yet." .data=${EMPTY_PLOT}></ib-plot>`,
        html`<ib-figure
          heading="Bars"
          summary="Above and below zero."
          .heightPx=${barsHeightPx(BARS.length)}
          .build=${bars}
        ></ib-figure>`,
        html`<ib-figure
          heading="Muted"
          summary="Too little to be relied on."
          muted
          .heightPx=${barsHeightPx(BARS.length)}
          .build=${bars}
        ></ib-figure>`,
        html`<ib-save-buttons name="a native table" native></ib-save-buttons>`,
      )}
      ${part('Jobs', ...JOBS.map((one) => html`<ib-job-progress .job=${one}></ib-job-progress>`), html`<ib-job-progress .job=${JOBS[1]!} withoutStop></ib-job-progress>`)}
      ${part(
        'Alerts and log',
        html`<ib-alert-list .alerts=${ALERTS}></ib-alert-list>`,
        html`<ib-log .entries=${[]}></ib-log>`,
        html`<ib-log .entries=${ENTRIES}></ib-log>`,
      )}
      ${part(
        'With a workbench',
        benched({}, html`<ib-job-area .kinds=${['descriptors']}></ib-job-area>`),
        benched({}, html`<ib-job-area .kinds=${['training']}><p class="hint">No job of that kind.</p></ib-job-area>`),
        benched({}, html`<ib-sound-gap></ib-sound-gap>`),
        benched({ undo: STEP }, html`<ib-undo-buttons></ib-undo-buttons>`),
        benched({ undo: STEP, redo: STEP }, html`<ib-undo-buttons></ib-undo-buttons>`),
        benched({}, verdictCard('A heading', ['A sentence that says how things stand.'])),
        benched({}, verdictCard(LONG, [LONG, LONG])),
        benched({}, verdictCard('No words', [])),
        benched({ isOpen: false }, verdictCard('Not seen while it opens', [])),
        renderDetails(OPEN_DETAILS, 'folded', 'What is seldom used'),
        renderDetails(OPEN_DETAILS, 'unfolded', 'What is seldom used'),
        benched(
          {},
          html`<ib-empty-state heading="No sounds yet"
            ><button class="button primary">Add Audio Files</button></ib-empty-state
          >`,
        ),
        benched(
          { isOpen: false },
          html`<ib-empty-state heading="No sounds yet">Not seen while it opens</ib-empty-state>`,
        ),
      )}
      ${part(
        'Dialogs',
        html`<button class="button" @click=${this.ask}>Ask</button>`,
        html`<button class="button" @click=${this.openMenu}>Menu</button>`,
      )}
      <ib-confirm-dialog @ib-close=${this.close}></ib-confirm-dialog>
      <ib-menu @ib-close=${this.close}></ib-menu>
    </main>`;
  }

  private readonly ask = (): void => {
    const question = {
      heading: 'Delete this run?',
      sentences: ['Undo brings it back.'],
      action: 'Delete run',
      work: async () => undefined,
    };
    this.show('ib-confirm-dialog', { question });
  };

  private readonly openMenu = ({ clientX: x, clientY: y }: MouseEvent): void => {
    const items = [
      { label: 'Hear', run: NOTHING },
      { label: 'Not now', disabled: true, run: NOTHING },
    ];
    this.show('ib-menu', { menu: { label: 'Actions', items, x, y } });
  };

  private readonly close = (): void => {
    this.show('ib-confirm-dialog', { question: null });
    this.show('ib-menu', { menu: null });
  };

  private show(name: string, properties: object): void {
    const element = this.renderRoot.querySelector(name);
    if (element !== null) Object.assign(element, properties);
  }
}

const idOf = ({ file }: (typeof FILES)[number]): string => file.audioId;

function part(heading: string, ...states: readonly TemplateResult[]): TemplateResult {
  return html`<section class="part">
    <h2>${heading}</h2>
    <div class="states">${states.map((state) => html`<div class="panel">${state}</div>`)}</div>
  </section>`;
}

const LONG = 'Many words, as of a model with a long name, which take more than one line of the card on a narrow page';
const SOUNDS = ['drums/kick.wav', 'drums/snare.wav', 'voices/choir.wav'];

const OPEN_DETAILS = { openDetails: signal(['unfolded']) } as unknown as Parameters<typeof renderDetails>[0];

function verdictCard(heading: string, words: readonly string[]): TemplateResult {
  return html`<ib-verdict-card .heading=${heading} .words=${words}>
    <div class="toolbar" slot="actions">
      <button class="button">Add</button><button class="button primary">What helps most</button>
      <button class="button" disabled>Not now</button>
    </div>
    <p class="hint">What stands below.</p>
  </ib-verdict-card>`;
}

function benched(state: Parameters<typeof workbench>[0], content: TemplateResult): TemplateResult {
  return html`<ib-sandbox-bench .bench=${workbench(state)} .content=${content}></ib-sandbox-bench>`;
}

customElements.define('ib-sandbox-bench', SandboxBench);
customElements.define('ib-sandbox', Sandbox);
installTokens();
applyTheme('dark');
