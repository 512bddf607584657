import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { emit } from '../shared/element/events.ts';
import { customElement, property, state } from 'lit/decorators.js';
import type { ChosenFile } from '../../stages/import/chosenFiles.ts';
import type { LiveChoice } from '../../stages/prediction/liveStage.ts';
import { formatCount } from '../shared/text/format.ts';
import { soundOption } from '../shared/text/gapWords.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { DataContext, SoundsContext } from '../contexts.ts';

/** Files of the data set that are listed at once; more are found by their name. */
const MOST_LISTED = 100;

/** Which sound the live view plays: a chosen file, or one of the data set. Fires `ib-live-choice` with a LiveChoice or null. */
@customElement('ib-live-picker')
export class LivePicker extends WorkbenchElement {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3);
    }

    .field {
      flex: 1 1 12rem;
      min-width: 0;
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  /** Chosen files; the first of them is picked when others are chosen. */
  @property({ attribute: false }) files: readonly ChosenFile[] = [];
  @state() private wanted = '';
  @state() private key: string | null = null;
  private told: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('files') && this.files.length > 0) this.key = null;
  }

  protected override render(): TemplateResult {
    const total = this.data.dataSet.records.value.length;
    const { chosen, stored } = this.choices();
    const none = chosen.length + stored.length === 0;
    return html`${
        total > MOST_LISTED
          ? html`<div class="field">
              <label for="live-find">Find in the data set</label>
              <input
                id="live-find"
                type="search"
                placeholder="Part of a path"
                .value=${this.wanted}
                @input=${({ target }: Event) => (this.wanted = (target as HTMLInputElement).value)}
              />
            </div>`
          : nothing
      }
      <div class="field">
        <label for="live-sound">Sound to play</label>
        <select id="live-sound" ?disabled=${none} @change=${this.onPick}>
          ${none ? html`<option>${this.isOpen ? 'Choose audio or import files first' : 'Opening the data set …'}</option>` : nothing}
          ${this.renderGroup('Chosen', chosen)}
          ${this.renderGroup(
            stored.length < total ? `Data set: ${formatCount(stored.length)} of ${formatCount(total)}` : 'Data set',
            stored,
          )}
        </select>
      </div>`;
  }

  protected override updated(): void {
    const current = this.current();
    const key = current === null ? null : keyOf(current);
    if (key === this.told) return;
    this.told = key;
    emit(this, 'ib-live-choice', current);
  }

  private renderGroup(label: string, choices: readonly LiveChoice[]): TemplateResult | typeof nothing {
    if (choices.length === 0) return nothing;
    const current = this.current();
    const key = current === null ? null : keyOf(current);
    return html`<optgroup label=${label}>
      ${choices.map(
        (choice) =>
          html`<option value=${keyOf(choice)} .selected=${keyOf(choice) === key}>
            ${choice.kind === 'chosen' ? choice.path : soundOption(choice.path, this.sounds.sources.presenceOf(choice))}
          </option>`,
      )}
    </optgroup>`;
  }

  private choices(): { readonly chosen: readonly LiveChoice[]; readonly stored: readonly LiveChoice[] } {
    const wanted = this.wanted.trim().toLowerCase();
    const chosen = this.files.map(({ path, file }) => ({ kind: 'chosen', path, file }) as const);
    const stored: LiveChoice[] = [];
    for (const { file } of this.data.dataSet.records.value) {
      if (stored.length === MOST_LISTED) break;
      if (!file.path.toLowerCase().includes(wanted)) continue;
      stored.push({ kind: 'stored', path: file.path, audioId: file.audioId });
    }
    return { chosen, stored };
  }

  /** The picked one while it is listed, else the first. */
  private current(): LiveChoice | null {
    const { chosen, stored } = this.choices();
    const all = [...chosen, ...stored];
    return all.find((choice) => keyOf(choice) === this.key) ?? all[0] ?? null;
  }

  private readonly onPick = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) this.key = target.value;
  };
}

function keyOf(choice: LiveChoice): string {
  return choice.kind === 'chosen' ? `chosen:${choice.path}` : `stored:${choice.audioId}`;
}
