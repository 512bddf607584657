import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { dataRow } from './dataRow.ts';
import { DataContext } from '../contexts.ts';

/** How today's presets and models come about, as a text to paste. */
@customElement('ib-methods-panel')
export class MethodsPanel extends WorkbenchElement {
  static override styles = [
    dataRow,
    css`
      pre {
        max-height: 16rem;
        margin: var(--space-2) 0 0;
        overflow: auto;
        white-space: pre-wrap;
        font: var(--text-xs) / 1.5 var(--font-mono);
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;

  @state() private text: string | null = null;

  protected override render(): TemplateResult {
    return html`<section aria-label="Methods">
      <div class="row">
        <p class="hint">
          For a paper or a note about this work: versions, settings, seeds, counts and a fingerprint of the data. Zips
          of presets, model files, databases, Parquet tables and projects carry this text too; a CSV, a single preset
          and audio have no room for it.
        </p>
        <div class="stack tight">
          ${this.action('Copy Methods', async () => this.copy(), { disabled: !this.isOpen })}
          ${this.action('Export Methods', async () => this.data.exporting.exportMethods(), {
            icon: 'download',
            starts: ['export'],
          })}
        </div>
      </div>
      <details @toggle=${this.onToggle}>
        <summary>Show the text</summary>
        ${this.text === null ? nothing : html`<pre tabindex="0">${this.text}</pre>`}
      </details>
    </section>`;
  }

  private async read(): Promise<string> {
    return (this.text = await this.data.exporting.methods());
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(await this.read());
    this.shell.log.info('export', 'Copied to the clipboard: the methods');
  }

  private readonly onToggle = (event: Event): void => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) this.attempt(async () => this.read());
  };
}
