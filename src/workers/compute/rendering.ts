import { encodeWav } from '../../audio/write/wavWriter.ts';
import { renderHyperparameterEnds } from '../../ml/listening/hyperparameterEnds.ts';
import { renderClusters } from '../../ml/listening/renderClusters.ts';
import { renderLoop } from '../../ml/listening/renderLoop.ts';
import { matchLoudness } from '../../ml/loudness/matchLoudness.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';

/** Sounds as the plugin gives them out (rules E). */
export const renderingCalls = {
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
} satisfies Partial<ComputeCalls>;
