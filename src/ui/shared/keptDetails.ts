import { html, type TemplateResult } from 'lit';
import type { Settings } from '../../stages/shell/settings.ts';

/** What is seldom used, folded away at first; whether it is unfolded is kept. @param place where it stands */
export function renderDetails({ openDetails }: Settings, place: string, content: unknown): TemplateResult {
  const onToggle = ({ target }: Event) => {
    const isOpen = target instanceof HTMLDetailsElement && target.open;
    const open = openDetails.peek();
    if (isOpen === open.includes(place)) return;
    openDetails.value = isOpen ? [...open, place] : open.filter((other) => other !== place);
  };
  return html`<details class="kept" ?open=${openDetails.value.includes(place)} @toggle=${onToggle}>
    <summary>Details</summary>
    ${content}
  </details>`;
}
