import { consume } from '@lit/context';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { type AppEvent, emit } from '../shared/element/events.ts';
import { remembered } from '../shared/element/remembered.ts';
import '../shared/fields/soundPicker.ts';
import { customElement, property, state } from 'lit/decorators.js';
import type { ChosenFile } from '../../stages/import/chosenFiles.ts';
import type { LiveChoice } from '../../stages/prediction/liveStage.ts';
import { soundOption } from '../shared/text/gapWords.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { DataContext, SoundsContext } from '../contexts.ts';

/** Which sound the live view plays: a chosen file, or one of the data set. Fires `ib-live-choice` with a LiveChoice or null. */
@customElement('ib-live-picker')
export class LivePicker extends WorkbenchElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  /** Chosen files; the first of them is picked when others are chosen. */
  @property({ attribute: false }) files: readonly ChosenFile[] = [];
  @state() private key: string | null = null;
  private told: string | null = null;
  private readonly allOf = remembered(
    (files: readonly ChosenFile[], records: readonly AudioRecord[]): readonly LiveChoice[] => [
      ...files.map(({ path, file }) => ({ kind: 'chosen', path, file }) as const),
      ...records.map(({ file: { path, audioId } }) => ({ kind: 'stored', path, audioId }) as const),
    ],
  );

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('files') && this.files.length > 0) this.key = null;
  }

  protected override render(): TemplateResult {
    const choices = this.choices();
    const current = this.current();
    return html`<ib-sound-picker
      label="Sound to play"
      placeholder=${this.isOpen ? 'Choose audio or import files first' : 'Opening the data set …'}
      .sounds=${choices}
      .keyOf=${keyOf}
      .nameOf=${this.nameOf}
      .value=${current === null ? '' : keyOf(current)}
      ?disabled=${choices.length === 0}
      @ib-pick=${({ detail }: AppEvent<'ib-pick'>) => (this.key = detail)}
    ></ib-sound-picker>`;
  }

  protected override updated(): void {
    const current = this.current();
    const key = current === null ? null : keyOf(current);
    if (key === this.told) return;
    this.told = key;
    emit(this, 'ib-live-choice', current);
  }

  private readonly nameOf = (choice: LiveChoice): string =>
    choice.kind === 'chosen'
      ? `${choice.path} (chosen above)`
      : soundOption(choice.path, this.sounds.sources.presenceOf(choice));

  private choices(): readonly LiveChoice[] {
    return this.allOf(this.files, this.data.dataSet.records.value);
  }

  /** The picked one while it is there, else the first. */
  private current(): LiveChoice | null {
    const all = this.choices();
    const picked = this.key === null ? undefined : all.find((choice) => keyOf(choice) === this.key);
    return picked ?? all[0] ?? null;
  }
}

function keyOf(choice: LiveChoice): string {
  return choice.kind === 'chosen' ? `chosen:${choice.path}` : `stored:${choice.audioId}`;
}
