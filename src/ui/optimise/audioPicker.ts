import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { remembered } from '../shared/element/remembered.ts';
import { repeat } from '../shared/element/repeat.ts';
import { BaseElement } from '../shared/element/baseElement.ts';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { emit } from '../shared/element/events.ts';
import { formatCount } from '../shared/text/format.ts';

/** How many options a list may have before it wants narrowing by the filter. */
const OPTIONS_SHOWN = 200;

/**
 * The select **Audio** over files that have descriptors, their paths as text and their ids as values, with a filter beside
 * it. Fires `ib-audio` with the chosen audio id.
 */
@customElement('ib-audio-picker')
export class AudioPicker extends BaseElement {
  static override styles = css`
    .fields {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(8rem, 1fr);
      gap: var(--space-3);
    }

    .hint {
      min-height: 1.3em;
      font-size: var(--text-xs);
    }
  `;

  /** Files with descriptors. */
  @property({ attribute: false }) described: readonly AudioRecord[] = [];
  /** How many files have none. */
  @property({ type: Number }) lacking = 0;
  @property() value = '';
  @property({ type: Boolean }) disabled = false;

  @state() private filter = '';
  private readonly recordOf = remembered((described: readonly AudioRecord[], audioId: string) =>
    described.find(({ file }) => file.audioId === audioId),
  );

  protected override render(): TemplateResult {
    const filter = this.filter.trim().toLowerCase();
    const { described, value } = this;
    const isChosen = ({ file }: AudioRecord) => file.audioId === value;
    const found = filter === '' ? described : matching(described, filter, isChosen);
    const shown = found.slice(0, OPTIONS_SHOWN);
    const chosen = shown.find(isChosen) ?? this.recordOf(described, value);
    if (chosen !== undefined && !shown.includes(chosen)) shown.push(chosen);
    return html`<div class="fields">
        <div class="field">
          <label for="audio">Audio</label>
          <select id="audio" ?disabled=${this.disabled} @change=${this.onChange}>
            ${chosen !== undefined ? nothing : html`<option value="" selected disabled>Choose a file …</option>`}
            ${repeat(
              shown,
              ({ file }) => file.audioId,
              ({ file }) =>
                html`<option value=${file.audioId} .selected=${file.audioId === this.value}>${file.path}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="filter">Filter</label>
          <input
            id="filter"
            type="search"
            placeholder="Part of the path"
            autocomplete="off"
            @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
          />
        </div>
      </div>
      <p class="hint">${this.hint(found.length)}</p>`;
  }

  private hint(found: number): string {
    const { lacking } = this;
    const parts = [
      ...(found > OPTIONS_SHOWN
        ? [`The first ${formatCount(OPTIONS_SHOWN)} are listed: narrow them with the filter.`]
        : []),
      ...(lacking > 0 ? [`${formatCount(lacking)} without descriptors not listed.`] : []),
    ];
    return parts.join(' ');
  }

  private readonly onChange = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) emit(this, 'ib-audio', target.value);
  };
}

/** The files whose paths contain the words, and the chosen one; those of just this name first, which many others may end in. */
function matching(
  described: readonly AudioRecord[],
  filter: string,
  isChosen: (record: AudioRecord) => boolean,
): readonly AudioRecord[] {
  const all = described.filter((record) => isChosen(record) || record.file.path.toLowerCase().includes(filter));
  if (all.length <= OPTIONS_SHOWN) return all;
  const isNamed = ({ file }: AudioRecord) => `/${file.path}`.toLowerCase().endsWith(`/${filter}`);
  return [...all.filter(isNamed), ...all.filter((record) => !isNamed(record))];
}
