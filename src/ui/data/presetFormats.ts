import { html, type TemplateResult } from 'lit';
import type { Settings } from '../../stages/shell/settings.ts';
import { renderCheck } from '../shared/fields/inputs.ts';

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
