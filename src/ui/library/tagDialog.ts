import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AudioRecord } from '../../domain/audioFile.ts';
import { GENRE_CHARACTERS, TAG_CHARACTERS } from '../../domain/labels.ts';
import { tagKey } from '../../stages/library/tagging.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { formatCount, plural } from '../shared/text/format.ts';
import { icon } from '../theme/icons.ts';
import { DataContext, BrowsingContext } from '../contexts.ts';

/** Tags and the genre of some sounds: each change is made at once, and is a step that Undo takes back. Fires `ib-close`. */
@customElement('ib-tag-dialog')
export class TagDialog extends DialogElement {
  static override styles = [
    ...DialogElement.styles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        align-items: end;
      }

      form .field {
        flex: 1 1 12rem;
      }

      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }

      li .button {
        gap: var(--space-1);
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  /** The audio ids of the sounds; null for nothing to ask. */
  @property({ attribute: false }) audioIds: readonly string[] | null = null;
  @state() private typed = '';
  @state() private genre: string | null = null;
  @query('#tag') private readonly tagInput!: HTMLInputElement;

  protected readonly heading = 'Tags and genre';
  protected override readonly cancelLabel = 'Close';

  protected override get shown(): boolean {
    return this.audioIds !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('audioIds')) return;
    this.typed = '';
    this.genre = null;
  }

  private get records(): readonly AudioRecord[] {
    const { dataSet } = this.data;
    return (this.audioIds ?? []).flatMap((audioId) => dataSet.get(audioId) ?? []);
  }

  protected renderBody(): TemplateResult {
    const { records } = this;
    const { allTags } = this.browsing.tagging;
    const genres = [...this.data.dataSet.values.value.of.genre.keys()];
    return html`<div class="stack">
      <p class="hint">Of ${plural(records.length, 'sound')}. Undo takes back each change.</p>
      <form @submit=${this.onAdd}>
        <div class="field">
          <label for="tag">New tag</label>
          <input
            id="tag"
            type="text"
            list="tags"
            autocomplete="off"
            maxlength=${TAG_CHARACTERS}
            .value=${this.typed}
            @input=${({ target }: Event) => (this.typed = (target as HTMLInputElement).value)}
          />
          <datalist id="tags">${allTags.value.map(({ tag }) => html`<option value=${tag}></option>`)}</datalist>
        </div>
        <button class="button primary" ?disabled=${this.typed.trim() === ''}>${icon('add')} Add Tag</button>
      </form>
      ${this.renderTags(records)}
      <form @submit=${this.onGenre}>
        <div class="field">
          <label for="genre">Genre</label>
          <input
            id="genre"
            type="text"
            list="genres"
            autocomplete="off"
            maxlength=${GENRE_CHARACTERS}
            .value=${this.genre ?? commonGenre(records)}
            @input=${({ target }: Event) => (this.genre = (target as HTMLInputElement).value)}
          />
          <datalist id="genres">${[...genres].map((genre) => html`<option value=${genre}></option>`)}</datalist>
        </div>
        <button class="button" ?disabled=${this.genre === null}>Set Genre</button>
      </form>
    </div>`;
  }

  /** What the sounds have, each to be taken away, or given to all of them. */
  private renderTags(records: readonly AudioRecord[]): TemplateResult | typeof nothing {
    const counts = new Map<string, { readonly tag: string; readonly count: number }>();
    for (const tag of records.flatMap(({ tags }) => tags)) {
      counts.set(tagKey(tag), { tag, count: (counts.get(tagKey(tag))?.count ?? 0) + 1 });
    }
    if (counts.size === 0) return nothing;
    return html`<ul aria-label="Tags of these sounds">
      ${[...counts.values()].map(({ tag, count }) => {
        const share = count === records.length ? '' : ` (${formatCount(count)} of ${formatCount(records.length)})`;
        return html`<li class="toolbar">
          <button class="button small" title="Remove this tag" @click=${() => this.change({ remove: [tag] })}>
            ${tag}${share} ${icon('close')}
          </button>
          ${
            share === ''
              ? nothing
              : html`<button class="button small quiet" @click=${() => this.change({ add: [tag] })}>For all</button>`
          }
        </li>`;
      })}
    </ul>`;
  }

  private change(change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): void {
    const ids = this.audioIds ?? [];
    this.attempt(async () => this.browsing.tagging.tag(ids, change));
  }

  private readonly onAdd = (event: Event): void => {
    event.preventDefault();
    if (this.typed.trim() === '') return;
    this.change({ add: [this.typed] });
    this.typed = '';
    this.tagInput.focus();
  };

  private readonly onGenre = (event: Event): void => {
    event.preventDefault();
    const { genre, audioIds } = this;
    if (genre === null || audioIds === null) return;
    this.attempt(async () => this.browsing.tagging.setGenre(audioIds, genre));
    this.genre = null;
  };
}

/** The genre that all of them have; empty where they differ. */
function commonGenre(records: readonly AudioRecord[]): string {
  const genres = new Set(records.map(({ file }) => file.genre));
  const [only] = genres;
  return genres.size === 1 ? (only ?? '') : '';
}
