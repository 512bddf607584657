import { describe as suite, expect, it } from 'vitest';
import expectedJson from '../fixtures/formats/descriptors.json?raw';
import { describe, type Heard } from '../formats/measure.ts';

const URLS = import.meta.glob<string>('../fixtures/formats/*', { query: '?url', import: 'default', eager: true });
const { files } = JSON.parse(expectedJson) as { files: Record<string, Omit<Heard, 'note'> & { tolerance: number }> };

/** The greatest difference, relative to max(|x|, 1e-3). */
function difference(heard: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(heard[i]! - value) / Math.max(Math.abs(value), 1e-3)));
}

suite('formats', () => {
  it.each(Object.entries(files))('[D9] %s has the descriptors of what ffmpeg decodes', async (name, expected) => {
    const bytes = await (await fetch(URLS[`../fixtures/formats/${name}`]!)).arrayBuffer();
    const { descriptors, ...heard } = await describe(bytes, name);
    const { descriptors: wanted, tolerance, ...facts } = expected;
    expect(heard).toEqual({ ...facts, note: null });
    expect(difference(descriptors, wanted)).toBeLessThanOrEqual(tolerance);
  });
});
