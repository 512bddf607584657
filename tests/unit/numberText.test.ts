import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatFixed,
  formatShare,
  formatShort,
  formatSigned,
  formatValue,
  plainNumber,
  plural,
} from '../../src/domain/numberText.ts';

describe('numbers for people', () => {
  it.each([
    [-8.1243, '−8.1243'],
    [0.0031416, '0.0031416'],
    [12_345.678, '12,346'],
    [1_720_000, '1,720,000'],
    [1.2e-7, '1.200 × 10⁻⁷'],
    [-1.2e-7, '−1.200 × 10⁻⁷'],
    [3.5e20, '3.500 × 10²⁰'],
    [0, '0'],
    [-Infinity, '−∞'],
    [Number.NaN, '–'],
    [null, '–'],
  ])('%s is %s in five digits', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it('a whole part is never rounded away', () => {
    expect(formatValue(123_456, 3)).toBe('123,456');
  });

  it('have a true minus, thousands apart, and no sign at what rounds to zero', () => {
    expect(formatFixed(-1234.5, 2)).toBe('−1,234.50');
    expect(formatFixed(-0.0001, 2)).toBe('0.00');
    expect(formatFixed(undefined, 2)).toBe('–');
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(plural(1, 'file')).toBe('1 file');
    expect(plural(10_000, 'file')).toBe('10,000 files');
    expect(formatShare(-0.125, 1)).toBe('−12.5\u00a0%');
  });

  it('a change carries its sign unless it is none', () => {
    expect([0.31, -0.31, 0.001, -0.001, 0].map((change) => formatSigned(change, 2))).toEqual([
      '+0.31',
      '−0.31',
      '0.00',
      '0.00',
      '0.00',
    ]);
  });

  it('a short one ends where its digits do', () => {
    expect([0.5, 1500, 0.1 + 0.2, 2e-7, -3].map((value) => formatShort(value))).toEqual([
      '0.5',
      '1,500',
      '0.3',
      '2 × 10⁻⁷',
      '−3',
    ]);
  });

  it.each([-8.1243, 12_345.678, 1_720_000, 1.2e-7, -1.2e-7, 3.5e20, 0, 0.5])(
    '%s goes out of a table as a number that programs read',
    (value) => {
      for (const text of [formatValue(value, 8), formatShort(value, 8)]) {
        expect(Number(plainNumber(text))).toBeCloseTo(value, 12);
      }
    },
  );

  it.each(['1,2', '–', '3 – 4', 'a−1', '−', '1,234 files'])('%s is no number and stays as it is', (text) => {
    expect(plainNumber(text)).toBe(text);
  });
});
