import { html, nothing, type TemplateResult } from 'lit';
import type { MapPoint, SoundMap } from '../../stages/descriptors/soundMapStage.ts';
import type { Availability } from '../../stages/import/audioSources.ts';
import { neighbours } from './mapPlaces.ts';

const NEIGHBOURS = 8;

/** Beside a sound that cannot be heard. */
export const BADGE = html`<span class="tag">no sound</span>`;

/** The sounds that lie nearest to the only selected one, the nearest first; none where several are selected. */
export function mostSimilar(map: SoundMap | null, selected: ReadonlySet<string>): readonly MapPoint[] {
  const [only] = selected;
  return map === null || only === undefined || selected.size !== 1 ? [] : neighbours(map.points, only, NEIGHBOURS);
}

export function renderMostSimilar(
  near: readonly MapPoint[],
  presenceOf: (point: MapPoint) => Availability,
  choose: (audioId: string) => void,
): TemplateResult | typeof nothing {
  if (near.length === 0) return nothing;
  return html`<div>
    <h3>Most similar</h3>
    <ul class="near" aria-label="Most similar sounds">
      ${near.map((point) => {
        const { audioId, path } = point.record.file;
        return html`<li>
          <button class="button small" title=${path} @click=${() => choose(audioId)}>
            ${presenceOf(point) === 'here' ? nothing : BADGE} ${path}
          </button>
        </li>`;
      })}
    </ul>
  </div>`;
}
