import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { NOTE_CHARACTERS } from '../../domain/labels.ts';
import { emit } from '../shared/element/events.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { BrowsingContext } from '../contexts.ts';

/** What a person says of a sound: its tags, and a note that is kept when it is left. Fires `ib-tag`. */
@customElement('ib-sound-labels')
export class SoundLabels extends WorkbenchElement {
  static override styles = css`
    .tags {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      align-items: center;
    }

    textarea {
      width: 100%;
      min-height: 4rem;
      resize: vertical;
    }
  `;

  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  @property({ attribute: false }) record!: AudioRecord;
  /** What is being written; null as long as it is what is kept. */
  @state() private typed: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('record')?.file.audioId;
    if (before === undefined || before === this.record.file.audioId) return;
    this.keep(before);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.keep(this.record.file.audioId);
  }

  protected override render(): TemplateResult {
    const { tags, note, file } = this.record;
    return html`<div class="stack tight">
      <div class="tags">
        ${tags.map((tag) => html`<span class="tag">${tag}</span>`)}
        ${this.action(tags.length === 0 ? 'Tag' : 'Tags …', () => emit(this, 'ib-tag', [file.audioId]), { look: 'small quiet' })}
      </div>
      <details ?open=${note !== null}>
        <summary>Note${note === null ? nothing : html`<span class="visually-hidden">, there is one</span>`}</summary>
        <label class="visually-hidden" for="note">Note</label>
        <textarea
          id="note"
          maxlength=${NOTE_CHARACTERS}
          placeholder="What is worth knowing of this sound"
          .value=${this.typed ?? note ?? ''}
          @input=${({ target }: Event) => (this.typed = (target as HTMLTextAreaElement).value)}
          @change=${() => this.keep(file.audioId)}
        ></textarea>
      </details>
    </div>`;
  }

  private keep(audioId: string): void {
    const { typed } = this;
    this.typed = null;
    if (typed !== null) this.attempt(async () => this.browsing.tagging.note(audioId, typed));
  }
}
