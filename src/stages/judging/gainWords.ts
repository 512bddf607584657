import { SILENT_WORDS } from '../../domain/descriptors.ts';
import { PLUGIN_DEFAULTS, type PluginParameters } from '../../domain/pluginParameters.ts';
import {
  gainDirection,
  type JudgedGain,
  type NotJudged,
  type Verdict,
  type VerdictWords,
} from '../../domain/verdict.ts';
import { formatFixed, formatSigned } from '../../domain/numberText.ts';

const WHY_NOT: Readonly<Record<NotJudged, string>> = {
  gone: 'its audio is not at hand',
  tuned: 'a measured search heard all of it, and it is shorter than the 24 s that leave some of it over',
  silent: `it is ${SILENT_WORDS}`,
  single: "there is no other preset for it than the plugin's defaults",
};

/** What a preset gains over the plugin's defaults, as a clause: `separates 27 % cleaner than the plugin's defaults (…)`. */
function gainWords(gain: JudgedGain | null): string {
  const direction = gainDirection(gain);
  if (gain === null) return 'no difference that can be told';
  if (direction === 'none') return "no difference that can be told from the plugin's defaults";
  const { share, low, high, mixtures } = gain;
  const sign = direction === 'better' ? 1 : -1;
  const [least, most] = [sign * low, sign * high].toSorted((a, b) => a - b).map(percent);
  const how = direction === 'better' ? 'cleaner' : 'less cleanly';
  return (
    `separates ${percent(sign * share)}\u00a0% ${how} than the plugin's defaults ` +
    `(${least}–${most}\u00a0%, ${mixtures} other mixtures)`
  );
}

/** What the judge said. */
export function verdictWords(verdict: Verdict): VerdictWords {
  if (verdict.kind === 'not-judged') {
    return { sentence: `not judged, ${WHY_NOT[verdict.reason]}`, cell: '', share: null };
  }
  const { label, gain } = verdict;
  const share = gain === null || gainDirection(gain) === 'none' ? 0 : gain.share;
  const cell = share === 0 ? 'unclear' : `${formatSigned(100 * share, 0)}\u00a0%`;
  return { sentence: `${label}: ${gainWords(gain)}`, cell, share };
}

/** What is selected of a sound that was judged, and what that gains. @param selected whatever the judge chose. */
export function selectionWords(selected: { readonly id: string; readonly label: string }, verdict: Verdict): string {
  if (verdict.kind === 'not-judged')
    return `${selected.label} is selected; the sound was ${verdictWords(verdict).sentence}`;
  const gain = gainWords(verdict.gain);
  return verdict.candidateId === selected.id
    ? `${selected.label} is selected: ${gain}`
    : `${selected.label} was chosen by hand; the judge's choice is ${verdict.label}: ${gain}`;
}

/** How a sound is split in Hear, as far as the judge's measure leaves it no choice (X2). */
interface HeardSplit {
  readonly settings: PluginParameters;
  readonly compensates: boolean;
}

/** What the judge measured with, as a sentence, where something else is heard; else empty. @param clusterCount it took. */
export function measuredOtherwiseWords({ settings, compensates }: HeardSplit, clusterCount: number): string {
  const { clusterSpread, glideMs } = PLUGIN_DEFAULTS;
  const isAsMeasured =
    settings.numClusters === clusterCount &&
    settings.clusterSpread === clusterSpread &&
    settings.glideMs === glideMs &&
    compensates;
  if (isAsMeasured) return '';
  return `What you hear is set otherwise: this was measured with ${clusterCount} clusters, spread ${clusterSpread}, glide ${glideMs} ms, compensated.`;
}

/** In percent, without its sign, as a pair of them has one; never 0, which an interval that tells a difference does not hold. */
function percent(share: number): string {
  return share < 0.005 ? 'under 1' : formatFixed(100 * share, 0);
}
