import type { DescriptorColumn } from '../../domain/descriptors.ts';
import { DURATION_COLUMN } from '../../stages/descriptors/mapRows.ts';
import type { AxisLoadings, MapAxis, SoundMap } from '../../stages/descriptors/soundMapStage.ts';
import { formatShare } from '../shared/text/format.ts';

/** What grows along an axis, and what grows against it. */
export interface AxisEnds {
  readonly along: string;
  readonly against: string;
}

/** What one hears of a sound: as it is, and as it is beside others. */
interface Quality {
  readonly high: string;
  readonly low: string;
  readonly more: string;
  readonly less: string;
}

const QUALITIES = {
  loud: { high: 'loud', low: 'quiet', more: 'louder', less: 'quieter' },
  uneven: { high: 'uneven in level', low: 'even in level', more: 'less even in level', less: 'more even in level' },
  bright: { high: 'bright', low: 'dark', more: 'brighter', less: 'darker' },
  restless: { high: 'restless', low: 'calm', more: 'more restless', less: 'calmer' },
  sudden: { high: 'eventful', low: 'steady', more: 'more eventful', less: 'steadier' },
  tonal: { high: 'tonal', low: 'noisy', more: 'more tonal', less: 'noisier' },
  swelling: { high: 'swelling', low: 'not swelling', more: 'more swelling', less: 'less swelling' },
  bassy: { high: 'bassy', low: 'light', more: 'bassier', less: 'lighter' },
  dynamic: { high: 'dynamic', low: 'compressed', more: 'more dynamic', less: 'more compressed' },
  sparse: { high: 'sparse', low: 'dense', more: 'sparser', less: 'denser' },
  long: { high: 'long', low: 'short', more: 'longer', less: 'shorter' },
} as const satisfies Readonly<Record<string, Quality>>;

type QualityName = keyof typeof QUALITIES;

/** What a column tells, and whether more of it is more of that. */
type Meaning = readonly [quality: QualityName, sign: 1 | -1];

const DESCRIPTOR_MEANINGS: Readonly<Record<DescriptorColumn, Meaning>> = {
  log_energy_median: ['loud', 1],
  log_energy_iqr: ['uneven', 1],
  spectral_slope_median: ['bright', 1],
  spectral_flux_median: ['restless', 1],
  spectral_flux_iqr: ['sudden', 1],
  peakiness_median: ['tonal', 1],
  brightness_median: ['bright', 1],
  flatness_median: ['tonal', -1],
  transientness_median: ['swelling', 1],
  low_high_ratio: ['bassy', 1],
  dynamic_range_proxy: ['dynamic', 1],
  silence_ratio: ['sparse', 1],
};

/** Cepstra and chroma have no words. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...Object.entries(DESCRIPTOR_MEANINGS),
  [DURATION_COLUMN, ['long', 1]],
  ['spectral_centroid_hz', ['bright', 1]],
  ['spectral_rolloff_hz', ['bright', 1]],
  ['perceptual_sharpness', ['bright', 1]],
  ['loudness', ['loud', 1]],
]);

/** A second quality is named where it counts at least so much of the first. */
const SECOND_SHARE = 0.6;
/** In standard deviations: less does not set a cluster apart. */
const LEAST_SHIFT = 0.35;

/** An axis by what counts most along it, `brighter and noisier` and `darker and more tonal`; null for no words. */
export function axisWords(loadings: AxisLoadings): AxisEnds | null {
  const [first, second] = qualitiesOf(loadings, sum);
  if (first === undefined || first.weight === 0) return null;
  const isSecondTold = second !== undefined && Math.abs(second.weight) >= SECOND_SHARE * Math.abs(first.weight);
  const named = isSecondTold ? [first, second] : [first];
  const words = (sign: number) =>
    named.map(({ name, weight }) => QUALITIES[name][weight * sign > 0 ? 'more' : 'less']).join(' and ');
  return { along: words(1), against: words(-1) };
}

/** Each cluster by what sets it apart, `short, bright`; no two by the same words. */
export function clusterNames(clusters: readonly AxisLoadings[]): readonly string[] {
  if (clusters.length === 1) return ['all alike'];
  const names: string[] = [];
  for (const traits of clusters) {
    const words = qualitiesOf(traits, mean)
      .filter(({ weight }) => Math.abs(weight) >= LEAST_SHIFT)
      .map(({ name, weight }) => QUALITIES[name][weight > 0 ? 'high' : 'low']);
    const tries =
      words.length === 0 ? ['in between'] : words.map((_, i) => words.slice(0, Math.max(2, i + 1)).join(', '));
    const free = tries.find((name) => !names.includes(name));
    const [plain = ''] = tries;
    names.push(free ?? `${plain} ${names.filter((name) => name.startsWith(plain)).length + 1}`);
  }
  return names;
}

/** What directions on the map mean; empty where its sounds do not differ. */
export function axesSentence({ axes }: SoundMap): string {
  if (axes === null) return 'Distance counts here, not direction.';
  if (axes.every(({ explained }) => explained === 0)) return '';
  const shares = axes.map(({ explained }) => formatShare(explained)).join(' and ');
  const [across, up] = axesInWords(axes);
  const words = [
    ...(across === null ? [] : [`to the right they are ${across.along}`]),
    ...(up === null ? [] : [`upwards ${up.along}`]),
  ];
  return `The two axes show ${shares} of the differences${words.length === 0 ? '' : `: ${words.join(', ')}`}.`;
}

/** Both axes, across and up; null for one along which nothing differs or that has no words. */
export function axesInWords(axes: readonly [MapAxis, MapAxis]): readonly [AxisEnds | null, AxisEnds | null] {
  const words = ({ explained, loadings }: MapAxis) => (explained > 0 ? axisWords(loadings) : null);
  return [words(axes[0]), words(axes[1])];
}

/** The qualities that columns tell, the weightiest first. */
function qualitiesOf(
  columns: AxisLoadings,
  weigh: (weights: readonly number[]) => number,
): readonly { readonly name: QualityName; readonly weight: number }[] {
  const found = new Map<QualityName, number[]>();
  for (const { column, loading } of columns) {
    const meaning = MEANINGS.get(column);
    if (meaning === undefined) continue;
    const [name, sign] = meaning;
    found.set(name, [...(found.get(name) ?? []), loading * sign]);
  }
  return [...found]
    .map(([name, weights]) => ({ name, weight: weigh(weights) }))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function sum(weights: readonly number[]): number {
  return weights.reduce((a, b) => a + b, 0);
}

function mean(weights: readonly number[]): number {
  return sum(weights) / weights.length;
}
