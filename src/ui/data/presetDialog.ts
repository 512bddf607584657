import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isSilent } from '../../domain/descriptors.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { TREATMENTS } from '../../domain/treatments.ts';
import { foldersOf, isInFolder } from '../../stages/data/folders.ts';
import { exampleFileName, NAME_PARTS, namePatternRefusal } from '../../stages/data/namePattern.ts';
import type { WantedTreatment } from '../../stages/listening/choices/soundPresets.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { renderSelectField } from '../shared/fields/select.ts';
import { compareTexts } from '../shared/table/sorting.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import { isCompared, renderComparing, renderPresetFormats } from './presetOptions.ts';
import { DataContext, SoundsContext, ListeningContext } from '../contexts.ts';

const PRESELECTED = '';
/** Values of whose presets are exported; any other is the path of a folder. */
const ASKED = '';
const ALL = '*';

/** Asks how the presets of some sounds of the data set are to be, and writes them. Fires `ib-close`. */
@customElement('ib-preset-dialog')
export class PresetDialog extends DialogElement {
  static override styles = [
    ...DialogElement.styles,
    css`
      .count {
        align-self: center;
        margin-right: auto;
      }

      .formats {
        column-gap: var(--space-5);
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;
  @consume({ context: ListeningContext }) private readonly listening!: ListeningContext;

  /** Whose presets, unless others are chosen; null for nothing to ask. */
  @property({ attribute: false }) audioIds: readonly string[] | null = null;
  @state() private chosen = ASKED;
  @state() private treatment = PRESELECTED;
  /** Null as long as it is the one that is set. */
  @state() private typed: string | null = null;
  /** Null as long as nobody said: then they are compared, unless that takes long. */
  @state() private compared: boolean | null = null;
  private choices: ReturnType<PresetDialog['soundChoices']> = [];

  protected readonly heading = 'Export Presets';

  protected override get shown(): boolean {
    return this.audioIds !== null;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('audioIds') || this.audioIds === null) return;
    this.choices = this.soundChoices(this.audioIds.length);
    this.chosen = ASKED;
    this.treatment = PRESELECTED;
    this.typed = null;
    this.compared = null;
    // Treatments of one's own belong to Hear, which is loaded when it is first needed.
    this.attempt(async () => (await this.listening.openHearing()).listening.choices.loaded);
  }

  protected renderBody(): TemplateResult {
    const { settings } = this.shell;
    const { pattern, refusal } = this;
    return html`<div class="stack">
      <p>
        One <code>.vstpreset</code> for each sound, in a zip, with a README that says where they go and what each of
        them is. ${this.absenceWords()}
      </p>
      ${this.choices.length < 2 ? nothing : renderSelectField('sounds', 'Sounds', this.choices, this.chosen, ({ value }) => (this.chosen = value))}
      ${renderSelectField('treatment', 'Treatment', this.treatments(), this.treatment, ({ value }) => (this.treatment = value))}
      <p class="hint">${this.treatmentWords()}</p>
      <div class="field">
        <label for="pattern">Name pattern</label>
        <input
          id="pattern"
          type="text"
          autocomplete="off"
          spellcheck="false"
          .value=${pattern}
          aria-describedby="names"
          @input=${({ target }: Event) => (this.typed = (target as HTMLInputElement).value)}
        />
        <p id="names" class="hint" role="status">${refusal ?? this.exampleWords()}</p>
      </div>
      <div class="toolbar formats">${renderPresetFormats(settings)}</div>
      ${renderComparing(
        this.comparing,
        'A sound at hand that was not judged gets the preset of its collection, else the general preset.',
        (compared) => (this.compared = compared),
      )}
    </div>`;
  }

  protected override renderActions(): TemplateResult {
    return html`<span class="hint count" role="status">${this.countWords()}</span> ${this.action(
        'Export',
        () => this.export(),
        {
          look: 'primary',
          icon: 'download',
          starts: ['preset-export'],
          disabled: this.described.length === 0 || this.refusal !== null,
        },
      )}`;
  }

  private get comparing() {
    const count = this.unjudged.length;
    return { count, seconds: count * this.listening.judge.secondsEach.value, said: this.compared };
  }

  private get unjudged(): readonly AudioRecord[] {
    const { absentIds } = this;
    const verdicts = this.listening.judge.ofFiles.value;
    return this.described.filter(({ file }) => !verdicts.has(file.audioId) && !absentIds.has(file.audioId));
  }

  private get absentIds(): ReadonlySet<string> {
    return new Set(this.sounds.sources.absent.value.map(({ file }) => file.audioId));
  }

  private get records(): readonly AudioRecord[] {
    const { dataSet } = this.data;
    if (this.chosen === ASKED) return (this.audioIds ?? []).flatMap((audioId) => dataSet.get(audioId) ?? []);
    const all = dataSet.records.value;
    return this.chosen === ALL ? all : all.filter(({ file }) => isInFolder(file.path, this.chosen));
  }

  /** What was asked for, all, or those of a folder, of the data set as it was when that was asked. */
  private soundChoices(askedCount: number) {
    const { counts, values } = this.data.dataSet;
    const { files } = counts.peek();
    const choice = (value: string, label: string, count: number) => ({
      value,
      label: `${label} (${formatCount(count)})`,
    });
    const all = askedCount === files;
    return [
      choice(ASKED, all ? 'All' : 'Selected', askedCount),
      ...(all ? [] : [choice(ALL, 'All', files)]),
      ...foldersOf(values.peek().of.folder)
        .sort((a, b) => compareTexts(a.path, b.path))
        .map(({ path, count }) => choice(path, path, count)),
    ];
  }

  private get described(): readonly AudioRecord[] {
    return this.records.filter(({ descriptors }) => descriptors.kind === 'done' && !isSilent(descriptors.descriptors));
  }

  private get pattern(): string {
    return this.typed ?? this.shell.settings.presetNames.value;
  }

  private get refusal(): string | null {
    return namePatternRefusal(this.pattern);
  }

  /** How many will be exported: `24 of 24`, `21 of 24: 2 have no descriptors, 1 is silent`. */
  private countWords(): string {
    const [all, able] = [this.records.length, this.described.length];
    const without = this.records.filter(({ descriptors }) => descriptors.kind !== 'done').length;
    const silent = all - able - without;
    const why = [
      ...(without === 0 ? [] : [`${formatCount(without)} ${without === 1 ? 'has' : 'have'} no descriptors`]),
      ...(silent === 0 ? [] : [`${formatCount(silent)} ${silent === 1 ? 'is' : 'are'} silent`]),
    ].join(', ');
    return `${formatCount(able)} of ${formatCount(all)}${why === '' ? '' : `: ${why}`}`;
  }

  private absenceWords(): string | typeof nothing {
    const { absentIds } = this;
    const absent = this.described.filter(({ file }) => absentIds.has(file.audioId)).length;
    if (absent === 0) return nothing;
    return `${plural(absent, 'sound')} ${absent === 1 ? 'is' : 'are'} not at hand: nothing can be compared, so each gets the preset of its collection, else its own optimum by descriptors. What needs sound is left out of such presets, the compensation for the plugin's own model, and their names say so.`;
  }

