import { html, nothing, type TemplateResult } from 'lit';
import '../shared/text/emptyState.ts';
import { TOUR_NAME } from '../tour/tourSteps.ts';

/** Where files will stand in an empty data set. @param startTour null where the tour is no longer offered. */
export function start(examplesButton: TemplateResult, startTour: (() => void) | null): TemplateResult {
  return html`<ib-empty-state heading="Start with sounds">
    <p>
      Drop audio files or whole folders anywhere in this window, or try everything with 24 short sounds that the app
      makes itself. Nothing leaves this machine.
    </p>
    ${examplesButton}
    ${startTour === null ? nothing : html`<button class="button quiet" @click=${startTour}>${TOUR_NAME}</button>`}
    <p class="hint">
      WAV, FLAC, AIFF, CAF, Ogg, Opus, WebM, MP3, AAC, M4A and MP4. Twelve sounds are enough for a model. Then
      <strong>Run All</strong> finds the best preset of each sound, trains models and keeps the best one in use.
    </p>
  </ib-empty-state>`;
}
