import { encodeWav } from '../../audio/write/wavWriter.ts';
import { renderHyperparameterEnds } from '../../ml/listening/hyperparameterEnds.ts';
import { renderClusters } from '../../ml/listening/renderClusters.ts';
import { renderLoop } from '../../ml/listening/renderLoop.ts';
import { matchLoudness } from '../../ml/loudness/matchLoudness.ts';
import { comparedSounds, comparisonsOf } from '../../ml/preference/comparedSounds.ts';
import { fitPreferences } from '../../ml/preference/fitPreferences.ts';
import type { PreferencePosterior } from '../../ml/preference/preferencePosterior.ts';
import { learnedOptimum, nextPair, type ComparedSound } from '../../ml/preference/proposeSettings.ts';
import type { ListeningService, PreferenceRequest } from '../contracts/listening.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';

/** Renders sounds as the plugin gives them out, and learns from what was preferred. */
export const listeningService: ListeningService = {
  async renderWav(channels, sampleRateHz, settings, mix) {
    const rendered = renderClusters(channels, sampleRateHz, settings, mix);
    const clips = rendered.channels.some((channel) => channel.some((sample) => Math.abs(sample) > 1));
    return encodeWav(rendered.channels, sampleRateHz, clips ? 'f32' : 's24');
  },

  async renderOptions(excerpt, sampleRateHz, options, soloCluster) {
    const rendered = options.map((settings) => renderLoop(excerpt, sampleRateHz, settings, soloCluster));
    const { gains, loudnessLkfs } = matchLoudness(
      rendered.map(({ channels }) => channels),
      sampleRateHz,
    );
    return transfer(
      rendered.map(({ channels, maskChange, maskContrast }, i) => {
        const loudness = loudnessLkfs[i] ?? -Infinity;
        return {
          channels,
          maskChange,
          maskContrast,
          gain: gains[i] ?? 1,
          loudnessLkfs: Number.isFinite(loudness) ? loudness : null,
        };
      }),
      rendered.flatMap(({ channels }) => buffersOf(channels)),
    );
  },

  async renderHyperparameter(target) {
    const { low, high, sampleRateHz } = renderHyperparameterEnds(target);
    return { low: encodeWav(low, sampleRateHz, 's24'), high: encodeWav(high, sampleRateHz, 's24') };
  },

  async proposePair(request) {
    const { posterior, sound } = learn(request);
    return nextPair(posterior, sound, request.seed);
  },

  async learnSetting(request) {
    const { posterior, sound } = learn(request);
    return learnedOptimum(posterior, sound, request.seed);
  },
};

function learn({ preferences, descriptors, measured, audioId, known }: PreferenceRequest): {
  readonly posterior: PreferencePosterior;
  readonly sound: ComparedSound;
} {
  const sounds = comparedSounds(descriptors, new Map([[audioId, known]]), measured);
  const sound = sounds.get(audioId);
  if (sound === undefined) throw new RangeError(`the descriptors of ${audioId} are missing`);
  return { posterior: fitPreferences(comparisonsOf(preferences, sounds)), sound };
}
