import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { BaseElement } from '../element/baseElement.ts';
import { arrived } from '../../../stages/shell/arrived.ts';
import { download } from '../../../stages/shell/download.ts';
import { downloadTable } from '../../../stages/shell/tableDownload.ts';
import { nativeTable, tableLines, type TableOut } from '../table/tableCsv.ts';
import type { Scene } from './scene.ts';

/** Small buttons that save a plot as PNG or SVG, and its table as CSV. */
@customElement('ib-save-buttons')
export class SaveButtons<Row = never> extends BaseElement {
  static override styles = css`
    :host {
      display: inline-flex;
      gap: var(--space-1);
    }

    .button.small {
      min-width: var(--slim-control-height);
      min-height: var(--slim-control-height);
      padding: 0 var(--space-2);
      font-size: var(--text-xs);
    }
  `;

  /** What is saved, as the heading says it. */
  @property() name = '';
  /** Draws the picture; null where there is none to save. */
  @property({ attribute: false }) scene: (() => Scene) | null = null;
  @property({ attribute: false }) table: (() => TableOut<Row>) | null = null;
  /** Saves the native table of this name beside the buttons, as it stands there. */
  @property({ type: Boolean }) native = false;

  protected override render(): TemplateResult {
    return html`${
      this.scene === null
        ? nothing
        : html`${this.renderButton('PNG', () => void this.savePicture('png'))}${this.renderButton('SVG', () => void this.savePicture('svg'))}`
    }${this.table === null && !this.native ? nothing : this.renderButton('CSV', () => this.saveCsv())}`;
  }

  private renderButton(format: string, save: () => void): TemplateResult {
    const name = `Save ${this.name} as ${format}`;
    return html`<button class="button quiet small" aria-label=${name} title=${name} @click=${save}>${format}</button>`;
  }

  private async savePicture(format: 'png' | 'svg'): Promise<void> {
    const scene = this.scene?.();
    if (scene === undefined) return;
    const { pngOf, svgOf } = await arrived(import('./savedPicture.ts'));
    const blob = format === 'png' ? await pngOf(scene, this) : svgOf(scene, this, this.name);
    if (blob !== null) download(blob, this.fileName(format));
  }

  private saveCsv(): void {
    const lines = this.table === null ? tableLines(nativeTable(this.nativeBeside())) : tableLines(this.table());
    downloadTable(lines, this.fileName('csv'));
  }

  private nativeBeside(): HTMLTableElement | null {
    const tables = (this.getRootNode() as ParentNode & Node).querySelectorAll('table');
    return Array.from(tables).find(({ ariaLabel }) => ariaLabel === this.name) ?? null;
  }

  private fileName(extension: string): string {
    const stem = this.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
    return `${stem.replaceAll(/^_|_$/gu, '')}.${extension}`;
  }
}
