const BASE_MS = 500;
const CAP_MS = 60_000;

/** Requests are tried this often before the user is told. */
export const MAX_ATTEMPTS = 8;

/** How long to wait before attempt `attempt` + 1: exponential with full jitter. */
export function backoffMs(attempt: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
}

/** The wait that a response asks for, by `RateLimit: …;t=` or `Retry-After`, both in seconds; 0 where it asks for none. */
export function requestedWaitMs(headers: Headers): number {
  const reset = /(?:^|;)\s*t=(\d+)/u.exec(headers.get('ratelimit') ?? '')?.[1];
  const seconds = Number(reset ?? headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
