import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isSilentFile, type AudioRecord } from '../../domain/audioFile.ts';
import { SILENT_WORDS } from '../../domain/descriptors.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import { choiceWords } from '../../stages/judging/preselected.ts';
import { emit } from '../shared/element/events.ts';
import { SelectionElement } from '../shared/element/selectionElement.ts';
import { formatScore, formatValue } from '../shared/text/format.ts';
import { renderKnobWord } from '../shared/text/knobWords.ts';
import { atEnd, plainTable, renderCells } from '../shared/text/plainTable.ts';

/** The preset of a sound: what was chosen for it or is preselected, each value with a word for what it does, and what it gains. */
@customElement('ib-inspector-settings')
export class InspectorSettings extends SelectionElement {
  static override styles = plainTable;

  @property({ attribute: false }) record!: AudioRecord;

  protected override render(): TemplateResult {
    const { record } = this;
    if (isSilentFile(record))
      return html`<p class="caution">This sound is ${SILENT_WORDS}: it gets no preset and no score.</p>`;
    const selection = this.selectionOfSound(record);
    if (selection === null) {
      return html`<p class="hint">No descriptors yet, so no preset: <strong>Run All</strong> makes both.</p>`;
    }
    const { selected } = selection;
    const verdict = this.listening.judge.ofFiles.value.get(record.file.audioId);
    return html`<div class="stack tight">
      <p>${choiceWords(selection)}.</p>
      ${verdict === undefined ? nothing : html`<p class="hint">Judged: ${verdict.sentence}.</p>`}
      ${renderCells(
        'Preset',
        ['Value', ...atEnd('Wanted')],
        HYPERPARAMETERS.map(({ key, column }) => [
          html`<code>${column}</code>`,
          html`${formatValue(selected.hyperparameters[key], 4)} ${renderKnobWord(key, selected.hyperparameters)}`,
        ]),
      )}
      <p class="hint">
        Score ${formatScore(selected.score)}. The knobs that are written make up for the plugin's own model; Hear shows
        them, and chooses among the presets and treatments of this sound.
      </p>
      <div class="toolbar">
        ${this.action('Export Preset', () => emit(this, 'ib-export-presets', [record.file.audioId]), {
          icon: 'download',
          starts: ['preset-export'],
        })}
      </div>
    </div>`;
  }
}
