import { HYPERPARAMETERS, type Hyperparameters } from '../../src/domain/hyperparameters.ts';
import type { MixtureSet } from '../../src/domain/measured.ts';
import { hyperparametersFrom } from '../../src/domain/packedMeasured.ts';
import { DescriptorAnalyser } from '../../src/ml/descriptors/descriptorAnalyser.ts';
import { mixToMono } from '../../src/ml/descriptors/mixToMono.ts';
import { resample } from '../../src/ml/dsp/resample.ts';
import { measureParts, measuredTerms, prepareMixtures } from '../../src/ml/measured/measuredObjective.ts';
import { MeasuredSearch } from '../../src/ml/measured/measuredSearch.ts';
import { drawPartners, type PartnerCandidate } from '../../src/ml/measured/partners.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/ml/measured/pluginDefaults.ts';
import { MIXING_RATE_HZ, namedSegments, SegmentCutter } from '../../src/ml/measured/segments.ts';
import { writtenKnobs } from '../../src/ml/measured/writtenKnobs.ts';
import { pluginEar } from '../../src/ml/plugin/analysedSound.ts';
import { hopsPerUpdate, SEARCH_SETTINGS } from '../../src/ml/plugin/clusterSettings.ts';
import { PLUGIN_FRAMING } from '../../src/ml/plugin/frameStream.ts';
import type { Bend } from '../../src/ml/plugin/knobBend.ts';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { traceBend } from '../../src/ml/plugin/bendTracer.ts';
import { EXAMPLE_SOUNDS, synthesiseExampleSound } from '../../src/ml/synthesis/exampleSounds.ts';

/** A sound that takes part. */
export interface HeardSound extends PartnerCandidate {
  readonly segments: Readonly<Record<MixtureSet, readonly Float32Array[]>>;
  readonly durationSec: number;
  /** Along the whole sound. */
  readonly bend: readonly Bend[];
}

/** Which mixtures of a file are measured, and under which settings (count × 7). */
export interface Task {
  readonly file: number;
  readonly set: MixtureSet;
  /** Of the set's segments; all of them where it is missing. */
  readonly places?: readonly number[];
  readonly partners: readonly number[];
  readonly settings: Float64Array;
}

/** Measures tasks somewhere: purity and mask change of settings × mixtures. */
export type MeasureTasks = (tasks: readonly Task[]) => Promise<readonly Float64Array[]>;

export interface HearingOptions {
  readonly clusterCount: number;
  readonly changeWeight: number;
  readonly partnerCount: number;
  readonly startupTrials: number;
  readonly totalTrials: number;
  readonly seed: number;
}

/** What was measured: the same settings on the tuning mixtures of all files. */
export interface Searched {
  readonly settings: readonly Hyperparameters[];
  /** Of each file and setting: the parts of each mixture. */
  readonly parts: readonly (readonly Float64Array[])[];
  readonly tuningPartners: readonly (readonly number[])[];
  readonly unseenPartners: readonly (readonly number[])[];
}

const WIDTH = HYPERPARAMETERS.length;
const ROUND_SIZE = 16;
/** Of the search. */
const CLUSTER_COUNT = 4;
const model = await loadShippedModel();

/** The descriptors of a sound and its segments at the mixing rate. */
export function hear(id: string, group: string, channels: readonly Float32Array[], sampleRateHz: number): HeardSound {
  const mono = mixToMono(channels);
  const analyser = new DescriptorAnalyser(sampleRateHz);
  analyser.push(mono);
  const { descriptors } = analyser.finish([]);
  const cutter = new SegmentCutter(mono.length, sampleRateHz);
  cutter.push(mono);
  const pieces = cutter.finish().map((piece) => resample(piece, sampleRateHz, MIXING_RATE_HZ));
  return {
    id,
    genre: null,
    group,
    descriptors,
    segments: namedSegments(pieces),
    durationSec: mono.length / sampleRateHz,
    bend: traceBend(
      channels,
      sampleRateHz,
      model,
      PLUGIN_FRAMING,
      hopsPerUpdate({ ...SEARCH_SETTINGS, clusterCount: CLUSTER_COUNT }, sampleRateHz),
    ),
  };
}

