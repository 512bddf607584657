/** How one quantity is explained. */
export interface HelpText {
  readonly title: string;
  /** What it is, in one or two sentences. */
  readonly meaning: string;
  /** What a small and what a large value means to the ear. */
  readonly low: string;
  readonly high: string;
  /** How it is computed, line by line. */
  readonly maths: readonly string[];
}
