import type { Needs } from './jobNeeds.ts';

/** The jobs that run or wait, in the order of asking. None passes an earlier one that stands in its way, so none starves. */
export class JobQueue {
  readonly #needs = new Map<number, Needs>();

  enter(id: number, needs: Needs): void {
    this.#needs.set(id, needs);
  }

  /** A job has ended, or waits no more. */
  leave(id: number): void {
    this.#needs.delete(id);
  }

  /** The earliest job that has to end before this one may run; null where it may. */
  blockerOf(id: number): number | null {
    const own = this.#needs.get(id);
    for (const [other, needs] of this.#needs) {
      if (own === undefined || other === id) return null;
      if (collide(own, needs) || comesAfter(own, needs)) return other;
    }
    return null;
  }
}

function comesAfter(later: Needs, earlier: Needs): boolean {
  return later.after?.some((resource) => earlier.alone.includes(resource)) === true;
}

function collide(a: Needs, b: Needs): boolean {
  return (
    a.alone.some((resource) => b.alone.includes(resource) || b.shared.includes(resource)) ||
    a.shared.some((resource) => b.alone.includes(resource))
  );
}
