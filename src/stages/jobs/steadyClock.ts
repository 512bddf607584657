/** Milliseconds since 1970 by the clock as it was when the page was loaded: never goes back, whoever sets it. */
export function steadyNowMs(): number {
  return performance.timeOrigin + performance.now();
}
