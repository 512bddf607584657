import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { BackupPreview } from '../../domain/backup.ts';
import { keepsNoFiles, refusalWords, type RefusedRows } from '../../domain/storage.ts';
import { undoWords } from '../../stages/data/undoWords.ts';
import '../shared/dialogs/confirmDialog.ts';
import type { Question } from '../shared/dialogs/confirmDialog.ts';
import { formatBytes, formatDate, plural } from '../shared/text/format.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { dataRow } from './dataRow.ts';
import { DataContext } from '../contexts.ts';

/** The copies that save the work: the last export, the backup, and what can be undone. */
@customElement('ib-safety-panel')
export class SafetyPanel extends WorkbenchElement {
  static override styles = [
    dataRow,
    css`
      ol,
      ul {
        margin: 0;
        padding-left: var(--space-5);
        color: var(--text-dim);
        font-size: var(--text-s);
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;

  @state() private question: Question | null = null;

  protected override render(): TemplateResult {
    const { backup } = this.data;
    const old = this.lastBackupAt === null ? null : backup.reminderOf(this.lastBackupAt);
    const ready = this.accepts('backup', 'restore', 'database-import', 'delete-all');
    return html`<section class="panel stack">
      <h2>Backup and undo</h2>
      <div class="row">
        <div class="stack tight">
          <p class="hint">${this.backupWords()}</p>
          ${old === null ? nothing : html`<p class="caution">${old}</p>`}
        </div>
        ${this.action('Restore from Backup', this.ask, {
          icon: 'undo',
          disabled: !ready || this.lastBackupAt === null,
        })}
      </div>
      ${this.renderSteps()} ${this.renderAside()}
      <ib-confirm-dialog .question=${this.question} @ib-close=${() => (this.question = null)}></ib-confirm-dialog>
    </section>`;
  }

  private get keepsNone(): boolean {
    return keepsNoFiles(this.shell.environment.storage.value?.mode ?? null);
  }

  private get lastBackupAt(): Date | null {
    return this.shell.environment.storage.value?.lastBackupAt ?? null;
  }

  private backupWords(): string {
    const { value: storage } = this.shell.environment.storage;
    if (storage === null) return 'Opening the data set …';
    const failure = storage.lastBackupFailure;
    const { lastBackupAt } = this;
    const last =
      lastBackupAt === null ? 'There is no backup yet.' : `Last backup: ${formatDate(lastBackupAt)}, read back whole.`;
    if (this.keepsNone) {
      return 'This browser keeps no backup here, and Undo goes back to the last opening: export the database from time to time.';
    }
    if (failure !== null) return `${last} The latest attempt failed: ${failure}`;
    return `${last} One is made as you work and once a day; it lies in this browser, beside the data set.`;
  }

  private renderSteps(): TemplateResult | typeof nothing {
    const { value: steps } = this.data.undoing.steps;
    if (steps.length === 0) return nothing;
    return html`<details>
      <summary>${plural(steps.length, 'step')} can be undone or made again</summary>
      <ol aria-label="Steps">
        ${steps.map((step) => html`<li>${undoWords(step)}, ${formatDate(step.at)}${step.undone ? ' (undone)' : ''}</li>`)}
      </ol>
    </details>`;
  }

  private renderAside(): TemplateResult | typeof nothing {
    const aside = this.shell.environment.storage.value?.keptAside ?? [];
    if (aside.length === 0) return nothing;
    return html`<details open>
      <summary>Kept aside</summary>
      <p class="hint">Databases that did not open, and rows that could not be understood, as files for DuckDB.</p>
      <ul>
        ${aside.map(
          ({ name, bytes }) =>
            html`<li>
              ${this.action(`Export ${name}`, async () => this.data.backup.exportKeptAside(name), { icon: 'download' })}
              ${formatBytes(bytes)}
            </li>`,
        )}
      </ul>
    </details>`;
  }

  private readonly ask = (): void => {
    this.attempt(async () => {
      const preview = await this.data.backup.preview();
      if (preview === null) return;
      this.question = {
        heading: 'Restore from backup?',
        sentences: [
          ...restoreWords(preview),
          ...preview.refused.map(leftOutWords),
          'Undo brings the present data set back.',
        ],
        action: 'Restore',
        work: async () => this.data.backup.restore(),
      };
    });
  };
}

function leftOutWords(rows: RefusedRows): string {
  return `Left out, as it cannot be understood: ${refusalWords(rows)}.`;
}

/** What a restoring puts in place and what it costs. */
function restoreWords({ madeAt, audioFiles, models, lost, regainedFiles }: BackupPreview): string[] {
  const counts: readonly (readonly [number, string])[] = [
    [lost.audioFiles, 'file'],
    [lost.descriptors, 'descriptors'],
    [lost.runs, 'run'],
    [lost.models, 'model'],
  ];
  const parts = counts.flatMap(([n, one]) =>
    n === 0 ? [] : [one === 'descriptors' ? `descriptors of ${plural(n, 'file')}` : plural(n, one)],
  );
  return [
    `The backup of ${formatDate(madeAt)} holds ${plural(audioFiles, 'file')} and ${plural(models, 'model')}. It takes the place of the data set.`,
    parts.length === 0 ? 'Nothing that came since would be lost.' : `What came since is lost: ${parts.join(', ')}.`,
    ...(regainedFiles === 0
      ? []
      : [`${plural(regainedFiles, 'file')} that ${regainedFiles === 1 ? 'was' : 'were'} removed since would be back.`]),
  ];
}