/** Seeded sounds: each recipe of the example sounds in several variants, long enough for segments of their own. */
export function synthesise(variants: number, durationSec: number): readonly HeardSound[] {
  return EXAMPLE_SOUNDS.flatMap(({ name }, index) =>
    Array.from({ length: variants }, (_, v) => {
      const { channels, sampleRateHz } = synthesiseExampleSound(index, { seed: 9000 + 100 * v + index, durationSec });
      return hear(`${name} ${v + 1}`, name, channels, sampleRateHz);
    }),
  );
}

/** One task, on the spot. */
export function measureTask(
  sounds: readonly Pick<HeardSound, 'segments' | 'bend'>[],
  { file, set, places, partners, settings }: Task,
  clusterCount: number,
): Float64Array {
  const piecesOf = (sound: number) => {
    const pieces = sounds[sound]!.segments[set];
    return places?.map((place) => pieces[place]!) ?? pieces;
  };
  const mixtures = prepareMixtures(
    piecesOf(file),
    partners.map((partner) => piecesOf(partner)),
    pluginEar(model, clusterCount),
  );
  const count = settings.length / WIDTH;
  const out = new Float64Array(count * mixtures.length * 2);
  for (let s = 0; s < count; s++) {
    const knobs = writtenKnobs(hyperparametersFrom(settings.subarray(s * WIDTH)), sounds[file]!.bend);
    const parts = measureParts(mixtures, knobs, clusterCount);
    out.set(parts, s * parts.length);
  }
  return out;
}

/** The search over all files [X8a]: the plugin's defaults first, then rounds drawn from what all made of those before. */
export async function search(
  sounds: readonly HeardSound[],
  options: HearingOptions,
  measure: MeasureTasks,
): Promise<Searched> {
  const { partnerCount, seed, changeWeight, startupTrials } = options;
  const place = new Map(sounds.map(({ id }, i) => [id, i]));
  // The first half is searched with, the second is unseen: no two are of one recording.
  const drawn = sounds.map((sound) => drawPartners(sound, sounds, 2 * partnerCount, seed));
  const tuning = drawn.map((ids) => ids.slice(0, partnerCount));
  const unseen = drawn.map((ids) => ids.slice(partnerCount));
  const places = (ids: readonly (readonly string[])[]) => ids.map((own) => own.map((id) => place.get(id)!));
  const tuningPartners = places(tuning);
  const settings: Hyperparameters[] = [];
  const parts: Float64Array[][] = sounds.map(() => []);
  const tryAll = async (round: readonly Hyperparameters[]) => {
    const results = await measure(
      sounds.map((_, file) => ({
        file,
        set: 'tuning',
        partners: tuningPartners[file]!,
        settings: packSettings(round),
      })),
    );
    for (const [file, result] of results.entries()) parts[file]!.push(...sliced(result, round.length));
    settings.push(...round);
  };
  await tryAll([DEFAULT_HYPERPARAMETERS]);
  const sampler = new MeasuredSearch(options);
  for (;;) {
    const proposals = sampler.propose(sampler.count < startupTrials ? startupTrials : ROUND_SIZE);
    if (proposals.length === 0) break;
    const from = settings.length;
    await tryAll(proposals.map(({ hyperparameters }) => hyperparameters));
    for (const [i, proposal] of proposals.entries()) {
      const scores = parts.map((own) => measuredTerms(own[from + i]!, changeWeight).score);
      sampler.tell({ ...proposal, score: scores.reduce((sum, score) => sum + score, 0) / scores.length });
    }
  }
  return { settings, parts, tuningPartners, unseenPartners: places(unseen) };
}

/** The setting with the best mean score over all files. */
export function bestForAll({ settings, parts }: Searched, { changeWeight }: HearingOptions): Hyperparameters {
  const totals = settings.map((_, place) =>
    parts.reduce((sum, own) => sum + measuredTerms(own[place]!, changeWeight).score, 0),
  );
  return settings[totals.indexOf(Math.max(...totals))]!;
}

/** Parts of each of `count` settings. */
export function sliced(parts: Float64Array, count: number): readonly Float64Array[] {
  const width = parts.length / count;
  return Array.from({ length: count }, (_, i) => parts.slice(i * width, (i + 1) * width));
}

export function packSettings(settings: readonly Hyperparameters[]): Float64Array {
  return Float64Array.from(settings.flatMap((setting) => HYPERPARAMETERS.map(({ key }) => setting[key])));
}
