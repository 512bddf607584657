import { isAbort } from '../../../domain/errors.ts';
import type { ClusterHyperparameters } from '../../../domain/clusterSettings.ts';
import { PLUGIN } from '../../../domain/pluginInUse.ts';
import {
  byKnob,
  PLUGIN_DEFAULTS,
  withHyperparameters,
  withSplitSettings,
  type PluginParameters,
  type SplitSettings,
} from '../../../domain/pluginParameters.ts';
import { TREATMENTS, withTreatment, type OwnTreatment, type TreatmentId } from '../../../domain/treatments.ts';
import type { PackagedPreset, Preset } from '../../../domain/preset.ts';
import { isUntouched } from '../../../ml/measured/writtenKnobs.ts';
import { compensateKnobs, plainKnobs, playKnobs } from '../../../ml/plugin/compensateKnobs.ts';
import type { ChosenFile } from '../../import/chosenFiles.ts';
import type { KnobUpdate, Samples } from '../../../workers/contracts/listening.ts';
import { buffersOf, transfer } from '../../../workers/pool/transfer.ts';
import { forEachLimited } from '../../jobs/forEachLimited.ts';
import type { JobControl } from '../../jobs/jobBoard.ts';
import { builtInModel, pluginInUse } from '../../model/pluginInUse.ts';
import type { Tools } from '../../tools.ts';
import { decodeSound, FITTED_SEC, LISTENING_LIMIT_SEC } from '../sound/decodeSound.ts';
import { fitWanted } from './firstTreatment.ts';

/**
 * What is to be done to the parts: what a sound begins with (null), one by name, fitted to the sound, or one's own as it was
 * saved.
 */
export type WantedTreatment = TreatmentId | Pick<OwnTreatment, 'name' | 'parameters'> | null;

/** How a sound is to be split, beside the values that are wanted, where that was chosen for it. */
export interface WantedSplit {
  /** Of all parameters those that say how the sound is split. */
  readonly settings: SplitSettings;
  /** Whether the knobs make up for the plugin's own model. */
  readonly compensates: boolean;
  /** Where an imported state's knobs stand, which are written as they are; null for none. */
  readonly knobs: ClusterHyperparameters | null;
}

/** What is to become of a sound; `split` null as a fresh plugin does, compensated. */
export interface WantedState {
  readonly treatment: WantedTreatment;
  readonly split: WantedSplit | null;
}

/** As a fresh plugin splits a sound, with the treatment that it begins with under Hear. */
export const FRESH_STATE: WantedState = { treatment: null, split: null };

type Dependencies = Pick<Tools, 'pool' | 'log' | 'dataSet' | 'settings'>;

/**
 * A sound's preset as the plugin in use takes it: compensated for its own model, with the wanted treatment; one that would
 * do the opposite to the sound gives way to what the sound begins with (E4). Where the sound is not at hand, or cannot be
 * decoded, it is written plain: nothing can be fitted then, and in the place of a treatment by name is the plugin's default.
 */
export async function presetForPlugin(
  deps: Dependencies,
  preset: Preset,
  file: ChosenFile | null,
  { treatment: wanted, split }: WantedState,
  stop: AbortSignal,
): Promise<PackagedPreset> {
  const { pool, log } = deps;
  const plugin = pluginInUse(deps);
  const target = { split, builtInId: builtInModel(deps)?.modelId ?? null };
  const own = wanted !== null && typeof wanted === 'object' ? wanted : null;
  const plain = () => withOwn(withKnobs(preset, [], target), own);
  if (file === null) return plain();
  const run = { signal: stop, interactive: true };
  try {
    const sound = await decodeForWorker(pool, file, stop);
    const { updates, part } = await pool.run(
      async (worker) => worker.traceSound(sound, stateOf(split), FITTED_SEC, plugin),
      run,
    );
    const compensated = withKnobs(preset, updates, target);
    if (own !== null) return withOwn(compensated, own);
    const { plugin: block } = compensated.preset;
    const fit = async (id: TreatmentId) =>
      pool.run(async (worker) => worker.fitTreatment(part, block.parameters, id, plugin), run);
    const { parameters, treatment } = await fitWanted(typeof wanted === 'string' ? wanted : null, fit);
    const label = TREATMENTS.find(({ id }) => id === treatment)?.label ?? treatment;
    return { ...compensated, treatment: label, preset: { ...preset, plugin: { ...block, parameters } } };
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
  deps: Dependencies,
  preset: Preset,
  files: readonly ChosenFile[],
  { signal: stop, onProgress }: JobControl,
): Promise<PackagedPreset> {
  const { pool, log } = deps;
  const plugin = pluginInUse(deps);
  const updates: KnobUpdate[] = [];
  let done = 0;
  await forEachLimited(files, pool.size, stop, async (file) => {
    try {
      const sound = await decodeForWorker(pool, file, stop);
      const own = await pool.run(async (worker) => worker.traceKnobs(sound, PLUGIN_DEFAULTS, plugin), {
        signal: stop,
        interactive: true,
      });
      for (const update of own) updates.push(update);
    } catch (error) {
      if (isAbort(error)) throw error;
      log.thrown(error, 'export', file.path);
    }
    onProgress({ done: ++done, total: files.length });
  });
  return withKnobs(preset, updates, { split: null, builtInId: builtInModel(deps)?.modelId ?? null });
}

/** A fresh plugin's state that splits a sound as is wanted. */
function stateOf(split: WantedSplit | null): PluginParameters {
  return withSplitSettings(split?.settings ?? {});
}

/** What a preset is written for. */
interface Target {
  readonly split: WantedSplit | null;
  readonly builtInId: string | null;
}

/** With knobs that make up for the bend, where that is wanted; as wanted where nothing is known of it. */
function withKnobs(preset: Preset, updates: readonly KnobUpdate[], { split, builtInId }: Target): PackagedPreset {
  const wanted = preset.hyperparameters;
  const imported = split?.knobs ?? null;
  const isKnown = updates.length > 0;
  const isCompensated = isKnown && imported === null && split?.compensates !== false && !isUntouched(wanted);
  const { knobs, played, reached } =
    imported === null
      ? (isCompensated ? compensateKnobs : plainKnobs)(updates, wanted)
      : playKnobs(updates, imported, wanted);
  const plugin = {
    version: PLUGIN.version,
    builtInId,
    parameters: withHyperparameters(stateOf(split), knobs),
    compensated: isCompensated,
    plays: isKnown ? played : byKnob(() => null),
    // Nobody knows what was wanted of an imported state.
    reached: isKnown && imported === null ? reached : byKnob(() => null),
  };
  return { name: preset.audioPath, treatment: 'Plugin defaults', preset: { ...preset, plugin } };
}
