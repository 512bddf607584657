import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { projectAddress } from '../../stages/projects/projectAddress.ts';
import type { DataContext } from '../contexts.ts';

/** No id of a project. */
const ALL = '';

/** Names the open project, switches to another, and leads to all that can be done with them. */
export function projectPicker({ projects }: Pick<DataContext, 'projects'>, showAll: () => void): TemplateResult {
  const { open, list } = projects.value;
  const change = ({ target }: Event) => {
    const select = target as HTMLSelectElement;
    const id = select.value;
    select.value = open;
    if (id === ALL) showAll();
    else location.assign(projectAddress(id));
  };
  // Else a key goes to another project at once, before all were seen.
  const show = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^(?:Arrow|Home|End|Page|\S$)/u.test(event.key)) return;
    event.preventDefault();
    (event.target as HTMLSelectElement).showPicker();
  };
  return html`<select class="project" aria-label="Project" .value=${live(open)} @change=${change} @keydown=${show}>
    ${list.map(({ id, name }) => html`<option value=${id} ?selected=${id === open}>${name}</option>`)}
    <option value=${ALL}>All projects …</option>
  </select>`;
}
