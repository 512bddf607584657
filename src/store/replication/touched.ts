/** A table, or what is derived from several, that followers of the store are told of by keys. */
export type Topic =
  | 'files'
  | 'best'
  | 'runs'
  | 'models'
  | 'collections'
  | 'measuredBest'
  | 'blindComparisonAnswers'
  | 'preferredOptima'
  | 'pluginBuilds'
  | 'modelLabels';

/** Everything that hangs on a file. */
const OF_A_FILE: readonly Topic[] = ['files', 'runs', 'measuredBest', 'preferredOptima'];

/** What the open transaction has changed, by topic and key. */
export class Touched {
  readonly #keys = new Map<Topic, Set<string>>();
  #steps = false;
  #everything = false;
  #anyRuns = false;
  #predictions = false;

  clear(): void {
    this.#keys.clear();
    this.#steps = false;
    this.#everything = false;
    this.#anyRuns = false;
    this.#predictions = false;
  }

  /** Rows came, went or changed. @param keys what the topic's followers know them by, audio ids for files. */
  note(topic: Topic, keys: Iterable<string>): void {
    const known = this.#keys.get(topic) ?? new Set();
    this.#keys.set(topic, known);
    for (const key of keys) known.add(key);
  }

  /** Files came, went or changed with all that belongs to them. */
  noteWholeFiles(audioIds: Iterable<string>): void {
    const ids = [...audioIds];
    for (const topic of OF_A_FILE) this.note(topic, ids);
    if (ids.length > 0) this.notePredictions();
  }

  /** Runs changed, it is not known of which files. */
  noteAnyRuns(): void {
    this.#anyRuns = true;
  }

  /** Predictions came, went or changed. */
  notePredictions(): void {
    this.#predictions = true;
  }

  noteSteps(): void {
    this.#steps = true;
  }

  noteEverything(): void {
    this.#everything = true;
  }

  get isEverything(): boolean {
    return this.#everything;
  }

  get steps(): boolean {
    return this.#steps;
  }

  get anyRuns(): boolean {
    return this.#anyRuns;
  }

  get predictions(): boolean {
    return this.#predictions;
  }

  /** The keys of a topic; empty for none. */
  keys(topic: Topic): ReadonlySet<string> {
    return this.#keys.get(topic) ?? new Set();
  }
}
