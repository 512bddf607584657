import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { freeSpace, measureSpace, type GivenUp, type StorageSpace } from '../../stages/data/storageSpace.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { formatBytes } from '../shared/text/format.ts';
import { SPACE_COSTS, SPACE_NAMES } from './spaceWords.ts';
import { DataContext } from '../contexts.ts';

/**
 * Lists what may be given up, the largest first, and frees what is ticked; also where the data set did not open. Fires
 * `ib-close` when it is done with.
 */
@customElement('ib-space-dialog')
export class SpaceDialog extends DialogElement {
  @state() private space: StorageSpace | null = null;
  @state() private isUnmeasured = false;
  @state() private ticked: ReadonlySet<GivenUp> = new Set();

  static override styles = [
    ...DialogElement.styles,
    css`
      .check {
        align-items: start;
      }

      input {
        margin-top: 0.2rem;
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;

  protected readonly heading = 'Free Space';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.space = null;
    this.ticked = new Set();
    this.isUnmeasured = false;
    this.attempt(async () => {
      this.space = await measureSpace(this.data.store).catch((error: unknown) => {
        this.isUnmeasured = true;
        throw error;
      });
    });
  }

  protected renderBody(): TemplateResult {
    const { space } = this;
    if (space === null) {
      return html`<p>
        ${this.isUnmeasured ? 'What takes room cannot be measured. The log says why.' : 'Measuring …'}
      </p>`;
    }
    const kinds = (Object.keys(SPACE_COSTS) as GivenUp[])
      .filter((kind) => space.bytes[kind] > 0)
      .toSorted((a, b) => space.bytes[b] - space.bytes[a]);
    const others =
      space.bytes.projects === 0
        ? nothing
        : html`<p>
            Other projects hold ${formatBytes(space.bytes.projects)}: the list Projects erases those that were removed.
          </p>`;
    if (kinds.length === 0) {
      return html`<p>
          Nothing that this project holds can be given up. Free some space on the disk, or remove files from the data
          set.
        </p>
        ${others}`;
    }
    return html`<div class="stack">
      <p>The data set and its backup (${formatBytes(this.keptBytes(space))}) stay as they are.</p>
      ${others}
      ${kinds.map((kind) =>
        renderCheck(
          html`<strong>${SPACE_NAMES[kind]}, ${formatBytes(space.bytes[kind])}</strong>. ${SPACE_COSTS[kind]}`,
          this.ticked.has(kind),
          () => this.toggle(kind),
        ),
      )}
      ${this.isBusy ? html`<p class="caution">A job runs: stop it, or wait until it has ended.</p>` : nothing}
    </div>`;
  }

  protected override renderActions(): TemplateResult {
    return html`${
      this.shell.environment.database.value === 'failed' || this.shell.environment.storage.value?.mode === 'read-only'
        ? this.action('Try again', async () => this.goOn())
        : nothing
    }
    ${this.action('Free', async () => this.free(), {
      look: 'danger',
      disabled: this.ticked.size === 0 || this.isBusy,
    })}`;
  }

  private get isBusy(): boolean {
    return this.shell.jobs.busy;
  }

  private keptBytes({ bytes }: StorageSpace): number {
    return bytes.database + bytes.backup;
  }

  private toggle(kind: GivenUp): void {
    const ticked = new Set(this.ticked);
    if (!ticked.delete(kind)) ticked.add(kind);
    this.ticked = ticked;
  }

  private async free(): Promise<void> {
    const { store } = this.data;
    const { log } = this.shell;
    const names = [...this.ticked].map((kind) => SPACE_NAMES[kind]).join(', ');
    const bytes = await freeSpace(store, this.ticked);
    log.info('export', `Freed ${formatBytes(bytes)}: ${names}`);
    await this.goOn();
  }

  private async goOn(): Promise<void> {
    this.cancel();
    await this.shell.environment.goOn();
  }
}
