import Meyda from 'meyda';
import { describe, expect, it } from 'vitest';
import type { AudioRecord } from '../../src/domain/audioFile.ts';
import { TIMBRE_COLUMNS } from '../../src/domain/timbre.ts';
import { principalPlane } from '../../src/ml/linear/principalComponents.ts';
import { timbreProfile, type FrameTimbre } from '../../src/ml/timbre/timbreProfile.ts';
import type { MapPoint } from '../../src/stages/descriptors/soundMapStage.ts';
import { rowClusters } from '../../src/ml/soundMap/rowClusters.ts';
import { umapPlane } from '../../src/ml/soundMap/umapPlane.ts';
import { DefaultRng } from '../../src/ml/random/defaultRng.ts';
import { sceneToSvg } from '../../src/ui/shared/figure/svgText.ts';
import { colourGroups, type MapFacts } from '../../src/ui/map/mapColours.ts';
import { drawnMap, mapFigure, roughWidthPx, type MapContent } from '../../src/ui/map/mapFigure.ts';
import { mapKey } from '../../src/ui/map/mapKeys.ts';
import { mapLabels } from '../../src/ui/map/mapLabels.ts';
import { RandomState } from '../../src/ml/random/randomState.ts';
import { describedFile } from '../fakes/describedFile.ts';
import { insideOf, mapPlaces, neighbours, nextDot } from '../../src/ui/map/mapPlaces.ts';
import { moved, revealing, WHOLE, zoomed } from '../../src/ui/map/mapView.ts';
import { axisWords, clusterNames } from '../../src/ui/map/mapWords.ts';

