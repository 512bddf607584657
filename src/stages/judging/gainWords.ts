import { gainDirection, type JudgedGain, type NotJudged, type Verdict } from '../../domain/verdict.ts';

const WHY_NOT: Readonly<Record<NotJudged, string>> = {
  gone: 'its audio is not at hand',
  tuned: 'a measured search heard all of it, and it is shorter than the 24 s that leave some of it over',
  single: 'there is no other preset for it than the plugin’s defaults',
};

/** What a preset gains over the plugin's defaults, as a clause: `separates 27 % cleaner than the plugin’s defaults (…)`. */
export function gainWords(gain: JudgedGain | null): string {
  const direction = gainDirection(gain);
  if (gain === null || direction === 'none') return 'no difference that can be told';
  const { share, low, high, mixtures } = gain;
  const sign = direction === 'better' ? 1 : -1;
  const [least, most] = [sign * low, sign * high].map(percent).toSorted((a, b) => a - b);
  const how = direction === 'better' ? 'cleaner' : 'less cleanly';
  return (
    `separates ${percent(sign * share)}\u00a0% ${how} than the plugin’s defaults ` +
    `(${least}–${most}\u00a0%, ${mixtures} other mixtures)`
  );
}

/** The same for a cell of a table: `+27 %`; empty for none. */
export function gainCell(verdict: Verdict | null): string {
  if (verdict?.kind !== 'chosen') return '';
  const { gain } = verdict;
  if (gain === null || gainDirection(gain) === 'none') return 'none that can be told';
  return `${gain.share < 0 ? '−' : '+'}${percent(Math.abs(gain.share))}\u00a0%`;
}

/** What the judge said, as a sentence without its end. */
export function verdictWords(verdict: Verdict): string {
  return verdict.kind === 'chosen'
    ? `${verdict.label}: ${gainWords(verdict.gain)}`
    : `not judged, ${WHY_NOT[verdict.reason]}`;
}

/** What is selected of a sound that was judged, and what that gains. @param selected whatever the judge chose. */
export function selectionWords(selected: { readonly id: string; readonly label: string }, verdict: Verdict): string {
  if (verdict.kind === 'not-judged') return `${selected.label} is selected; the sound was ${verdictWords(verdict)}`;
  const gain = gainWords(verdict.gain);
  return verdict.candidateId === selected.id
    ? `${selected.label} is selected: ${gain}`
    : `${selected.label} was chosen by hand; the judge’s choice is ${verdict.label}: ${gain}`;
}

function percent(share: number): number {
  return Math.round(100 * share);
}
