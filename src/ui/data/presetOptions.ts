import { html, type TemplateResult } from 'lit';
import type { Settings } from '../../stages/shell/settings.ts';
import { renderCheck } from '../shared/fields/inputs.ts';
import { formatDuration, plural } from '../shared/text/format.ts';

/** What a zip of presets holds beside `.vstpreset`, wherever one is made. */
export function renderPresetFormats({ presetFormats }: Pick<Settings, 'presetFormats'>): TemplateResult {
  const { audioUnit, json } = presetFormats.value;
  return html`${renderCheck(
    '.aupreset in the zip',
    audioUnit,
    (ticked) => (presetFormats.value = { ...presetFormats.peek(), audioUnit: ticked }),
  )}
  ${renderCheck('JSON in the zip', json, (ticked) => (presetFormats.value = { ...presetFormats.peek(), json: ticked }))}`;
}

/** What takes longer is compared where that is asked for (J8). */
const LONG_SEC = 600;

/** The sounds of an export that the judge may hear first. */
interface Comparing {
  /** Of those that were not judged. */
  readonly count: number;
  /** How long they take about. */
  readonly seconds: number;
  /** What somebody said of it; null as long as nobody did. */
  readonly said: boolean | null;
}

/** Whether the judge compares the candidates of each sound before an export: unless that takes long or somebody said otherwise (J8). */
export function isCompared({ count, seconds, said }: Comparing): boolean {
  return count > 0 && (said ?? seconds <= LONG_SEC);
}

/** Asks for it and says what it takes. @param unjudged what a sound gets that was not judged, as a sentence. */
export function renderComparing(
  comparing: Comparing,
  unjudged: string,
  say: (compared: boolean) => void,
): TemplateResult {
  const { count, seconds } = comparing;
  return html`<div>
    ${renderCheck('Compare the candidates of each sound first', isCompared(comparing), say, { disabled: count === 0 })}
    <p class="hint">
      ${
        count === 0
          ? 'Each sound that is at hand was judged already.'
          : `The judge then chooses the presets of ${plural(count, 'sound')}: about ${formatDuration(seconds)}. Stopped, the export goes on with what was judged until then. ${unjudged}`
      }
    </p>
  </div>`;
}
