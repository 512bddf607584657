import { html, type TemplateResult } from 'lit';
import { DEFAULT_ALLOWED_FAMILIES } from '../../../domain/license.ts';
import { formatCount } from '../../shared/text/format.ts';
import { LICENSED_BY_ROW, NEEDS_DECISION, type GalleryEntry } from './gallery.ts';

/** Known public data sets as cards; pressing one hands it to `choose`. */
export function renderGallery(choose: (entry: GalleryEntry) => void): TemplateResult {
  return html`<section class="stack tight" aria-label="Known data sets">
    <h3>Each sound has its licence</h3>
    ${renderGroup(LICENSED_BY_ROW, choose)}
    <h3>Needs your decision</h3>
    <p class="hint">Licensed by a card for the whole, non-commercial, or not licensed: by default nothing is kept.</p>
    ${renderGroup(NEEDS_DECISION, choose)}
  </section>`;
}

function renderGroup(entries: readonly GalleryEntry[], choose: (entry: GalleryEntry) => void): TemplateResult {
  return html`<ul class="gallery">
    ${entries.map(
      (entry) =>
        html`<li>
          <button class="button card" @click=${() => choose(entry)}>
            <strong>${entry.datasetId}</strong>
            <span>${entry.holds}.</span>
            <span>${sizeOf(entry)}. Licence ${licensed(entry)}: ${entry.terms}.</span>
            <span class="dim">
              Kept by default: ${entry.licensed === 'by row' ? DEFAULT_ALLOWED_FAMILIES.join(', ') : 'nothing'}.
              ${entry.checkedOn === null ? `Not checked against the hub; ${entry.source}` : `Checked ${entry.checkedOn}`}.
            </span>
          </button>
        </li>`,
    )}
  </ul>`;
}

function licensed({ licensed: how }: GalleryEntry): string {
  return how === 'not' ? 'missing' : how;
}

function sizeOf({ rows, gigabytes }: GalleryEntry): string {
  const parts = [
    ...(rows === null ? [] : [`about ${formatCount(rows)} sounds`]),
    ...(gigabytes === null ? [] : [`${gigabytes} GB`]),
  ];
  return parts.length === 0 ? 'Size not known' : parts.join(', ').replace(/^a/u, 'A');
}
