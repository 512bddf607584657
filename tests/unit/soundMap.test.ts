import Meyda from 'meyda';
import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { TIMBRE_COLUMNS } from '../../src/domain/timbre.ts';
import { principalPlane } from '../../src/ml/linear/principalComponents.ts';
import { timbreProfile, type FrameTimbre } from '../../src/ml/timbre/timbreProfile.ts';
import type { MapPoint } from '../../src/stages/descriptors/soundMapStage.ts';
import { colourGroups } from '../../src/ui/import/map/mapColours.ts';
import { isInside, mapFigure, neighbours } from '../../src/ui/import/map/mapFigure.ts';

const RATE_HZ = 44_100;

function tone(frequencyHz: number, seconds = 0.5): Float32Array {
  return Float32Array.from(
    { length: RATE_HZ * seconds },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / RATE_HZ),
  );
}

const measure = (frame: Float32Array): FrameTimbre => {
  Object.assign(Meyda, { sampleRate: RATE_HZ, bufferSize: frame.length });
  const features = [
    'mfcc',
    'spectralCentroid',
    'spectralRolloff',
    'loudness',
    'perceptualSharpness',
    'chroma',
  ] as const;
  return Meyda.extract([...features], frame) as unknown as FrameTimbre;
};

const pointOf = (
  audioId: string,
  x: number,
  y: number,
  genre: string | null = null,
  score: number | null = null,
): MapPoint => ({
  x,
  y,
  regret: null,
  record: {
    file: { audioId, path: `${audioId}.wav`, genre, license: null, licenseFamily: null },
    best: score === null ? null : { audioId, score },
  } as unknown as AudioRecord,
});

describe('timbre profiles', () => {
  it('tell a tone by its centroid, rolloff and pitch class, whatever its length', () => {
    const named = (mono: Float32Array) => {
      const values = timbreProfile(mono, RATE_HZ, measure)!;
      expect(values).toHaveLength(TIMBRE_COLUMNS.length);
      return Object.fromEntries(TIMBRE_COLUMNS.map((name, i) => [name, values[i]!]));
    };
    const a = named(tone(440));
    expect(a['spectral_centroid_hz']).toBeGreaterThan(400);
    expect(a['spectral_centroid_hz']).toBeLessThan(520);
    expect(a['spectral_rolloff_hz']).toBeLessThan(700);
    // Meyda's classes begin at C; 440 Hz is the tenth.
    expect(a['chroma_9']).toBeCloseTo(1, 6);
    expect(named(tone(3000))['perceptual_sharpness']).toBeGreaterThan(a['perceptual_sharpness']!);
    expect(named(tone(440, 3))['spectral_centroid_hz']).toBeCloseTo(a['spectral_centroid_hz']!, -1);
  });

  it('silence has none, and a sound shorter than a frame has one', () => {
    expect(timbreProfile(new Float32Array(10_000), RATE_HZ, measure)).toBeNull();
    expect(timbreProfile(new Float32Array(0), RATE_HZ, measure)).toBeNull();
    expect(timbreProfile(tone(440, 0.01), RATE_HZ, measure)).not.toBeNull();
  });
});

describe('the plane of principal components', () => {
  it('lays points along the line on which they lie', () => {
    // y = 2x: one axis tells everything.
    const rows = [0, 1, 2, 3, 4];
    const { coordinates, explained } = principalPlane(Float64Array.from(rows.flatMap((x) => [x, 2 * x, 7])), 3);
    expect(explained[0]).toBeCloseTo(1, 12);
    expect(explained[1]).toBeCloseTo(0, 12);
    const across = rows.map((_, i) => coordinates[2 * i]!);
    expect(across).toEqual(across.toSorted((a, b) => a - b));
    expect(across[4]! - across[3]!).toBeCloseTo(across[1]! - across[0]!, 12);
    for (const i of rows) expect(coordinates[2 * i + 1]).toBeCloseTo(0, 12);
  });

  it('keeps the distances of two independent columns, and their variances', () => {
    const values = Float64Array.of(1, 0, -1, 0, 0, 1, 0, -1);
    const { coordinates, explained } = principalPlane(values, 2);
    expect(explained[0] + explained[1]).toBeCloseTo(1, 12);
    const distance = (a: number, b: number) =>
      Math.hypot(coordinates[2 * a]! - coordinates[2 * b]!, coordinates[2 * a + 1]! - coordinates[2 * b + 1]!);
    expect(distance(0, 1)).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(distance(0, 2)).toBeCloseTo(2, 12);
  });

  it('has an answer for one row, for none and for columns that do not vary', () => {
    expect([...principalPlane(Float64Array.of(3, 4), 2).coordinates]).toEqual([0, 0]);
    expect(principalPlane(new Float64Array(0), 1).coordinates).toHaveLength(0);
    expect([...principalPlane(Float64Array.of(5, 5, 5), 1).coordinates]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the map of sounds', () => {
  it('a lasso holds what lies inside it', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    expect(isInside(square, { x: 5, y: 5 })).toBe(true);
    expect(isInside(square, { x: 15, y: 5 })).toBe(false);
    expect(isInside([], { x: 1, y: 1 })).toBe(false);
  });

  it('neighbours come nearest first, and a dot is found under the pointer', () => {
    const points = [pointOf('a', 0, 0), pointOf('b', 3, 0), pointOf('c', 1, 0)];
    expect(neighbours(points, 'a', 2).map(({ record }) => record.file.audioId)).toEqual(['c', 'b']);
    expect(neighbours(points, 'x', 2)).toEqual([]);
    const { locate, scene } = mapFigure(points, colourGroups(points, 'genre'), () => 'here', new Set(['b']), [], 400);
    expect(locate!(20, scene.heightPx / 2)).not.toBe('b');
    expect(locate!(382, 442)).toBe('b');
    expect(locate!(200, 20)).toBeNull();
  });

  it('[S13] a sound that is not at hand is a ring in the colour of its group, and says so under the pointer', () => {
    const points = [pointOf('a', 0, 0), pointOf('b', 3, 0), pointOf('c', 1, 0)];
    const presenceOf = ({ record }: (typeof points)[number]) => (record.file.audioId === 'b' ? 'gone' : 'here');
    const { scene, highlight } = mapFigure(points, colourGroups(points, 'genre'), presenceOf, new Set(), [], 400);
    const dots = scene.marks.flatMap((mark) => (mark.kind === 'dots' ? [mark] : []));
    expect(dots.map(({ dots: own, fill, stroke }) => [own.length, fill, stroke])).toEqual([
      [2, '--line-strong', undefined],
      [1, '--surface', '--line-strong'],
    ]);
    const words = (key: string) => highlight!(key).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(words('b')).toEqual([expect.stringContaining('(no sound at hand)')]);
    expect(words('a')).toEqual([expect.not.stringContaining('no sound')]);
  });

  it('colours by the commonest values, and by bands of a number; what has none is told', () => {
    const points = [pointOf('a', 0, 0, 'rock', 0.1), pointOf('b', 0, 0, 'rock', 0.9), pointOf('c', 0, 0)];
    expect(colourGroups(points, 'genre').map(({ label, points: own }) => [label, own.length])).toEqual([
      ['rock', 2],
      ['not known', 1],
    ]);
    const score = colourGroups(points, 'score');
    expect(score.map(({ points: own }) => own.length)).toEqual([1, 1, 1]);
    expect(score.at(-1)?.label).toBe('not known');
    expect(colourGroups(points, 'regret')).toHaveLength(1);
  });
});
