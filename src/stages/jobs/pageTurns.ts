/** So long the page is kept at a time. */
const TURN_MS = 8;

/** Work on the page that would hold it up, a little at a time: the page goes on whenever a turn has lasted long enough. */
export class PageTurns {
  #beganMs = performance.now();

  /** To be awaited after each small part of the work. */
  async next(): Promise<void> {
    if (performance.now() - this.#beganMs < TURN_MS) return;
    await this.pause();
  }

  /** Lets the page go on in any case, before a part that takes a whole turn. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#beganMs = performance.now();
  }
}
