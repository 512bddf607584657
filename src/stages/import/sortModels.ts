import type { AppErrorFields } from '../../domain/errors.ts';

/** Files that may hold a model, by what they hold: a damaged one is refused as what it was. */
export async function sortModels(offered: readonly File[]): Promise<{
  readonly models: readonly File[];
  readonly presets: readonly File[];
  readonly refusals: readonly AppErrorFields[];
}> {
  const kinds = await Promise.all(offered.map(kindOf));
  const all = (kind: (typeof kinds)[number]) => offered.filter((_, i) => kinds[i] === kind);
  return {
    models: all('model'),
    presets: all('preset'),
    refusals: all('unknown').map(({ name }) => refuseUnknown(name)),
  };
}

const LARGEST_PRESET_BYTES = 2 ** 20;

/** What a file that may hold a model is by what it says; of a large one by its beginning. */
export async function kindOf(file: File): Promise<'model' | 'preset' | 'unknown'> {
  if (!file.name.toLowerCase().endsWith('.json')) return 'model';
  const text = await file.slice(0, LARGEST_PRESET_BYTES).text();
  if (/"(?:target_keys|coefficients|inertiabands-trainer-model)"/u.test(text)) return 'model';
  // The table of a public data set.
  if (file.size > LARGEST_PRESET_BYTES) return /"licen[cs]e"/u.test(text) ? 'unknown' : 'model';
  return /"(?:hyperparameters|audio_path)"/u.test(text) ? 'preset' : 'unknown';
}

function refuseUnknown(name: string): AppErrorFields {
  return {
    code: 'bad-input',
    stage: 'import',
    subject: name,
    message:
      `“${name}” is neither a preset nor a model of this app or the desktop trainer. Drop a file that Export Preset JSON ` +
      'or the export of a model wrote; the table of a public data set goes together with its audio.',
  };
}
