import { encodeWav } from '../../audio/write/wavWriter.ts';
import type { PluginInUse } from '../../domain/pluginInUse.ts';
import type { PluginParameters } from '../../domain/pluginParameters.ts';
import { resample } from '../../ml/dsp/resample.ts';
import { renderHyperparameterEnds } from '../../ml/listening/hyperparameterEnds.ts';
import { renderLoop } from '../../ml/listening/renderLoop.ts';
import { renderStems } from '../../ml/listening/renderStems.ts';
import { matchLoudness, matchLoudnessTo } from '../../ml/loudness/matchLoudness.ts';
import { planClustering } from '../../ml/plugin/clusterSettings.ts';
import { pluginStateOf } from '../../ml/plugin/pluginStateOf.ts';
import { renderPlugin } from '../../ml/plugin/renderPlugin.ts';
import { traceBend } from '../../ml/plugin/bendTracer.ts';
import { loudestPart } from '../../ml/treatments/loudestPart.ts';
import { fitTreatment } from '../../ml/treatments/fitTreatment.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { KnobUpdate, RenderedFile, Samples } from '../contracts/listening.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';
import { parametersOfPluginInUse } from './builtInModel.ts';

/** Sounds as the plugin gives them out (rules E, G). */
export const renderingCalls = {
  async renderWav(sound, parameters, plugin) {
    return fileOf(await renderMain(sound, parameters, plugin), sound.sampleRateHz);
  },

  async renderStems({ channels, sampleRateHz }, parameters, plugin) {
    const stems = renderStems(channels, sampleRateHz, pluginStateOf(parameters), await parametersOfPluginInUse(plugin));
    return Array.from(stems, (stem) => fileOf(stem, sampleRateHz));
  },

  traceKnobs,

  async traceSound(sound, parameters, partSec, plugin) {
    const { channels: all, sampleRateHz } = atRate(sound, plugin.rateHz);
    const updates = await traceKnobs({ channels: all, sampleRateHz }, parameters, plugin);
    const channels = loudestPart(all, partSec * sampleRateHz);
    return transfer({ updates, part: { channels, sampleRateHz } }, buffersOf(channels));
  },

  async fitTreatment({ channels, sampleRateHz }, parameters, treatment, plugin) {
    return fitTreatment(channels, sampleRateHz, parameters, treatment, await parametersOfPluginInUse(plugin));
  },

  async matchedGains(excerpt, states, plugin) {
    const rendered = await Promise.all(states.map(async (state) => renderMain(excerpt, state, plugin)));
    return matchLoudnessTo(excerpt.channels, rendered, excerpt.sampleRateHz);
  },

  async renderOptions({ channels, sampleRateHz }, states, plugin) {
    const model = await parametersOfPluginInUse(plugin);
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
  sound: Samples,
  parameters: PluginParameters,
  plugin: PluginInUse,
): Promise<readonly KnobUpdate[]> {
  const { channels, sampleRateHz } = atRate(sound, plugin.rateHz);
  const { split } = pluginStateOf(parameters);
  const { frameSamples, overlap } = split;
  const hopSamples = frameSamples / overlap;
  const { hopsPerClusterUpdate } = planClustering(split, sampleRateHz, hopSamples);
  const framing = { frameSamples, hopSamples, start: 'plugin', arithmetic: '32-bit' } as const;
  const updates = traceBend(
    channels,
    sampleRateHz,
    await parametersOfPluginInUse(plugin),
    framing,
    hopsPerClusterUpdate,
  );
  return updates.map(({ share, inferred }) => ({ share, inferred }));
}

function fileOf(channels: readonly Float32Array[], sampleRateHz: number): RenderedFile {
  let peak = 0;
  for (const channel of channels) for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
  return { wav: encodeWav(channels, sampleRateHz, 'f32'), peak };
}

/** A sound at the project's rate; itself for null or its own. */
function atRate({ channels, sampleRateHz }: Samples, rateHz: number | null): Samples {
  if (rateHz === null || rateHz === sampleRateHz) return { channels, sampleRateHz };
  const moved = channels.map((channel) => new Float32Array(resample(channel, sampleRateHz, rateHz)));
  return { sampleRateHz: rateHz, channels: moved };
}

/** The main output for a sound, from a fresh state and in time with it. */
async function renderMain({ channels, sampleRateHz }: Samples, parameters: PluginParameters, plugin: PluginInUse) {
  const { main } = renderPlugin(channels, pluginStateOf(parameters), {
    sampleRateHz,
    auxCount: 0,
    bend: await parametersOfPluginInUse(plugin),
    start: 'plugin',
    isInTime: true,
    tailSamples: 0,
  });
  return main;
}
