import { describe, expect, it } from 'vitest';
import { tokens } from '../../src/ui/theme/tokens.ts';

/** The tokens of each theme; the light one replaces colours of the dark one. */
function themes(): Readonly<Record<'dark' | 'light', ReadonlyMap<string, string>>> {
  const block = (start: string) => {
    const from = tokens.cssText.indexOf(start);
    const body = tokens.cssText.slice(tokens.cssText.indexOf('{', from) + 1, tokens.cssText.indexOf('}', from));
    return [...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/gu)].map(
      ([, name = '', value = '']) => [name, value] as const,
    );
  };
  const dark = block(':root {');
  return { dark: new Map(dark), light: new Map([...dark, ...block(":root[data-theme='light']")]) };
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ['--bg', '--surface', '--surface-raised', '--surface-sunken', '--surface-hover', '--surface-selected'];
const TEXTS = ['--text', '--text-dim', '--accent', '--danger', '--warning'];
/** What is drawn: lines, points and bars of plots, rings and borders of controls. */
const GRAPHICS = ['--line-strong', '--focus', ...Array.from({ length: 8 }, (_, i) => `--pastel-${i + 1}`)];

describe.each(Object.entries(themes()))('contrast in the %s theme', (_, theme) => {
  const colour = (name: string) => theme.get(name) ?? expect.fail(`no token ${name}`);

  it.each(TEXTS)('%s can be read on every surface (4.5:1)', (text) => {
    for (const surface of SURFACES) {
      expect(contrast(colour(text), colour(surface)), surface).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(GRAPHICS)('%s can be seen on panels and the page (3:1)', (graphic) => {
    for (const surface of ['--bg', '--surface']) {
      expect(contrast(colour(graphic), colour(surface)), surface).toBeGreaterThanOrEqual(3);
    }
  });

  it('buttons and messages can be read on their own grounds', () => {
    expect(contrast(colour('--on-accent'), colour('--accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--on-accent'), colour('--accent-hover'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--danger'), colour('--danger-surface'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('--warning'), colour('--warning-surface'))).toBeGreaterThanOrEqual(4.5);
  });
});
