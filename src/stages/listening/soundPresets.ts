import { isAbort } from '../../domain/errors.ts';
import { byKnob, PLUGIN, PLUGIN_DEFAULTS, withHyperparameters } from '../../domain/pluginParameters.ts';
import { TREATMENTS, withTreatment, type OwnTreatment, type TreatmentId } from '../../domain/treatments.ts';
import type { PackagedPreset, Preset } from '../../domain/preset.ts';
import { isUntouched } from '../../ml/measured/writtenKnobs.ts';
import { compensateKnobs, plainKnobs } from '../../ml/plugin/compensateKnobs.ts';
import type { ChosenFile } from '../import/chosenFiles.ts';
import type { KnobUpdate, Samples } from '../../workers/contracts/listening.ts';
import { buffersOf, transfer } from '../../workers/pool/transfer.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import type { Tools } from '../tools.ts';
import { decodeSound, FITTED_SEC, LISTENING_LIMIT_SEC } from './decodeSound.ts';
import { fitWanted } from './firstTreatment.ts';

/**
 * What is to be done to the parts: what a sound begins with (null), one by name, fitted to the sound, or one's own as it was
 * saved.
 */
export type WantedTreatment = TreatmentId | Pick<OwnTreatment, 'name' | 'parameters'> | null;

/**
 * A sound's preset as the plugin takes it: compensated for the plugin's own model, with the wanted treatment; one that would
 * do the opposite to the sound gives way to what the sound begins with (E4). Where the sound is not at hand, or cannot be
 * decoded, it is written plain: nothing can be fitted then, and in the place of a treatment by name is the plugin's default.
 */
export async function presetForPlugin(
  { pool, log }: Pick<Tools, 'pool' | 'log'>,
  preset: Preset,
  file: ChosenFile | null,
  wanted: WantedTreatment,
  stop: AbortSignal,
): Promise<PackagedPreset> {
  const own = wanted !== null && typeof wanted === 'object' ? wanted : null;
  const plain = () => withOwn(withKnobs(preset, []), own);
  if (file === null) return plain();
  const run = { signal: stop };
  try {
    const sound = await decodeForWorker(pool, file, stop);
    const { updates, part } = await pool.run(
      async (worker) => worker.traceSound(sound, PLUGIN_DEFAULTS, FITTED_SEC),
      run,
    );
    const compensated = withKnobs(preset, updates);
    if (own !== null) return withOwn(compensated, own);
    const { plugin } = compensated.preset;
    const fit = async (id: TreatmentId) =>
      pool.run(async (worker) => worker.fitTreatment(part, plugin.parameters, id), run);
    const { parameters, treatment } = await fitWanted(typeof wanted === 'string' ? wanted : null, fit);
    const label = TREATMENTS.find(({ id }) => id === treatment)?.label ?? treatment;
    return { ...compensated, treatment: label, preset: { ...preset, plugin: { ...plugin, parameters } } };
  } catch (error) {
    if (isAbort(error)) throw error;
    log.thrown(error, 'export', preset.audioPath);
    return plain();
  }
}

/** A sound to be handed to a worker whole: copying minutes of it would hold up the page. */
async function decodeForWorker(pool: Tools['pool'], file: ChosenFile, stop: AbortSignal): Promise<Samples> {
  const sound = await decodeSound(pool, file, LISTENING_LIMIT_SEC, stop);
  return transfer(sound, buffersOf(sound.channels));
}

function withOwn(packaged: PackagedPreset, own: Pick<OwnTreatment, 'name' | 'parameters'> | null): PackagedPreset {
  if (own === null) return packaged;
  const { plugin } = packaged.preset;
  const parameters = withTreatment(plugin.parameters, own.parameters);
  return { ...packaged, treatment: own.name, preset: { ...packaged.preset, plugin: { ...plugin, parameters } } };
}

/** A preset for several sounds, compensated over those of them that are at hand, with the plugin's default treatment. */
export async function presetForSounds(
  { pool, log }: Pick<Tools, 'pool' | 'log'>,
  preset: Preset,
  files: readonly ChosenFile[],
  { signal: stop, onProgress }: JobControl,
): Promise<PackagedPreset> {
  const updates: KnobUpdate[] = [];
  let done = 0;
  await forEachLimited(files, pool.size, stop, async (file) => {
    try {
      const sound = await decodeForWorker(pool, file, stop);
      const own = await pool.run(async (worker) => worker.traceKnobs(sound, PLUGIN_DEFAULTS), { signal: stop });
      for (const update of own) updates.push(update);
    } catch (error) {
      if (isAbort(error)) throw error;
      log.thrown(error, 'export', file.path);
    }
    onProgress({ done: ++done, total: files.length });
  });
  return withKnobs(preset, updates);
}

/** With knobs that make up for the bend; as wanted where nothing is known of it. */
function withKnobs(preset: Preset, updates: readonly KnobUpdate[]): PackagedPreset {
  const isKnown = updates.length > 0;
  const isCompensated = isKnown && !isUntouched(preset.hyperparameters);
  const { knobs, played, reached } = (isCompensated ? compensateKnobs : plainKnobs)(updates, preset.hyperparameters);
  const plugin = {
    version: PLUGIN.version,
    parameters: withHyperparameters(PLUGIN_DEFAULTS, knobs),
    compensated: isCompensated,
    plays: isKnown ? played : byKnob(() => null),
    reached: isKnown ? reached : byKnob(() => null),
  };
  return { name: preset.audioPath, treatment: 'Plugin defaults', preset: { ...preset, plugin } };
}
