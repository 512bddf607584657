import { TARGETS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import { PLUGIN_DEFAULTS as DEFAULT_STATE, withHyperparameters } from '../../domain/pluginParameters.ts';
import { soloedParameters } from '../../domain/soloedParameters.ts';
import { matchLoudness } from '../loudness/matchLoudness.ts';
import { DEFAULT_HYPERPARAMETERS } from '../measured/pluginDefaults.ts';
import { deriveHyperparameters, minimaxLogit } from '../objective/decode.ts';
import { pluginStateOf } from '../plugin/pluginStateOf.ts';
import { synthesiseExampleSound } from '../synthesis/exampleSounds.ts';
import { renderLoop } from './renderLoop.ts';

/** The small band. */
const SOUND = 19;
const DURATION_SEC = 4;
/** The cluster of the plugin's four in which low and high differ most; all together would be the sound itself. */
const SOLO_CLUSTER = 3;

/** A sound with one hyperparameter low and high, both equally loud and within [−1, 1]. */
export interface HyperparameterEnds {
  readonly sampleRateHz: number;
  /** Channels of the same length. */
  readonly low: readonly Float32Array<ArrayBuffer>[];
  readonly high: readonly Float32Array<ArrayBuffer>[];
}

/**
 * What a hyperparameter does to the ear [E1]: one cluster of four seconds of an example sound with the hyperparameter at
 * both ends of its searched range (H), all others being the plugin's defaults; not bent, as the knobs stand. Always the same
 * samples.
 *
 * @param target its place in `TARGETS`. Throws a RangeError for another one.
 */
export function renderHyperparameterEnds(target: number): HyperparameterEnds {
  const range = TARGETS[target];
  if (range === undefined) throw new RangeError(`${TARGETS.length} hyperparameters can be heard, none at ${target}`);
  const { channels, sampleRateHz } = synthesiseExampleSound(SOUND);
  const excerpt = channels.map((channel) => channel.slice(0, DURATION_SEC * sampleRateHz));
  const render = (value: number) => {
    const state = withHyperparameters(soloedParameters(DEFAULT_STATE, [SOLO_CLUSTER]), defaultsExcept(target, value));
    return renderLoop(excerpt, sampleRateHz, pluginStateOf(state), 'off').channels;
  };
  const low = render(range.low);
  const high = render(range.high);
  const { gains } = matchLoudness([low, high], sampleRateHz);
  amplify(low, gains[0] ?? 1);
  amplify(high, gains[1] ?? 1);
  return { sampleRateHz, low, high };
}

/** The plugin's defaults but for one of the five values. */
function defaultsExcept(target: number, value: number): Hyperparameters {
  const { distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxStrength } = DEFAULT_HYPERPARAMETERS;
  const values = [distancePenalty, normRate, basePenaltyLog, penaltySkew, minimaxLogit(minimaxStrength)];
  return deriveHyperparameters(values.with(target, value));
}

function amplify(channels: readonly Float32Array[], gain: number): void {
  for (const channel of channels) for (let n = 0; n < channel.length; n++) channel[n]! *= gain;
}
