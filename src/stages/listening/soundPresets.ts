import { isAbort } from '../../domain/errors.ts';
import { byKnob, PLUGIN, PLUGIN_DEFAULTS, withHyperparameters } from '../../domain/pluginParameters.ts';
import { TREATMENTS } from '../../domain/treatments.ts';
import type { Preset } from '../../formats/presetJson.ts';
import type { PackagedPreset } from '../../formats/presets/presetPackage.ts';
import { compensateKnobs, plainKnobs } from '../../ml/plugin/compensateKnobs.ts';
import { loudestPart } from '../../ml/treatments/loudestPart.ts';
import type { ChosenFile } from '../import/chosenFiles.ts';
import type { Tools } from '../tools.ts';
import { decodeSound } from './decodeSound.ts';
import { firstTreatment } from './firstTreatment.ts';
import { FITTED_SEC, LISTENING_LIMIT_SEC } from './listeningStage.ts';

/**
 * A sound's preset as the plugin takes it: compensated for the plugin's own model, with a treatment that lets its split be
 * heard. Where the sound cannot be decoded it is written plain, with the plugin's default treatment.
 */
export async function presetForPlugin(
  { pool, log }: Pick<Tools, 'pool' | 'log'>,
  preset: Preset,
  file: ChosenFile,
  stop: AbortSignal,
): Promise<PackagedPreset> {
  const { hyperparameters } = preset;
  const name = preset.audioPath;
  const run = { signal: stop };
  try {
    const sound = await decodeSound(pool, file, LISTENING_LIMIT_SEC, stop);
    const updates = await pool.run(async (worker) => worker.traceKnobs(sound, PLUGIN_DEFAULTS), run);
    const { knobs, played, reached } = compensateKnobs(updates, hyperparameters);
    const split = withHyperparameters(PLUGIN_DEFAULTS, knobs);
    const { sampleRateHz } = sound;
    const part = { sampleRateHz, channels: loudestPart(sound.channels, FITTED_SEC * sampleRateHz) };
    const { parameters, treatment } = await firstTreatment(async (id) =>
      pool.run(async (worker) => worker.fitTreatment(part, split, id), run),
    );
    const label = TREATMENTS.find(({ id }) => id === treatment)?.label ?? treatment;
    const plugin = { version: PLUGIN.version, parameters, compensated: true, plays: played, reached };
    return { name, treatment: label, preset: { ...preset, plugin } };
  } catch (error) {
    if (isAbort(error)) throw error;
    log.thrown(error, 'export', name);
    const plugin = {
      version: PLUGIN.version,
      parameters: withHyperparameters(PLUGIN_DEFAULTS, plainKnobs([], hyperparameters).knobs),
      compensated: false,
      plays: byKnob(() => null),
      reached: byKnob(() => null),
    };
    return { name, treatment: 'Plugin defaults', preset: { ...preset, plugin } };
  }
}
