import { safeFileName } from '../../formats/fileNames.ts';
import { presetName, type NamedPreset } from '../../formats/presets/presetNames.ts';

export { NAME_PARTS, namePatternRefusal } from '../../formats/presets/presetNames.ts';

/** What a preset's file would be called, were it alone in its zip. */
export function exampleFileName(pattern: string, preset: NamedPreset): string {
  return `${safeFileName(presetName(pattern, preset), 'preset')}.vstpreset`;
}
