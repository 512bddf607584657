import { consume } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { keepsNoFiles } from '../../domain/storage.ts';
import { BYTES_PER_GB, roomBytes } from '../../stages/import/roomForCopies.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import '../shared/fields/numberField.ts';
import { plural } from '../shared/text/format.ts';
import type { AppEvent } from '../shared/element/events.ts';
import { DataContext } from '../contexts.ts';

/** Whether copies of imported audio are kept by themselves, and how much room they may take [S12]. */
@customElement('ib-copy-settings')
export class CopySettings extends WorkbenchElement {
  static override styles = css`
    .body {
      margin-top: var(--space-2);
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;

  protected override render(): TemplateResult {
    const { settings, environment } = this.shell;
    const { dataSet } = this.data;
    const { keepCopies, roomForCopiesGb } = settings;
    const granted = environment.storage.value?.quotaBytes ?? null;
    const room = roomForCopiesGb.value ?? Math.max(1, Math.round(roomBytes(null, granted) / BYTES_PER_GB));
    return html`<details>
      <summary>Copies of audio</summary>
      <div class="stack tight body">
        ${renderCheck('Keep copies of imported audio', keepCopies.value, (checked) => (keepCopies.value = checked))}
        <ib-number-field
          label="Room for copies (GB)"
          .min=${1}
          .max=${10_000}
          .value=${room}
          .disabled=${!keepCopies.value}
          @ib-number=${({ detail }: AppEvent<'ib-number'>) => {
            if (detail !== null) roomForCopiesGb.value = detail;
          }}
        ></ib-number-field>
        <p class="hint">
          ${keepsNoFiles(environment.storage.value?.mode ?? null) ? NONE_KEPT : keptWords(dataSet.keptAudio.value.size)}
        </p>
      </div>
    </details>`;
  }
}

const NONE_KEPT =
  'This browser gives no room for copies here: after a reload Reconnect finds the sounds again where they lie on your disk.';

function keptWords(count: number): string {
  return (
    `This browser holds copies of ${plural(count, 'file')}, so that they are heard after a reload. When room runs out, copies of ` +
    'sounds unused for longest make way for new ones; those that you keep by hand stay.'
  );
}
