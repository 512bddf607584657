import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { projectAddress } from '../../stages/projects/projectAddress.ts';
import { LONGEST_PROJECT_NAME, type ListedProject, type ProjectsStage } from '../../stages/projects/projectsStage.ts';
import { PROJECT_ENDING } from '../../stages/import/dropRouter.ts';
import { DialogElement } from '../shared/dialogs/dialogElement.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { formatDate } from '../shared/text/format.ts';
import { DataContext } from '../contexts.ts';

/** Several data sets side by side: opened, made, named, copied, carried as one file, removed and brought back. Fires `ib-close`. */
@customElement('ib-projects-dialog')
export class ProjectsDialog extends DialogElement {
  @state() private stage: ProjectsStage | null = null;
  @state() private newName = '';
  /** The project that is being given another name. */
  @state() private renamed: string | null = null;
  @state() private withSounds = true;
  /** The project that is about to be erased, once it is said again. */
  @state() private erased: string | null = null;
  @query('input[type=file]') private readonly fileInput!: HTMLInputElement;

  static override styles = [
    ...DialogElement.styles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }

      li,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      li {
        padding: var(--space-2) 0;
        border-top: 1px solid var(--line);
      }

      .name {
        flex: 1 1 12rem;
      }

      input[type='text'] {
        flex: 1 1 12rem;
      }
    `,
  ];

  @consume({ context: DataContext }) private readonly data!: DataContext;

  protected readonly heading = 'Projects';
  protected override readonly cancelLabel = 'Close';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.renamed = null;
    this.erased = null;
    this.attempt(async () => {
      this.stage = await this.data.openProjects();
      await this.stage.load();
    });
  }

  protected renderBody(): TemplateResult {
    const { stage } = this;
    if (stage === null) return html`<p>Reading the projects …</p>`;
    const projects = stage.projects.value;
    const removed = projects.filter(({ removedAtMs }) => removedAtMs !== null);
    return html`<div class="stack">
      <p class="hint">
        Each project is a data set of its own, with models, settings, backup and undo. Two tabs may hold two of them.
      </p>
      <ul aria-label="Projects">
        ${projects.filter(({ removedAtMs }) => removedAtMs === null).map((project) => this.renderProject(stage, project))}
      </ul>
      <form @submit=${(event: Event) => this.create(event, stage)}>
        <input
          type="text"
          aria-label="Name of the new project"
          placeholder="Name of the new project"
          maxlength=${LONGEST_PROJECT_NAME}
          .value=${this.newName}
          @input=${({ target }: Event) => (this.newName = (target as HTMLInputElement).value)}
        />
        <button class="button" ?disabled=${this.newName.trim() === ''}>New Project</button>
      </form>
      <div class="toolbar">
        ${this.action('Import Project', () => this.fileInput.click(), { icon: 'upload', starts: ['project'] })}
        <input
          type="file"
          hidden
          accept=${PROJECT_ENDING}
          aria-label="Project file"
          @change=${() => this.importChosen(stage)}
        />
        ${this.action('Duplicate This Project', async () => stage.duplicate(), { starts: ['project'] })}
        ${this.action('Export This Project', async () => stage.export(this.withSounds), { icon: 'download', starts: ['project'] })}
      </div>
      ${renderCheck('Export with the sounds that are kept in the browser', this.withSounds, (checked) => (this.withSounds = checked))}
      ${removed.length === 0 ? nothing : this.renderRemoved(stage, removed)}
    </div>`;
  }

  private renderProject(stage: ProjectsStage, { id, name, isOpen, isRemovable }: ListedProject): TemplateResult {
    if (this.renamed === id) return this.renderRenaming(stage, id, name);
    return html`<li>
      <span class="name">${name} ${isOpen ? html`<span class="tag on">open</span>` : nothing}</span>
      ${isOpen ? nothing : html`<a class="button small" href=${projectAddress(id)} aria-label="Open ${name}">Open</a>`}
      ${this.item('Rename', name, async () => {
        this.renamed = id;
        await this.focusOn(`New name of ${name}`);
      })}
      ${
        !isRemovable
          ? nothing
          : this.item('Remove', name, async () => this.takeOut(stage, id, name), 'It can be brought back')
      }
    </li>`;
  }

  private renderRenaming(stage: ProjectsStage, id: string, name: string): TemplateResult {
    const rename = async (event: Event) => {
      event.preventDefault();
      const field = (event.target as HTMLFormElement).elements.namedItem('name') as HTMLInputElement;
      const wanted = field.value.trim();
      this.renamed = null;
      if (wanted !== '') await stage.rename(id, wanted);
      await this.focusOn(`Rename ${wanted || name}`);
    };
    return html`<li>
      <form class="name" @submit=${(event: Event) => this.attempt(async () => rename(event))}>
        <input
          type="text"
          name="name"
          aria-label="New name of ${name}"
          maxlength=${LONGEST_PROJECT_NAME}
          .value=${name}
        />
        <button class="button small">Save</button>
      </form>
      ${this.item('Cancel', `renaming ${name}`, async () => {
        this.renamed = null;
        await this.focusOn(`Rename ${name}`);
      })}
    </li>`;
  }

  private renderRemoved(stage: ProjectsStage, removed: readonly ListedProject[]): TemplateResult {
    return html`<div class="stack">
      <h3>Removed</h3>
      <ul aria-label="Removed projects">
        ${removed.map(
          ({ id, name, removedAtMs }) =>
            html`<li>
              <span class="name">${name}, removed ${formatDate(new Date(removedAtMs ?? 0))}</span>
              ${this.item('Bring Back', name, async () => {
                await stage.bringBack(id);
                await this.focusOn(`Rename ${name}`);
              })}
              ${
                this.erased === id
                  ? this.item(
                      'Erase for good',
                      name,
                      async () => this.erase(stage, id, name),
                      'This cannot be undone',
                      'danger',
                    )
                  : this.item('Erase', name, () => (this.erased = id), 'Asks once more')
              }
            </li>`,
        )}
      </ul>
    </div>`;
  }

  private item(label: string, name: string, work: () => unknown, title?: string, look = ''): TemplateResult {
    return html`<button
      class="button small ${look}"
      aria-label="${label} ${name}"
      title=${title ?? nothing}
      @click=${() => this.attempt(async () => work())}
    >
      ${label}
    </button>`;
  }

  private create(event: Event, stage: ProjectsStage): void {
    event.preventDefault();
    const name = this.newName.trim();
    if (name === '') return;
    this.newName = '';
    this.attempt(async () => location.assign(projectAddress(await stage.create(name))));
  }

  private importChosen(stage: ProjectsStage): void {
    const [file] = this.fileInput.files ?? [];
    this.fileInput.value = '';
    if (file !== undefined) this.attempt(async () => stage.importFile(file));
  }

  private async erase(stage: ProjectsStage, id: string, name: string): Promise<void> {
    this.erased = null;
    if (await stage.erase(id)) this.shell.log.info('export', `Project erased: ${name}`);
    else this.sayHeld(name, 'erased');
    await this.focusOn('Name of the new project');
  }

  private async takeOut(stage: ProjectsStage, id: string, name: string): Promise<void> {
    if (await stage.remove(id)) this.shell.log.info('export', `Project removed: ${name}. Projects brings it back`);
    else this.sayHeld(name, 'removed');
    await this.focusOn(`Bring Back ${name}`);
  }

  /** What was pressed is gone or another now: the focus goes on to the control of this name. */
  private async focusOn(name: string): Promise<void> {
    await this.updateComplete;
    for (const control of this.renderRoot.querySelectorAll<HTMLElement>('[aria-label]')) {
      if (control.ariaLabel === name) control.focus();
    }
  }

  private sayHeld(name: string, done: string): void {
    this.shell.log.warn(
      'export',
      `${name} is open in another tab, so it was not ${done}. Close that tab, then try again.`,
    );
  }
}
