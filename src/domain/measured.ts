/** The measured score of one setting on one file, and its parts (X4, X5). */
export interface MeasuredTerms {
  /** Mean purity − λ · mean mask change. */
  readonly score: number;
  /** 0: every cluster carries file and partner alike; 1: every cluster has one owner. */
  readonly purity: number;
  /** Mean change of a mask from one frame to the next, 0 … 1. */
  readonly maskChange: number;
  /** Standard deviation of the score over partners and segments. */
  readonly spread: number;
}
