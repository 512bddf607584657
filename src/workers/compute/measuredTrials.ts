import { readPcm } from '../../audio/decode/pcmReader.ts';
import { releaseSamples } from '../../audio/bytes/release.ts';
import { streamedOrTurn } from '../../audio/decode/decoderChoice.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import { readCompressed } from '../../audio/decode/webCodecs.ts';
import { HYPERPARAMETERS, type Hyperparameters } from '../../domain/hyperparameters.ts';
import type { MeasuredTrial } from '../../domain/measured.ts';
import { hyperparametersFrom, packMeasuredTrials, unpackMeasuredTrials } from '../../domain/packedMeasured.ts';
import { mixToMono } from '../../ml/descriptors/mixToMono.ts';
import { resample, StreamResampler } from '../../ml/dsp/resample.ts';
import { measuredTerms, measureParts, prepareMixtures } from '../../ml/measured/measuredObjective.ts';
import { MeasuredSearch } from '../../ml/measured/measuredSearch.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../ml/measured/pluginDefaults.ts';
import { MIXING_RATE_HZ, SegmentCutter } from '../../ml/measured/segments.ts';
import { writtenKnobs } from '../../ml/measured/writtenKnobs.ts';
import { pluginEar } from '../../ml/plugin/analysedSound.ts';
import { BendTracer } from '../../ml/plugin/bendTracer.ts';
import { hopsPerUpdate, SEARCH_SETTINGS } from '../../ml/plugin/clusterSettings.ts';
import { PLUGIN_FRAMING } from '../../ml/plugin/frameStream.ts';
import { packBend, unpackBend } from '../../ml/plugin/packedBend.ts';
import { DefaultRng } from '../../ml/random/defaultRng.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { HeardFile, HearingSetup, MixturesRequest } from '../contracts/measured.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';
import { parametersOfPluginInUse } from './builtInModel.ts';

type Blocks = AsyncIterable<readonly Float32Array[]> | Iterable<readonly Float32Array[]>;

const NO_SAMPLES = new Float32Array();
const WIDTH = HYPERPARAMETERS.length;
/** Length of the noise that the speed of this machine is measured on, and how often. */
const TIMED_SEC = 2;
const TIMED_ROUNDS = 4;

/** The objective that hears, on the segments of a file and of its partners (rules X). */
export const measuredCalls = {
  async readSegments(file, path, durationSec, setup, isStreamed) {
    const sniffed = await sniff(file, path);
    const { sampleRateHz } = sniffed;
    const model = await withModel(setup);
    const options = { path, stage: 'optimisation' } as const;
    const listen = async (blocks: Blocks) => {
      const samples = Math.max(1, Math.round(durationSec * sampleRateHz));
      const listener = new FileListener(samples, sampleRateHz, model);
      for await (const block of blocks) listener.push(block);
      return listener.finish();
    };
    const heard =
      sniffed.kind === 'pcm'
        ? await listen(readPcm(file, sniffed, { ...options, reuseArrays: true }))
        : await streamedOrTurn(
            sniffed,
            file.size,
            async () => listen(readCompressed(file, sniffed, options)),
            isStreamed,
          );
    if ('kind' in heard) return heard;
    return transfer({ kind: 'done', ...heard }, buffersOf([...heard.segments, heard.bend]));
  },

  async cutSegments(channels, sampleRateHz, setup) {
    const samples = Math.max(1, channels[0]?.length ?? 0);
    const listener = new FileListener(samples, sampleRateHz, await withModel(setup));
    listener.push(channels);
    const heard = listener.finish();
    return transfer(heard, buffersOf([...heard.segments, heard.bend]));
  },

  async timeFrame(clusterCount) {
    const rng = new DefaultRng(1);
    const noise = () => Float32Array.from({ length: TIMED_SEC * MIXING_RATE_HZ }, () => rng.normal(0, 0.1));
    const mixtures = prepareMixtures(
      [noise()],
      [[noise()]],
      pluginEar(await parametersOfPluginInUse({ model: null }), clusterCount),
    );
    measureParts(mixtures, DEFAULT_HYPERPARAMETERS, clusterCount);
    const startMs = performance.now();
    for (let round = 0; round < TIMED_ROUNDS; round++) measureParts(mixtures, DEFAULT_HYPERPARAMETERS, clusterCount);
    const frames = TIMED_ROUNDS * mixtures.reduce((sum, { frameCount }) => sum + frameCount, 0);
    return (1000 * (performance.now() - startMs)) / frames;
  },

  async measure(request) {
    const { clusterCount, hyperparameters } = request;
    const { mixtures, knobsOf } = await hear(request);
    const count = hyperparameters.length / WIDTH;
    const parts = new Float64Array(count * mixtures.length * 2);
    for (let i = 0; i < count; i++) {
      const setting = hyperparametersFrom(hyperparameters.subarray(i * WIDTH, (i + 1) * WIDTH));
      parts.set(measureParts(mixtures, knobsOf(setting), clusterCount), i * mixtures.length * 2);
    }
    return transfer(parts, [parts.buffer]);
  },

  async searchMeasured(request, onTrials) {
    const { clusterCount, settings, finished } = request;
    const { mixtures, knobsOf } = await hear(request);
    const tried = unpackMeasuredTrials(finished);
    const search = new MeasuredSearch(
      settings,
      tried.map(({ hyperparameters, minimaxLogit, terms }) => ({ hyperparameters, minimaxLogit, score: terms.score })),
    );
    for (;;) {
      const [proposal] = search.propose(1);
      if (proposal === undefined) return;
      const parts = measureParts(mixtures, knobsOf(proposal.hyperparameters), clusterCount);
      const trial: MeasuredTrial = {
        trialIndex: search.count,
        ...proposal,
        terms: measuredTerms(parts, settings.changeWeight),
        parts,
      };
      search.tell({ ...proposal, score: trial.terms.score });
      if (!(await onTrials(packMeasuredTrials([trial])))) return;
    }
  },
} satisfies Partial<ComputeCalls>;

