import type { PackagedPreset, Preset } from '../../domain/preset.ts';
import { presetName } from '../../formats/presets/presetNames.ts';
import type { ChosenFile } from '../import/chosenFiles.ts';
import { ByteBudget } from '../jobs/byteBudget.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { LISTENING_LIMIT_SEC } from '../listening/sound/decodeSound.ts';
import { presetForPlugin, type WantedState } from '../listening/choices/soundPresets.ts';
import type { Tools } from '../tools.ts';

/** A preset among several that are asked for at once. */
export interface WantedPreset {
  readonly preset: Preset;
  /** Which of the sound's presets it is and whether that was judged, as a clause. */
  readonly choice: string;
  readonly state: WantedState;
  /** Null where the sound is not at hand. */
  readonly file: ChosenFile | null;
}

/** A preset that is made when its turn comes. */
export interface WantedSound {
  /** Seconds; null where that is not known. */
  readonly durationSec: number | null;
  readonly want: () => Promise<WantedPreset>;
}

/** A zip, and how many of its presets know nothing of their sound. */
export interface PresetZip {
  readonly zip: Blob;
  readonly plain: number;
}

/** What the decoded sounds that are held at once may take, and what a second of one takes at most. */
const SOUNDS_BYTES = 256 * 2 ** 20;
const SECOND_BYTES = 2 * 96_000 * Float32Array.BYTES_PER_ELEMENT;

/** One preset for each sound, in their order, named by the pattern that is set, in one zip (V7, V8). Throws when it is stopped. @param methods how they came about */
export async function presetZip(
  deps: Pick<Tools, 'pool' | 'log' | 'dataSet' | 'settings'>,
  sounds: readonly WantedSound[],
  { signal: stop, onProgress }: JobControl,
  methods = '',
): Promise<PresetZip> {
  const { pool, settings } = deps;
  const total = sounds.length;
  const pattern = settings.presetNames.peek();
  const presets: PackagedPreset[] = [];
  const budget = new ByteBudget(SOUNDS_BYTES);
  let done = 0;
  onProgress({ done, total });
  await forEachLimited([...sounds.entries()], pool.size, stop, async ([index, { durationSec, want }]) => {
    const heldBytes = Math.min(durationSec ?? LISTENING_LIMIT_SEC, LISTENING_LIMIT_SEC) * SECOND_BYTES;
    await budget.run(heldBytes, async () => {
      stop.throwIfAborted();
      const { preset, choice, state, file } = await want();
      const packaged = await presetForPlugin(deps, preset, file, state, stop);
      const name = presetName(pattern, {
        path: preset.audioPath,
        treatment: packaged.treatment,
        number: index + 1,
        total,
      });
      presets[index] = { ...packaged, name, choice };
    });
    onProgress({ done: ++done, total });
  });
  stop.throwIfAborted();
  const zip = await pool.run(async (worker) => worker.zipPresets(presets, settings.presetFormats.peek(), methods), {
    signal: stop,
    interactive: true,
  });
  const plain = presets.filter(({ preset }) => Object.values(preset.plugin.plays).every((played) => played === null));
  return { zip, plain: plain.length };
}
