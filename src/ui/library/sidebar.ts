import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { projectAddress } from '../../stages/projects/projectAddress.ts';
import { SMART_FILTERS } from '../../stages/library/libraryFilter.ts';
import { emit } from '../shared/element/events.ts';
import { remembered } from '../shared/element/remembered.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { WorkbenchElement } from '../shared/element/workbenchElement.ts';
import { formatCount } from '../shared/text/format.ts';
import { icon } from '../theme/icons.ts';
import { LIBRARY } from '../routes.ts';
import { folderRows, type FolderRow } from './folderRows.ts';
import { DataContext, BrowsingContext } from '../contexts.ts';

/** The most used ones; the others are found by their words. */
const TAGS_SHOWN = 40;

/** What the list may be narrowed by, with one press each: smart filters, folders and tags; and the projects beside it. */
@customElement('ib-library-sidebar')
export class LibrarySidebar extends WorkbenchElement {
  static override styles = css`
    nav {
      display: grid;
      gap: var(--space-4);
    }

    h3 {
      margin-bottom: var(--space-1);
      color: var(--text-dim);
      font-size: var(--text-xs);
      letter-spacing: 0.04em;
      text-transform: uppercase;
    }

    li {
      display: flex;
      align-items: center;
      padding-left: calc(var(--depth, 0) * 0.9rem);
    }

    .item {
      display: flex;
      flex: 1;
      gap: var(--space-2);
      align-items: baseline;
      justify-content: space-between;
      min-width: 0;
      min-height: var(--small-control-height);
      padding: var(--space-1) var(--space-2);
      border: 0;
      border-radius: var(--radius-s);
      background: none;
      font-size: var(--text-s);
      text-align: left;
      text-decoration: none;
      color: inherit;
    }

    /* Names of folders often differ at their ends. */
    .item > :first-child {
      display: -webkit-box;
      min-width: 0;
      overflow: hidden;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }

    .item > .count {
      color: var(--text-dim);
      font-size: var(--text-xs);
      font-variant-numeric: tabular-nums;
    }

    .item:hover {
      background: var(--surface-hover);
    }

    .item[aria-pressed='true'],
    .item[aria-current='true'] {
      background: var(--surface-selected);
      font-weight: 600;
    }

    .fold {
      flex: none;
      width: 1.5rem;
      height: 2rem;
      padding: 0;
      border: 0;
      background: none;
    }

    .fold svg {
      width: 0.9rem;
      height: 0.9rem;
      transition: transform var(--motion-fast) var(--ease);
    }

    .fold[aria-expanded='true'] svg {
      transform: rotate(90deg);
    }
  `;

  @consume({ context: DataContext }) private readonly data!: DataContext;
  @consume({ context: BrowsingContext }) private readonly browsing!: BrowsingContext;

  /** The folders whose own folders are shown. */
  @state() private unfolded: ReadonlySet<string> = new Set();

  protected override render(): TemplateResult {
    const { library } = this.browsing;
    const { settings } = this.shell;
    return html`<nav aria-label="Library">
      ${this.renderSmart()} ${this.renderFolders(this.rowsOf(library.folders.value, this.unfolded))}
      ${this.renderTags()} ${this.renderProjects()}
      ${renderCheck('Arrow keys play', settings.arrowsPlay.value, (plays) => (settings.arrowsPlay.value = plays))}
    </nav>`;
  }

  private renderSmart(): TemplateResult {
    const { library } = this.browsing;
    const { smart } = library.filter.value;
    const counts = library.counts.value;
    return html`<section aria-label="Show">
      <h3>Show</h3>
      <ul>
        ${SMART_FILTERS.map(
          ({ id, label, meaning }) =>
            html`<li>
              ${this.renderItem(label, counts[id], id === smart, () => library.narrow({ smart: id }), meaning)}
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private readonly rowsOf = remembered(folderRows);

  private renderFolders(folders: readonly FolderRow[]): TemplateResult | typeof nothing {
    if (folders.length === 0) return nothing;
    const { library } = this.browsing;
    const { folder } = library.filter.value;
    return html`<section aria-label="Folders">
      <h3>Folders</h3>
      <ul>
        ${folders.map(({ path, name, count, depth, hasOwn }) => {
          const isOpen = this.unfolded.has(path);
          return html`<li .style=${`--depth: ${depth}`}>
            ${
              hasOwn
                ? html`<button
                    class="fold"
                    aria-expanded=${isOpen}
                    aria-label="Folders in ${name}"
                    @click=${() => this.fold(path, !isOpen)}
                  >
                    ${icon('right')}
                  </button>`
                : nothing
            }
            ${this.renderItem(name, count, path === folder, () => library.narrow({ folder: path === folder ? null : path }), path)}
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private renderTags(): TemplateResult | typeof nothing {
    const { library, tagging } = this.browsing;
    const tags = tagging.allTags.value;
    if (tags.length === 0) return nothing;
    const { tag: chosen } = library.filter.value;
    return html`<section aria-label="Tags">
      <h3>Tags</h3>
      <ul>
        ${tags
          .slice(0, TAGS_SHOWN)
          .map(
            ({ tag, count }) =>
              html`<li>
                ${this.renderItem(tag, count, tag === chosen, () => library.narrow({ tag: tag === chosen ? null : tag }), tag)}
              </li>`,
          )}
      </ul>
    </section>`;
  }

  private renderProjects(): TemplateResult {
    const { open, list } = this.data.projects.value;
    return html`<section aria-label="Projects">
      <h3>Projects</h3>
      <ul>
        ${list.map(
          ({ id, name }) =>
            html`<li>
              <a class="item" href=${projectAddress(id, LIBRARY.hash)} aria-current=${id === open}
                ><span>${name}</span></a
              >
            </li>`,
        )}
        <li>
          <button class="item" @click=${() => emit(this, 'ib-show', 'projects')}>
            <span>New, copy, import, export …</span>
          </button>
        </li>
      </ul>
    </section>`;
  }

  private renderItem(
    label: string,
    count: number | null,
    isOn: boolean,
    press: () => void,
    title: string,
  ): TemplateResult {
    return html`<button class="item" aria-pressed=${isOn} title=${title} @click=${press}>
      <span>${label}</span><span class="count">${count === null ? '…' : formatCount(count)}</span>
    </button>`;
  }

  private fold(path: string, isOpen: boolean): void {
    const others = [...this.unfolded].filter((other) => other !== path);
    this.unfolded = new Set(isOpen ? [...others, path] : others);
  }
}
