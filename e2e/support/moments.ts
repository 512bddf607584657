/** How long after its beginning round `round` breaks into a job: another moment each time. */
export function momentMs(round: number): number {
  return (50 + round * 397) % 2500;
}
