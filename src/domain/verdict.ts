/** How much purer the chosen preset parts a sound from others than the plugin's defaults do (J4). */
export interface JudgedGain {
  /** Relative to the purity that the defaults reach: 0.27 is 27 % more. */
  readonly share: number;
  /** Its 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** On so many mixtures, none of which the preset was chosen by. */
  readonly mixtures: number;
}

/** Why a sound was not judged: its audio is not at hand, all of it was tuned on, it is silent, or there is nothing to compare. */
export type NotJudged = 'gone' | 'tuned' | 'silent' | 'single';

/** What the judge said of a sound (J). */
export type Verdict =
  | {
      readonly kind: 'chosen';
      /** Of the candidate, and what a person reads. */
      readonly candidateId: string;
      readonly label: string;
      /** Null where the plugin's defaults themselves were chosen, or part nothing from anything. */
      readonly gain: JudgedGain | null;
    }
  | { readonly kind: 'not-judged'; readonly reason: NotJudged };

/** A verdict as lists and logs show it. */
export interface VerdictWords {
  /** A sentence without its end. */
  readonly sentence: string;
  /** For a cell: `+27 %`; empty where nothing was judged. */
  readonly cell: string;
  /** What is gained, 0 where that cannot be told from nothing; null where nothing was judged. */
  readonly share: number | null;
}

/** Whether a gain can be told from none, and which way it goes (J5). */
export function gainDirection(gain: JudgedGain | null): 'better' | 'worse' | 'none' {
  if (gain === null) return 'none';
  return gain.low > 0 ? 'better' : gain.high < 0 ? 'worse' : 'none';
}