  private treatments() {
    const own = this.listening.hearing.value?.listening.choices.ownTreatments.all.value ?? [];
    return [
      { value: PRESELECTED, label: 'Preselected for each sound' },
      ...TREATMENTS.map(({ id, label }) => ({ value: id as string, label })),
      ...own.map(({ id, name }) => ({ value: id as string, label: name })),
    ];
  }

  private treatmentWords(): string {
    if (this.treatment !== PRESELECTED)
      return 'For all of them; a sound to which it would do the opposite keeps the one that it begins with in Hear.';
    const listening = this.listening.hearing.value?.listening;
    const count = this.described.filter(
      ({ file: { audioId } }) => listening?.choices.treatmentFor(audioId) != null,
    ).length;
    const rest = 'the one that lets its split be heard';
    return count === 0
      ? `Each gets ${rest}.`
      : `${plural(count, 'sound')} as chosen under Hear; each other gets ${rest}. Splits chosen there are taken, too, with clusters, spread, glide and compensation as they were left.`;
  }

  private exampleWords(): string | typeof nothing {
    const [first] = this.described;
    if (first === undefined) return nothing;
    const chosen = this.treatments().find(({ value }) => value !== PRESELECTED && value === this.treatment);
    const name = exampleFileName(this.pattern, {
      path: first.file.path,
      treatment: chosen?.label ?? 'Transients forward',
      number: 1,
      total: this.described.length,
    });
    return `${NAME_PARTS.join(', ')}: the first is then such as “${name}”.`;
  }

  private async export(): Promise<void> {
    const { exporting } = this.data;
    const { hearing } = this.listening;
    const { settings } = this.shell;
    const ids = this.described.map(({ file }) => file.audioId);
    const compared = isCompared(this.comparing);
    settings.presetNames.value = this.pattern;
    const own = hearing.value?.listening.choices.ownTreatments.find(this.treatment) ?? null;
    const named = TREATMENTS.find(({ id }) => id === this.treatment)?.id ?? null;
    const treatment: WantedTreatment = own ?? named;
    this.cancel();
    await exporting.exportSoundPresets(ids, treatment, compared);
  }
}
