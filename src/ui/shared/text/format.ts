export {
  formatCount,
  formatFixed,
  formatPowerOfTen,
  formatScore,
  formatShare,
  formatShort,
  formatSigned,
  formatValue,
  plainNumber,
  plural,
} from '../../../domain/numberText.ts';
import { formatFixed } from '../../../domain/numberText.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Numbers with as many decimals; `–` where there is none. */
export function fixed(decimals: number): (value: number | null | undefined) => string {
  return (value) => formatFixed(value, decimals);
}

/** A length of time in seconds, `1.50 s`. */
export function formatSeconds(seconds: number, decimals = 1): string {
  return `${formatFixed(seconds, decimals)} s`;
}

/** A frequency, `820 Hz`, `4.1 kHz`. */
export function formatHz(hz: number): string {
  return hz < 1000 ? `${formatFixed(hz, 0)} Hz` : `${formatFixed(hz / 1000, 1)} kHz`;
}

/** `512 B`, `34.1 MB`, `1.2 GB`; `unknown` where the browser does not tell. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return 'unknown';
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${formatFixed(bytes / 1000 ** power, 1)} ${units[power - 1]}`;
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

/** A share of one as a style takes it, `37.50%`. */
export function cssPercent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
