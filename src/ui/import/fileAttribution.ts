import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Attribution } from '../../domain/hubImport.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { SoundsContext } from '../contexts.ts';

/** Who made the selected file and under which terms, for files of public data sets. */
@customElement('ib-file-attribution')
export class FileAttribution extends WorkbenchElement {
  static override styles = css`
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: var(--space-1) var(--space-3);
      font-size: var(--text-s);
      overflow-wrap: anywhere;
    }

    dt {
      color: var(--text-dim);
    }
  `;

  @consume({ context: SoundsContext }) private readonly sounds!: SoundsContext;

  @property() audioId = '';
  @state() private attribution: Attribution | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('audioId')) return;
    const { audioId } = this;
    this.attribution = null;
    this.attempt(async () => {
      const attribution = await this.sounds.hubImport.attribution(audioId);
      if (audioId === this.audioId) this.attribution = attribution;
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.attribution === null) return nothing;
    const { title, creator, sourceUrl, license, licenseFamily, licenseSource, datasetId, tags } = this.attribution;
    const origin = licenseSource === 'card' ? ', from the card of the data set' : '';
    const rows: readonly (readonly [string, string | null])[] = [
      ['Data set', datasetId],
      ['Title', title],
      ['Creator', creator],
      ['Source', sourceUrl],
      ['License', license === null ? null : `${license} (${licenseFamily ?? 'unknown'}${origin})`],
      ['Tags', tags.length === 0 ? null : tags.join(', ')],
    ];
    return html`<dl aria-label="Attribution">
      ${rows.map(([name, value]) =>
        value === null
          ? nothing
          : html`<dt>${name}</dt>
              <dd>
                ${isWebAddress(value) ? html`<a href=${value} target="_blank" rel="noreferrer">${value}</a>` : value}
              </dd>`,
      )}
    </dl>`;
  }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/u.test(text);
}
