const counts = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `1,234`. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** `1 file`, `2 files`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A value in at most six significant digits: `-8.1243`, `0.0031416`, `1.2e-7`; `–` where there is none. */
export function formatValue(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(digits - 2);
  return value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1))));
}

/** Numbers with as many decimals; `–` where there is none. */
export function fixed(decimals: number): (value: number | null) => string {
  return (value) => value?.toFixed(decimals) ?? '–';
}

/** A share of one in percent, `93 %`, that no line break tears from its sign. */
export function formatShare(share: number, digits = 0): string {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}

/** A score as the log and the headings show it: five decimals. */
export function formatScore(score: number | null | undefined): string {
  return score === null || score === undefined ? '–' : score.toFixed(5);
}

/** `512 B`, `34.1 MB`, `1.2 GB`; `unknown` where the browser does not tell. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'unknown';
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** `3 s`, `2 min 05 s`, `1 h 20 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** `14:03:22`. */
export function formatClock(atMs: number): string {
  return clock.format(atMs);
}

/** `3 Feb 2026, 14:03`. */
export function formatDate(date: Date): string {
  return dayAndTime.format(date);
}
