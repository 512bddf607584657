import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { OfflineState } from '../../stages/shell/offlineCopy.ts';
import { codecGaps, missingHere } from '../../stages/shell/capabilities.ts';
import { reportText } from '../../stages/shell/report.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { plural } from '../shared/text/format.ts';
import { loadShippedPackages, type ShippedPackage } from './shippedPackages.ts';
import { DataContext } from '../contexts.ts';

function offlineWords(state: OfflineState): string {
  switch (state.kind) {
    case 'unknown':
      return 'Whether it works without a network is being looked up …';
    case 'kept':
      return `It is kept in this browser and works without a network.${
        state.refused === null
          ? ''
          : ` A newer version could not be kept: ${state.refused} does not arrive as it was published. It is tried again now and then.`
      }`;
    case 'altered': {
      const [file, ...others] = state.files;
      const what = others.length === 0 ? file : `${file} and ${plural(others.length, 'more file')}`;
      return (
        `It cannot work offline from here: ${what} does not arrive as it was published. The host, or something on the ` +
        'way, changes files or lacks them. Online it goes on as it is, and it is tried again now and then.'
      );
    }
    case 'interrupted':
      return 'It is not kept for use without a network yet: fetching it broke off. It is tried again now and then.';
    case 'unavailable':
      return 'This browser cannot keep it for use without a network here. Online it works as ever.';
    default:
      return state satisfies never;
  }
}

/** What this app is, and whose work it ships under which licences. Fires `ib-close` when it is done with. */
@customElement('ib-about-dialog')
export class AboutDialog extends DialogElement {
  @consume({ context: DataContext }) private readonly data!: DataContext;

  static override styles = [
    ...DialogElement.styles,
    css`
      summary {
        padding: var(--space-1) 0;
      }

      pre {
        max-height: 16rem;
        margin: 0 0 var(--space-3);
        overflow: auto;
        white-space: pre-wrap;
        font: var(--text-xs) / 1.5 var(--font-mono);
      }
    `,
  ];

  @state() private packages: readonly ShippedPackage[] | null = null;
  /** What is said of codecs that the browser lacks; null until it has answered. */
  @state() private codecs: readonly string[] | null = null;
  /** A licence text is put into the page when it is first unfolded: all of them are long. */
  @state() private unfolded: ReadonlySet<string> = new Set();

  protected readonly heading = 'About InertiaBands Trainer';
  protected override readonly cancelLabel = 'Close';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.open && changed.has('open')) {
      this.attempt(async () => this.shell.offlineCopy.check());
      this.attempt(async () => {
        this.codecs = await codecGaps();
      });
    }
    if (this.open && this.packages === null) {
      this.attempt(async () => {
        this.packages = await loadShippedPackages();
      });
    }
  }

  protected renderBody(): TemplateResult {
    return html`<div class="stack">
      <p>
        Learns presets for InertiaBands from your audio, entirely in this browser: nothing that you import leaves this
        machine. Free software under the MIT licence.
      </p>
      <p>${offlineWords(this.shell.offlineCopy.state.value)}</p>
      <p>
        ${this.action('Copy Report', async () => this.copyReport())}
        <span class="hint">Version, browser, storage and the last log lines without names of files, for an issue.</span>
      </p>
      ${this.renderMissing()}
      <h3>Licences of what it is made of</h3>
      ${this.packages === null ? html`<p class="hint">Reading …</p>` : nothing}
      <ul aria-label="Licences">
        ${this.packages?.map((item) => this.renderPackage(item))}
      </ul>
    </div>`;
  }

  private async copyReport(): Promise<void> {
    await navigator.clipboard.writeText(reportText({ ...this.shell, dataSet: this.data.dataSet }, this.codecs));
    this.shell.log.info('import', 'Copied to the clipboard: the report');
  }

  private renderMissing(): TemplateResult {
    const missing = [...missingHere(this.shell.environment.storage.value?.mode ?? null), ...(this.codecs ?? [])];
    if (missing.length === 0) return html`<p>This browser has all that it uses.</p>`;
    return html`<h3>What this browser lacks</h3>
      <ul aria-label="What this browser lacks">
        ${missing.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>`;
  }

  private renderPackage({ name, version, license, holder, address, text }: ShippedPackage): TemplateResult {
    return html`<li>
      <details @toggle=${() => (this.unfolded = new Set([...this.unfolded, name]))}>
        <summary>${name} ${version} <span class="hint">${license}</span></summary>
        ${holder === null ? nothing : html`<p class="hint">${holder}</p>`}
        ${address === null ? nothing : html`<p class="hint">${address}</p>`}
        ${text !== null && this.unfolded.has(name) ? html`<pre tabindex="0">${text}</pre>` : nothing}
      </details>
    </li>`;
  }
}
