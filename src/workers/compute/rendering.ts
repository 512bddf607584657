import { encodeWav } from '../../audio/write/wavWriter.ts';
import type { PluginParameters } from '../../domain/pluginParameters.ts';
import { renderHyperparameterEnds } from '../../ml/listening/hyperparameterEnds.ts';
import { renderLoop } from '../../ml/listening/renderLoop.ts';
import { renderStems } from '../../ml/listening/renderStems.ts';
import { matchLoudness, matchLoudnessTo } from '../../ml/loudness/matchLoudness.ts';
import { planClustering } from '../../ml/plugin/clusterSettings.ts';
import { pluginStateOf } from '../../ml/plugin/pluginStateOf.ts';
import { renderPlugin } from '../../ml/plugin/renderPlugin.ts';
import { loadShippedModel } from '../../ml/plugin/shippedModel.ts';
import { traceBend } from '../../ml/plugin/traceBend.ts';
import { loudestPart } from '../../ml/treatments/loudestPart.ts';
import { fitTreatment } from '../../ml/treatments/fitTreatment.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { KnobUpdate, Samples } from '../contracts/listening.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';

/** Sounds as the plugin gives them out (rules E, G). */
export const renderingCalls = {
  async renderWav(sound, parameters) {
    return encodeWav(await renderMain(sound, parameters), sound.sampleRateHz, 'f32');
  },

  async renderStems({ channels, sampleRateHz }, parameters) {
    const stems = renderStems(channels, sampleRateHz, pluginStateOf(parameters), await loadShippedModel());
    return Array.from(stems, (stem) => encodeWav(stem, sampleRateHz, 'f32'));
  },

  traceKnobs,

  async traceSound(sound, parameters, partSec) {
    const updates = await traceKnobs(sound, parameters);
    const { sampleRateHz } = sound;
    const channels = loudestPart(sound.channels, partSec * sampleRateHz);
    return transfer({ updates, part: { channels, sampleRateHz } }, buffersOf(channels));
  },

  async fitTreatment({ channels, sampleRateHz }, parameters, treatment) {
    return fitTreatment(channels, sampleRateHz, parameters, treatment, await loadShippedModel());
  },

  async matchedGains(excerpt, states) {
    const rendered = await Promise.all(states.map(async (state) => renderMain(excerpt, state)));
    return matchLoudnessTo(excerpt.channels, rendered, excerpt.sampleRateHz);
  },

  async renderOptions({ channels, sampleRateHz }, states) {
    const model = await loadShippedModel();
    const rendered = states.map((state) => renderLoop(channels, sampleRateHz, pluginStateOf(state), model));
    const { gains, loudnessLkfs } = matchLoudness(
      rendered.map((loop) => loop.channels),
      sampleRateHz,
    );
    return transfer(
      rendered.map((loop, i) => {
        const loudness = loudnessLkfs[i] ?? -Infinity;
        return {
          ...loop,
          gain: gains[i] ?? 1,
          loudnessLkfs: Number.isFinite(loudness) ? loudness : null,
        };
      }),
      rendered.flatMap((loop) => buffersOf(loop.channels)),
    );
  },

  async renderHyperparameter(target) {
    const { low, high, sampleRateHz } = renderHyperparameterEnds(target);
    return { low: encodeWav(low, sampleRateHz, 's24'), high: encodeWav(high, sampleRateHz, 's24') };
  },
} satisfies Partial<ComputeCalls>;

async function traceKnobs(
  { channels, sampleRateHz }: Samples,
  parameters: PluginParameters,
): Promise<readonly KnobUpdate[]> {
  const { split } = pluginStateOf(parameters);
  const { frameSamples, overlap } = split;
  const hopSamples = frameSamples / overlap;
  const { hopsPerClusterUpdate } = planClustering(split, sampleRateHz, hopSamples);
  const framing = { frameSamples, hopSamples, start: 'plugin', arithmetic: '32-bit' } as const;
  const updates = traceBend(channels, sampleRateHz, await loadShippedModel(), framing, hopsPerClusterUpdate);
  return updates.map(({ share, inferred }) => ({ share, inferred }));
}

/** The main output for a sound, from a fresh state and in time with it. */
async function renderMain({ channels, sampleRateHz }: Samples, parameters: PluginParameters) {
  const { main } = renderPlugin(channels, pluginStateOf(parameters), {
    sampleRateHz,
    auxCount: 0,
    bend: await loadShippedModel(),
    start: 'plugin',
    isInTime: true,
    tailSamples: 0,
  });
  return main;
}
