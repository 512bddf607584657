import { readPcm } from '../../audio/decode/pcmReader.ts';
import { decodingPlan } from '../../audio/decode/decodingPlan.ts';
import { sniff } from '../../audio/sniff/sniff.ts';
import { readCompressed } from '../../audio/decode/webCodecs.ts';
import { HYPERPARAMETERS } from '../../domain/hyperparameters.ts';
import type { MeasuredTrial } from '../../domain/measured.ts';
import { hyperparametersFrom, packMeasuredTrials, unpackMeasuredTrials } from '../../domain/packedMeasured.ts';
import { mixToMono } from '../../ml/descriptors/mixToMono.ts';
import { resample } from '../../ml/dsp/resample.ts';
import { measuredTerms, measureParts, prepareMixtures } from '../../ml/measured/measuredObjective.ts';
import { MeasuredSearch } from '../../ml/measured/measuredSearch.ts';
import { PLUGIN_DEFAULTS } from '../../ml/measured/pluginDefaults.ts';
import { MIXING_RATE_HZ, SegmentCutter } from '../../ml/measured/segments.ts';
import { DefaultRng } from '../../ml/random/defaultRng.ts';
import type { ComputeCalls } from '../contracts/compute.ts';
import type { Segments } from '../contracts/measured.ts';
import { buffersOf, transfer } from '../pool/transfer.ts';

const WIDTH = HYPERPARAMETERS.length;
/** Length of the noise that the speed of this machine is measured on, and how often. */
const TIMED_SEC = 2;
const TIMED_ROUNDS = 4;

/** The objective that hears, on the segments of a file and of its partners (rules X). */
export const measuredCalls = {
  async readSegments(file, path, durationSec) {
    const sniffed = await sniff(file, path);
    const { sampleRateHz } = sniffed;
    if (decodingPlan(sniffed, file.size).route === 'webaudio') return { kind: 'needs-web-audio', sampleRateHz };
    const options = { path, stage: 'optimisation' } as const;
    const blocks =
      sniffed.kind === 'pcm'
        ? readPcm(file, sniffed, { ...options, reuseArrays: true })
        : readCompressed(file, sniffed, options);
    const cutter = new SegmentCutter(Math.max(1, Math.round(durationSec * sampleRateHz)), sampleRateHz);
    for await (const block of blocks) cutter.push(mixToMono(block));
    const segments = atMixingRate(cutter, sampleRateHz);
    return transfer({ kind: 'done', segments }, buffersOf(segments));
  },

  async cutSegments(channels, sampleRateHz) {
    const mono = mixToMono(channels);
    const cutter = new SegmentCutter(Math.max(1, mono.length), sampleRateHz);
    cutter.push(mono);
    const segments = atMixingRate(cutter, sampleRateHz);
    return transfer(segments, buffersOf(segments));
  },

  async timeFrame(clusterCount) {
    const rng = new DefaultRng(1);
    const noise = () => Float32Array.from({ length: TIMED_SEC * MIXING_RATE_HZ }, () => rng.normal(0, 0.1));
    const mixtures = prepareMixtures([noise()], [[noise()]]);
    measureParts(mixtures, PLUGIN_DEFAULTS, clusterCount);
    const startMs = performance.now();
    for (let round = 0; round < TIMED_ROUNDS; round++) measureParts(mixtures, PLUGIN_DEFAULTS, clusterCount);
    const frames = TIMED_ROUNDS * mixtures.reduce((sum, { frameCount }) => sum + frameCount, 0);
    return (1000 * (performance.now() - startMs)) / frames;
  },

  async measure({ own, partners, clusterCount, hyperparameters }) {
    const mixtures = prepareMixtures(own, partners);
    const count = hyperparameters.length / WIDTH;
    const parts = new Float64Array(count * mixtures.length * 2);
    for (let i = 0; i < count; i++) {
      const setting = hyperparametersFrom(hyperparameters.subarray(i * WIDTH, (i + 1) * WIDTH));
      parts.set(measureParts(mixtures, setting, clusterCount), i * mixtures.length * 2);
    }
    return transfer(parts, [parts.buffer]);
  },

  async searchMeasured({ own, partners, clusterCount, settings, finished }, onTrials) {
    const mixtures = prepareMixtures(own, partners);
    const tried = unpackMeasuredTrials(finished);
    const search = new MeasuredSearch(
      settings,
      tried.map(({ hyperparameters, minimaxLogit, terms }) => ({ hyperparameters, minimaxLogit, score: terms.score })),
    );
    for (;;) {
      const [proposal] = search.propose(1);
      if (proposal === undefined) return;
      const parts = measureParts(mixtures, proposal.hyperparameters, clusterCount);
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

function atMixingRate(cutter: SegmentCutter, sampleRateHz: number): Segments {
  // Transferred one by one, so each needs a buffer of its own.
  return cutter.finish().map((piece) => new Float32Array(resample(piece, sampleRateHz, MIXING_RATE_HZ)));
}
