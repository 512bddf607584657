import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { IS_MAC } from './platform.ts';
import { keysText } from './shortcuts.ts';

/** What the keyboard does in tables and fields, besides the commands. */
const ELSEWHERE: readonly (readonly [keys: string, does: string])[] = [
  ['Arrow keys, Page, Home, End', 'Move through a table'],
  ['Shift + any of them', 'Select a range of rows'],
  ['Space', 'Add a row to the selection, or take it out'],
  ['Ctrl or ⌘ + A', 'Select every row that is shown'],
  ['Arrow keys on the tabs', 'Go to the next step'],
  ['Ctrl or ⌘ + Enter', 'Run the SQL statement'],
  ['Ctrl or ⌘ + Z', 'Undo the last change of the data set'],
  ['Ctrl or ⌘ + Shift + Z', 'Redo what was undone'],
  ['Escape', 'Close a dialog'],
];

/** The cheat sheet of the keyboard. Fires `ib-close`. */
@customElement('ib-shortcuts-dialog')
export class ShortcutsDialog extends DialogElement {
  static override styles = [
    ...DialogElement.styles,
    css`
      dialog {
        width: min(46rem, calc(100vw - 2rem));
      }

      .groups {
        columns: 18rem 2;
        column-gap: var(--space-6);
      }

      .group {
        margin-bottom: var(--space-5);
        break-inside: avoid;
      }

      dl > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-3);
        padding: var(--space-1) 0;
        font-size: var(--text-s);
      }
    `,
  ];

  protected readonly heading = 'Keyboard shortcuts';
  protected override readonly cancelLabel = 'Close';

  protected renderBody(): TemplateResult {
    const { commands, settings } = this.shell;
    const reachable = commands.all.value.filter(({ keys }) => keys !== undefined);
    const groups = [...new Set(reachable.map(({ group }) => group))];
    return html`<div class="groups">
        ${groups.map(
          (group) =>
            html`<div class="group">
              <h3>${group}</h3>
              <dl>
                ${reachable
                  .filter((command) => command.group === group)
                  .map(({ title, keys = [] }) =>
                    renderKeys(title, keys.map((key) => keysText(key, IS_MAC)).join(' or ')),
                  )}
              </dl>
            </div>`,
        )}
        <div class="group">
          <h3>Tables and fields</h3>
          <dl>${ELSEWHERE.map(([keys, does]) => renderKeys(does, keys))}</dl>
        </div>
      </div>
      ${renderCheck(
        'Single keys (such as ?) are shortcuts',
        settings.singleKeys.value,
        (checked) => (settings.singleKeys.value = checked),
      )}`;
  }
}

function renderKeys(title: string, keys: string): TemplateResult {
  return html`<div>
    <dt>${title}</dt>
    <dd><kbd>${keys}</kbd></dd>
  </div>`;
}
