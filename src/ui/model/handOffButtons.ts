import { consume } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { icon } from '../theme/icons.ts';
import { LearningContext } from '../contexts.ts';

/** The model's ways into the plugin: always the plugin model of today's recordings, which is trained where there is none. */
@customElement('ib-hand-off-buttons')
export class HandOffButtons extends WorkbenchElement {
  static override styles = css`
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }

    .button {
      justify-content: flex-start;
    }
  `;

  @consume({ context: LearningContext }) private readonly learning!: LearningContext;

  protected override render(): TemplateResult {
    const { pluginModels } = this.learning;
    const isBusy = !this.accepts('plugin-training');
    return html`<button
        class="button"
        ?disabled=${isBusy}
        @click=${() => this.attempt(async () => pluginModels.exportHeader())}
      >
        ${icon('download')} Export AutoHyperModelData.h
      </button>
      <button class="button" ?disabled=${isBusy} @click=${() => this.attempt(async () => pluginModels.exportKit())}>
        ${icon('download')} Plugin Kit
      </button>`;
  }
}
