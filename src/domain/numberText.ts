/** How numbers are written for people (docs/style.md). What programs read is written by `String`. */

const MINUS = '\u2212';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1,234`. */
export function formatCount(value: number): string {
  return typeset(String(value));
}

/** `1 file`, `2 files`. */
export function plural(count: number, one: string): string {
  return `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;
}

/**
 * A value in as many significant digits, its whole part never rounded: `−8.1243`, `0.0031416`, `1,720,000`, `1.200 × 10⁻⁷`;
 * `–` where there is none.
 */
export function formatValue(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) return typeset(value.toExponential(Math.max(0, digits - 2)));
  return typeset(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1)))));
}

/** A value in at most as many significant digits, without zeros at its end: `0.5`, `1,500`, `2 × 10⁻⁷`. */
export function formatShort(value: number, digits = 4): string {
  return typeset(String(Number(value.toPrecision(digits))));
}

/** With as many decimals, `−0.3142`; what rounds to zero has no sign; `–` where there is none. */
export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const text = value.toFixed(decimals);
  return typeset(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A change, with its sign: `+0.31`, `−0.31`, `0.00`. */
export function formatSigned(change: number, decimals: number): string {
  const text = formatFixed(change, decimals);
  return change > 0 && /[1-9]/u.test(text) ? `+${text}` : text;
}

/** A share of one in percent, `93 %`, that no line break tears from its sign. */
export function formatShare(share: number, decimals = 0): string {
  return `${formatFixed(100 * share, decimals)}\u00a0%`;
}

/** A score as the log and the headings show it: five decimals. */
export function formatScore(score: number | null | undefined): string {
  return formatFixed(score, 5);
}

/** A power of ten, `10⁻³`. */
export function formatPowerOfTen(exponent: number): string {
  const digits = String(Math.abs(exponent)).replaceAll(/\d/gu, (digit) => SUPERSCRIPTS.charAt(Number(digit)));
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** What was written for people as programs read it: `-8.1243`, `1720000`, `1.200e-7`; other texts as they are. */
export function plainNumber(text: string): string {
  const match = /^(\u2212?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?: × 10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/u.exec(text);
  if (match === null) return text;
  const [, minus, whole = '', decimals = '', below, power] = match;
  const exponent = power?.replaceAll(/./gu, (digit) => String(SUPERSCRIPTS.indexOf(digit)));
  const scale = exponent === undefined ? '' : `e${below === '' ? '' : '-'}${exponent}`;
  return `${minus === '' ? '' : '-'}${whole.replaceAll(',', '')}${decimals}${scale}`;
}

/** A number as JavaScript writes it, with a true minus sign, thousands apart and powers of ten raised. */
function typeset(plain: string): string {
  const match = /^(-?)(\d+)(\.\d+)?(?:e([+-]\d+))?$/u.exec(plain);
  if (match === null) return plain.replace('-', MINUS).replace('Infinity', '∞');
  const [, sign, whole = '', decimals = '', exponent] = match;
  const scale = exponent === undefined ? '' : ` × ${formatPowerOfTen(Number(exponent))}`;
  return `${sign === '' ? '' : MINUS}${whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',')}${decimals}${scale}`;
}