/** A file's mixtures as the plugin hears them, analysed once for all settings, and its knobs for wanted values [B3]. */
async function hear({ own, partners, bend, ...setup }: MixturesRequest) {
  const ear = pluginEar(await parametersOfPluginInUse(setup), setup.clusterCount);
  const mixtures = prepareMixtures(own, partners, ear, setup.rateHz ?? MIXING_RATE_HZ);
  // They came as copies with the call, of megabytes.
  releaseSamples([...own, ...partners.flat()]);
  const updates = unpackBend(bend);
  return { mixtures, knobsOf: (wanted: Hyperparameters) => writtenKnobs(wanted, updates) };
}

type SetupWithModel = HearingSetup & { readonly model: NonNullable<HearingSetup['model']> };

async function withModel(setup: HearingSetup): Promise<SetupWithModel> {
  return { ...setup, model: await parametersOfPluginInUse(setup) };
}

/** Keeps the segments of a sound that arrives in blocks, and follows how the plugin bends its knobs along it. */
class FileListener {
  readonly #cutter: SegmentCutter;
  readonly #tracer: BendTracer;
  readonly #sampleRateHz: number;
  readonly #mixedAtHz: number;
  #channelCount = 0;
  /** To the rate of the project, one for each channel that the plugin hears; null where the file has that rate. */
  readonly #resamplers: readonly StreamResampler[] | null;

  constructor(samples: number, sampleRateHz: number, { clusterCount, model, rateHz }: SetupWithModel) {
    this.#sampleRateHz = sampleRateHz;
    this.#mixedAtHz = rateHz ?? MIXING_RATE_HZ;
    this.#cutter = new SegmentCutter(samples, sampleRateHz);
    const heardAtHz = rateHz ?? sampleRateHz;
    this.#resamplers =
      heardAtHz === sampleRateHz ? null : [0, 1].map(() => new StreamResampler(sampleRateHz, heardAtHz));
    const hops = hopsPerUpdate({ ...SEARCH_SETTINGS, clusterCount }, heardAtHz);
    this.#tracer = new BendTracer(heardAtHz, model, PLUGIN_FRAMING, hops);
  }

  push(block: readonly Float32Array[]): void {
    this.#cutter.push(mixToMono(block));
    this.#channelCount = Math.min(block.length, 2);
    const moved = this.#resamplers
      ?.slice(0, block.length)
      .map((resampler, c) => resampler.push(block[c] ?? NO_SAMPLES));
    this.#tracer.push(moved ?? block);
  }

  finish(): HeardFile {
    const rest = this.#resamplers?.slice(0, this.#channelCount).map((resampler) => resampler.finish());
    if (rest !== undefined && rest.length > 0) this.#tracer.push(rest);
    const segments = this.#cutter.finish().map((piece) => {
      const segment = resample(piece, this.#sampleRateHz, this.#mixedAtHz);
      if (segment !== piece) releaseSamples([piece]);
      return segment;
    });
    return { segments, bend: packBend(this.#tracer.updates) };
  }
}