const RATE_HZ = 44_100;
const SIZE = { widthPx: 400, heightPx: 460 };

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
  cluster: 0,
  regret: null,
  record: {
    file: { audioId, path: `${audioId}.wav`, genre, license: null, licenseFamily: null },
    best: score === null ? null : { audioId, score },
    descriptors: { kind: 'missing' },
    tags: [],
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
    const { coordinates, explained, loadings } = principalPlane(values, 2);
    const own = values.slice();
    expect(principalPlane(own, 2, own)).toEqual({ coordinates, explained, loadings });
    expect(explained[0] + explained[1]).toBeCloseTo(1, 12);
    const distance = (a: number, b: number) =>
      Math.hypot(coordinates[2 * a]! - coordinates[2 * b]!, coordinates[2 * a + 1]! - coordinates[2 * b + 1]!);
    expect(distance(0, 1)).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(distance(0, 2)).toBeCloseTo(2, 12);
  });

  it('has an answer for one row, for none and for columns that do not vary', () => {
    expect([...principalPlane(Float64Array.of(3, 4), 2).coordinates]).toEqual([0, 0]);
    expect(principalPlane(new Float64Array(0), 1).coordinates).toHaveLength(0);
    const alike = Float64Array.of(5, 5, 5);
    expect([...principalPlane(alike, 1).coordinates]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...principalPlane(alike, 1, alike).coordinates]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

/** Rows around a few centres, as many around each. */
function groupsOfRows(centres: readonly (readonly number[])[], each: number, scatter: number): Float64Array {
  const rng = new DefaultRng(7);
  return Float64Array.from(
    centres.flatMap((centre) =>
      Array.from({ length: each }, () => centre.map((value) => value + scatter * rng.standardNormal())).flat(),
    ),
  );
}

describe('clusters of similar rows', () => {
  const CENTRES = [
    [0, 0, 0],
    [9, 0, 5],
    [0, 9, 5],
  ];

  it('finds the groups that are there, as many as there are, and what sets each apart', () => {
    const { labels, traits } = rowClusters(groupsOfRows(CENTRES, 20, 0.3), 3, 2);
    expect(traits).toHaveLength(3);
    for (const group of [0, 1, 2]) expect(new Set(labels.subarray(20 * group, 20 * group + 20)).size).toBe(1);
    expect(new Set(labels)).toEqual(new Set([0, 1, 2]));
    // The first group is low in the third column, by which rows were not compared.
    const [strongest] = traits[labels[0]!]!;
    expect(strongest!.column).toBe(2);
    expect(strongest!.shift).toBeLessThan(-1);
  });

  it('numbers the largest first, and answers the same again', () => {
    const rows = Float64Array.from([...groupsOfRows([[0, 0]], 5, 0.1), ...groupsOfRows([[9, 9]], 30, 0.1)]);
    const { labels, traits } = rowClusters(rows, 2, 2);
    expect(labels[0]).toBe(1);
    expect(labels[34]).toBe(0);
    expect(rowClusters(rows, 2, 2).labels).toEqual(labels);
    expect(rowClusters(rows, 2, 2, rows)).toEqual({ labels, traits });
  });

  it('rows that are few or all alike are one group, and none are no group', () => {
    expect(rowClusters(Float64Array.of(1, 2, 3), 1, 1).traits).toHaveLength(1);
    const alike = new Float64Array(40).fill(3);
    expect(rowClusters(alike, 2, 2, alike).traits).toEqual([[0, 1].map((column) => ({ column, shift: 0 }))]);
    expect(rowClusters(new Float64Array(0), 2, 2).traits).toHaveLength(0);
  });
});

describe('UMAP', () => {
  const ROWS = groupsOfRows(
    [
      [0, 0, 0],
      [8, 8, 8],
    ],
    15,
    0.5,
  );
  const goOn = async () => true;

  it('keeps groups together and apart from each other; the same seed gives the same, and its progress is told', async () => {
    const told: number[] = [];
    const first = await umapPlane(ROWS, 3, 1, async ({ done }) => told.push(done) > 0);
    expect(await umapPlane(ROWS, 3, 1, goOn)).toEqual(first);
    expect(await umapPlane(ROWS, 3, 2, goOn)).not.toEqual(first);
    expect(told[0]).toBe(0);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    const at = (row: number) => [first![2 * row]!, first![2 * row + 1]!] as const;
    const distance = (a: number, b: number) => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
    const within = Math.max(...Array.from({ length: 15 }, (_, i) => distance(0, i)));
    const between = Math.min(...Array.from({ length: 15 }, (_, i) => distance(0, 15 + i)));
    expect(between).toBeGreaterThan(within);
  });

  it('ends when it is told to, and has an answer for few rows and for rows that are all alike', async () => {
    expect(await umapPlane(ROWS, 3, 1, async () => false)).toBeNull();
    expect(await umapPlane(Float64Array.of(1, 2, 3), 1, 1, goOn)).toHaveLength(6);
    expect(await umapPlane(new Float64Array(0), 1, 1, goOn)).toHaveLength(0);
    const alike = await umapPlane(new Float64Array(20).fill(2), 1, 1, goOn);
    expect(alike!.every(Number.isFinite)).toBe(true);
  });
});

const FACTS: MapFacts = { clusterNames: ['short, bright'], verdicts: new Map(), answers: new Map() };

function contentOf(points: readonly MapPoint[], changes: Partial<MapContent> = {}): MapContent {
  return {
    points,
    places: mapPlaces(points, false),
    groups: colourGroups(points, 'genre', FACTS),
    presences: points.map(() => 'here'),
    selected: new Set(),
    shown: null,
    axes: [null, null],
    widthOf: roughWidthPx,
    ...changes,
  };
}

describe('the map of sounds', () => {
  const POINTS = [pointOf('a', 0, 0), pointOf('b', 3, 0), pointOf('c', 1, 0)];
  const cloudOf = (content: MapContent) => {
    const { scene } = mapFigure(drawnMap(content), WHOLE, SIZE);
    const cloud = scene.marks.find((mark) => mark.kind === 'cloud');
    if (cloud === undefined) throw new Error('a cloud is expected');
    return cloud;
  };

  it('a lasso holds what lies inside it', () => {
    const square = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    expect(insideOf(square)(5, 5)).toBe(true);
    expect(insideOf(square)(15, 5)).toBe(false);
    expect(insideOf([])(1, 1)).toBe(false);
  });

  it('a line that crosses itself holds what each of its pieces says, as does the nearest what sorting all says', () => {
    const random = new RandomState(3);
    const some = (count: number) =>
      Array.from({ length: count }, () => ({ x: 40 * random.double(), y: 40 * random.double() }));
    const line = [...some(60), { x: 3, y: 7 }, { x: 9, y: 7 }];
    const isInside = insideOf(line);
    const dots = [...some(3000), ...line, { x: 5, y: 7 }, { x: -1, y: 20 }, { x: 20, y: 41 }];
    for (const { x, y } of dots) {
      const crossed = line.filter((a, i) => {
        const b = line[(i + 1) % line.length] ?? a;
        return a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
      });
      expect(isInside(x, y)).toBe(crossed.length % 2 === 1);
    }
    const points = dots.map((at, n) => ({ ...POINTS[0]!, ...at, record: describedFile(n) }));
    const byDistance = points
      .slice(1)
      .toSorted(
        (a, b) => Math.hypot(a.x - dots[0]!.x, a.y - dots[0]!.y) - Math.hypot(b.x - dots[0]!.x, b.y - dots[0]!.y),
      );
    expect(neighbours(points, 'file-0', 8)).toEqual(byDistance.slice(0, 8));
  });

  it('neighbours come nearest first, and a dot is found under the pointer where it is drawn, also near by', () => {
    expect(neighbours(POINTS, 'a', 2).map(({ record }) => record.file.audioId)).toEqual(['c', 'b']);
    expect(neighbours(POINTS, 'x', 2)).toEqual([]);
    const drawn = drawnMap(contentOf(POINTS));
    const whole = mapFigure(drawn, WHOLE, SIZE);
    expect(whole.locate!(26, 230)).toBe('a');
    expect(whole.locate!(374, 230)).toBe('b');
    expect(whole.locate!(200, 20)).toBeNull();
    const near = zoomed(WHOLE, 4, { x: 374, y: 230 }, SIZE);
    expect(mapFigure(drawn, near, SIZE).locate!(374, 230)).toBe('b');
    expect(mapFigure(drawn, near, SIZE).locate!(26, 230)).toBeNull();
  });

  it('[S13] a sound that is not at hand is a ring in the colour of its group, and says so under the pointer', () => {
    const content = contentOf(POINTS, { presences: ['here', 'gone', 'here'] });
    const { looks, dots } = cloudOf(content);
    const drawnAs = (index: number) => dots[looks[index]!]!;
    expect(drawnAs(0)).toMatchObject({ fill: '--line-strong' });
    expect(drawnAs(1)).toMatchObject({ fill: '--surface', stroke: '--line-strong' });
    const { highlight } = mapFigure(drawnMap(content), WHOLE, SIZE);
    const words = (key: string) => highlight!(key).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(words('b')).toEqual([expect.stringContaining('(no sound at hand)')]);
    expect(words('a')).toEqual([expect.not.stringContaining('no sound')]);
  });

  it('what a filter leaves out is faint, has no name and cannot be picked; selected sounds lie above all', () => {
    const content = contentOf(POINTS, { shown: new Set(['a', 'c']), selected: new Set(['c']) });
    const { looks, dots } = cloudOf(content);
    expect(looks[1]).toBe(0);
    expect(looks[2]).toBe(dots.length - 1);
    const { locate, scene } = mapFigure(drawnMap(content), WHOLE, SIZE);
    expect(locate!(374, 230)).toBeNull();
    expect(scene.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : [])).toSorted()).toEqual(['a', 'c']);
    expect(
      sceneToSvg(scene, () => '#000000', { title: 'map', background: '--surface' }).match(/<circle/gu),
    ).toHaveLength(3);
  });

  it('colours by the commonest values, and by bands of a number; what has none is told', () => {
    const points = [pointOf('a', 0, 0, 'rock', 0.1), pointOf('b', 0, 0, 'rock', 0.9), pointOf('c', 0, 0)];
    const labels = (colouring: Parameters<typeof colourGroups>[1]) =>
      colourGroups(points, colouring, FACTS).map(({ label, members }) => [label, members.length]);
    expect(labels('genre')).toEqual([
      ['rock', 2],
      ['not known', 1],
    ]);
    expect(labels('cluster')).toEqual([['short, bright', 3]]);
    expect(labels('preset')).toEqual([
      ['has a preset', 2],
      ['no preset yet', 1],
    ]);
    expect(labels('score').map(([, count]) => count)).toEqual([1, 1, 1]);
    expect(labels('regret')).toEqual([['not known', 3]]);
    const many = Array.from({ length: 10 }, (_, i) => pointOf(`${i}`, 0, 0, `genre ${i}`));
    expect(colourGroups(many, 'genre', FACTS).at(-1)).toMatchObject({ label: 'others', members: [7, 8, 9] });
  });

  it('zooms around a place, moves no farther than the edges, and brings a place into sight', () => {
    const size = { widthPx: 400, heightPx: 400 };
    const near = zoomed(WHOLE, 2, { x: 100, y: 300 }, size);
    expect(near).toEqual({ zoom: 2, x: 0.375, y: 0.625 });
    expect(zoomed(near, 0.01, { x: 0, y: 0 }, size)).toEqual(WHOLE);
    expect(moved(near, { x: 4000, y: -4000 }, size)).toEqual({ zoom: 2, x: 0.25, y: 0.75 });
    expect(revealing(near, { x: 200, y: 200 }, size, 50)).toEqual(near);
    expect(revealing(near, { x: 410, y: 200 }, size, 50).x).toBeCloseTo(0.375 + 60 / 800, 12);
  });

  it('arrows go to the next dot in their direction, and to none where there is none', () => {
    const places = Float32Array.of(0, 0, 10, 1, 10, 40, -5, 0);
    const go = (direction: Parameters<typeof nextDot>[2]) => nextDot(places, 0, direction, () => true);
    expect(go('right')).toBe(1);
    expect(go('left')).toBe(3);
    expect(go('down')).toBe(2);
    expect(go('up')).toBeNull();
    expect(nextDot(places, 0, 'right', (i) => i !== 1)).toBeNull();
  });

  it('keys mean something else where one goes from dot to dot', () => {
    const press = (key: string, steps: boolean, ctrlKey = false) =>
      mapKey({ key, ctrlKey, metaKey: false, altKey: false }, steps);
    expect(press('Enter', false)).toEqual({ kind: 'steps', begins: true });
    expect(press('Enter', true, true)).toEqual({ kind: 'select', adds: true });
    expect(press(' ', true)).toEqual({ kind: 'play' });
    expect(press(' ', false)).toBeNull();
    expect(press('+', true, true)).toBeNull();
    expect(press('Escape', false)).toBeNull();
  });

  it('names have room beside their dots: none meets another or a dot, and more fit near by', () => {
    const rng = new DefaultRng(3);
    const count = 400;
    const around = Float32Array.from({ length: 2 * count }, () => rng.double());
    const labelsAt = (zoom: number) =>
      mapLabels(
        {
          places: around.map(
            (value, i) => (value - 0.5) * zoom * (i % 2 === 0 ? 600 : 400) + (i % 2 === 0 ? 300 : 200),
          ),
          radiusPx: 4,
          isWanted: () => true,
          nameOf: (i) => `sound ${i}`,
          widthOf: roughWidthPx,
          blocked: [],
        },
        { widthPx: 600, heightPx: 400 },
      );
    const near = labelsAt(3);
    expect(near.length).toBeGreaterThan(labelsAt(1).length);
    for (const [i, a] of near.entries()) {
      for (const b of near.slice(i + 1)) {
        const isApart =
          Math.abs(a.baseline - b.baseline) >= 12 ||
          a.left + roughWidthPx(a.text) <= b.left ||
          b.left + roughWidthPx(b.text) <= a.left;
        expect(isApart, `${a.text} and ${b.text}`).toBe(true);
      }
    }
  });

  it('says axes and clusters in words, no two clusters by the same ones', () => {
    expect(
      axisWords([
        { column: 'duration', loading: 0.6 },
        { column: 'brightness_median', loading: 0.5 },
        { column: 'mfcc_3', loading: 0.9 },
        { column: 'silence_ratio', loading: 0.1 },
      ]),
    ).toEqual({ along: 'longer and brighter', against: 'shorter and darker' });
    expect(clusterNames([[]])).toEqual(['all alike']);
    expect(axisWords([{ column: 'flatness_median', loading: 0.9 }])?.along).toBe('noisier');
    expect(axisWords([{ column: 'chroma_1', loading: 1 }])).toBeNull();
    const short = { column: 'duration', loading: -1.5 };
    const bright = { column: 'brightness_median', loading: 1.2 };
    const loud = { column: 'log_energy_median', loading: 0.8 };
    expect(clusterNames([[short, bright, loud], [short, bright, loud], [short, bright], []])).toEqual([
      'short, bright',
      'short, bright, loud',
      'short, bright 3',
      'in between',
    ]);
  });
});
