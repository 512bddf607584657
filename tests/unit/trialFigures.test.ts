import { describe, expect, it } from 'vitest';
import { scoreSurface } from '../../src/ml/importance/scoreSurface.ts';
import { importancesInTurns, trialImportances } from '../../src/stages/optimisation/trialAnalysis.ts';
import { roundTicks } from '../../src/ui/shared/figure/axes.ts';
import { isolines } from '../../src/ui/shared/figure/isolines.ts';
import { sceneToSvg } from '../../src/ui/shared/figure/svgText.ts';
import { tableLines } from '../../src/ui/shared/table/tableCsv.ts';
import { contourFigure } from '../../src/ui/optimise/trials/contourFigure.ts';
import { DIMENSIONS } from '../../src/ui/optimise/trials/dimensions.ts';
import { drawnParts, drawnTrials, drawnWords } from '../../src/ui/optimise/trials/drawnTrials.ts';
import type { Point } from '../../src/ui/shared/figure/scene.ts';
import { orderedByX } from '../../src/ui/shared/plot/plotData.ts';
import { plotFigure, shownPlaces } from '../../src/ui/shared/plot/plotFigure.ts';
import { keptTrials, parallelAxes } from '../../src/ui/optimise/trials/parallelFigure.ts';
import { sliceFigure } from '../../src/ui/optimise/trials/sliceFigure.ts';
import { seeded } from '../support/seeded.ts';
import { trialOf } from '../fakes/trialOf.ts';

const TRIALS = [trialOf(0, 0.2, 0.5), trialOf(1, 0.6, 1), trialOf(2, 0.4, 2)];

describe('figures of trials', () => {
  it('smooths scores to what lies near, and says where nothing does', () => {
    const { scores, support, columns } = scoreSurface(
      { x: [0.1, 0.9], y: [0.1, 0.9], scores: [0, 1] },
      { xLow: 0, xHigh: 1, yLow: 0, yHigh: 1 },
    );
    expect(scores[0]).toBeLessThan(0.1);
    expect(scores.at(-1)).toBeGreaterThan(0.9);
    expect(support[columns - 1]).toBeLessThan(support[0]!);
    expect(() => scoreSurface({ x: [], y: [], scores: [] }, { xLow: 0, xHigh: 1, yLow: 0, yHigh: 1 })).toThrow(
      RangeError,
    );
  });

  it('finds where a field passes a level, between its grid points', () => {
    // A slope along x: the level 0.5 lies half way between the first two columns.
    const lines = isolines([0, 1, 2, 0, 1, 2], 3, 0.5);
    expect(lines).toHaveLength(1);
    for (const { x } of lines[0]!) expect(x).toBe(0.5);
    expect(isolines([0, Number.NaN, 0, 1], 2, 0.5)).toHaveLength(0);
  });

  it('keeps the trials inside all brushes, and all where there is none', () => {
    const axes = parallelAxes(TRIALS);
    expect(keptTrials(TRIALS, axes, new Map())).toBeNull();
    const brushes = new Map([
      ['distancePenalty', [0, 1.5] as const],
      ['score', [0.3, 1] as const],
    ]);
    expect([...keptTrials(TRIALS, axes, brushes)!]).toEqual([1]);
  });

  it('tells which trial lies under a pointer, and nothing far from all', () => {
    const { scene, locate, highlight } = sliceFigure(TRIALS, null, 1000);
    const dots = highlight!('1')[0]!;
    if (dots.kind !== 'dots') throw new Error('dots are expected');
    const { x, y } = dots.dots[0]!;
    expect(locate!(x + 3, y - 3)).toBe('1');
    expect(locate!(x, y + 60)).toBeNull();
    expect(highlight!('77')).toEqual([]);
    expect(scene.widthPx).toBe(1000);
  });

  it('draws so many of very many trials as can be told apart, the best among them, in their order', () => {
    const many = Array.from({ length: 30_001 }, (_, i) => trialOf(i, i === 12_353 ? 0.9 : 0.5 + 0.1 * Math.sin(i), 1));
    expect(drawnTrials(TRIALS)).toBe(TRIALS);
    const drawn = drawnTrials(many);
    expect(drawn.map(({ trialIndex }) => trialIndex)).toEqual(
      many.map(({ trialIndex }) => trialIndex).filter((index) => index % 16 === 0 || index === 12_353),
    );
    const { scene, locate, highlight } = sliceFigure(many, null, 1000);
    const dots = scene.marks.flatMap((mark) => (mark.kind === 'dots' ? mark.dots : []));
    expect(dots).toHaveLength(5 * drawn.length);
    const [best] = highlight!('12353');
    if (best?.kind !== 'dots') throw new Error('dots are expected');
    expect(locate!(best.dots[0]!.x, best.dots[0]!.y)).toBe('12353');
  });

  it('draws the same trials while a search goes on, but where their number doubles', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => trialOf(i, i === 0 ? 1 : 0.5, 1));
    for (const [from, to] of [
      [2001, 4000],
      [4001, 8000],
    ] as const) {
      const atFirst = drawnTrials(many.slice(0, from));
      const atLast = drawnTrials(many.slice(0, to));
      expect(atLast.slice(0, atFirst.length)).toEqual(atFirst);
      expect(atLast).toHaveLength(2000);
    }
  });

  it('finds the same importances of very many trials some at a time, those without a score left out', async () => {
    const random = seeded(3);
    const many = Array.from({ length: 12_345 }, (_, i) => trialOf(i, i % 100 === 7 ? Number.NaN : random(), random()));
    expect(await importancesInTurns(many)).toEqual(trialImportances(many));
  });

  it('tells how many trials are drawn of all, inside and outside the brushes, where not all are', () => {
    const many = Array.from({ length: 30_001 }, (_, i) => trialOf(i, 0.5, 1));
    const { inside, outside } = drawnParts(many, new Set([3, 4, 5]));
    expect(inside.map(({ trialIndex }) => trialIndex)).toEqual([3, 4, 5]);
    expect(outside).toHaveLength(1875);
    expect(drawnParts(many, null).outside).toEqual([]);
    expect(drawnWords(TRIALS.length, TRIALS.length)).toBe('');
    expect(drawnWords(1878, 30_001)).toBe(' 1,878 of 30,001 are drawn, the best among them.');
  });

  it('marks the earliest of the best trials as the best in the contour, where the brushes leave it (T5)', () => {
    const many = Array.from({ length: 3000 }, (_, i) => trialOf(i, i === 1501 || i === 1600 ? 0.9 : 0.5, i / 1200));
    const surface = { scores: new Float64Array(4), support: new Float64Array(4), columns: 2, rows: 2 };
    const [x, y] = [DIMENSIONS[0]!, DIMENSIONS[1]!];
    const marked = (kept: ReadonlySet<number> | null) =>
      contourFigure(many, surface, [x, y], kept, 1000).scene.marks.flatMap((mark) =>
        mark.kind === 'dots' && mark.fill === '--pastel-2' ? mark.dots : [],
      );
    const [shown] = contourFigure(many, surface, [x, y], null, 1000).highlight!('1501');
    expect(marked(null)).toEqual(shown?.kind === 'dots' ? shown.dots : null);
    expect(marked(new Set([1501, 1600]))).toEqual(marked(null));
    expect(marked(new Set([1600]))).toEqual([]);
  });

  it('a plot of very many values shows the ends and extremes of each column of pixels, and its gaps', () => {
    const values: (number | null)[] = Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 7));
    values[55_555] = 9;
    for (let i = 70_000; i < 80_000; i += 1) values[i] = null;
    const shown = [...shownPlaces(values, (place) => Math.floor(place / 100))];
    expect(shown.length).toBeLessThanOrEqual(4000);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(shown).toEqual(expect.arrayContaining([0, 55_555, 69_999, 70_000, 80_000, 99_999]));
    expect(shown.filter((place) => place > 70_000 && place < 80_000)).toEqual([]);
    for (let column = 0; column < 1000; column += 1) {
      const own = values.slice(100 * column, 100 * column + 100).filter((value) => value !== null);
      const seen = shown.filter((place) => Math.floor(place / 100) === column).map((place) => values[place] ?? 0);
      if (own.length === 0) continue;
      expect(Math.max(...seen)).toBe(Math.max(...own));
      if (column !== 700) expect(Math.min(...seen)).toBe(Math.min(...own));
    }
  });

  it('a plot of very many points shows each of them that a pixel can show', () => {
    const random = seeded(7);
    const { x, y } = orderedByX(
      Array.from({ length: 10_000 }, () => random()),
      Array.from({ length: 10_000 }, () => random()),
    );
    const dotsOf = (from: number, to: number) => {
      const series = [{ label: 'y', values: y.slice(from, to), draw: 'points', colour: '--pastel-1' }] as const;
      const data = { xLabel: 'x', yLabel: 'y', xRange: [0, 1], yRange: [0, 1], x: x.slice(from, to), series } as const;
      const { marks } = plotFigure(data, 800, 260, null).scene;
      return marks.flatMap((mark) => (mark.kind === 'dots' ? mark.dots : []));
    };
    const pixels = (dots: readonly Point[]) => dots.map((dot) => `${Math.round(dot.x)} ${Math.round(dot.y)}`);
    // Of so few nothing is left out.
    const all = Array.from({ length: 10 }, (_, i) => dotsOf(1000 * i, 1000 * i + 1000)).flat();
    expect(all).toHaveLength(10_000);
    const shown = dotsOf(0, 10_000);
    expect(new Set(pixels(shown))).toEqual(new Set(pixels(all)));
    expect(shown).toHaveLength(new Set(pixels(all)).size);
  });

  it('writes SVG in which no text breaks out', () => {
    const svg = sceneToSvg(
      { widthPx: 10, heightPx: 10, marks: [{ kind: 'text', x: 1, y: 2, text: '<b>&', fill: '--text' }] },
      () => '#000000',
      { title: 'a <b>', background: '--surface' },
    );
    expect(svg).toContain('<title>a &lt;b&gt;</title>');
    expect(svg).toContain('>&lt;b&gt;&amp;</text>');
  });

  it('gives round ticks inside the range', () => {
    expect(roundTicks(0, 2.5, 5)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect(roundTicks(-4, 4, 4)).toEqual([-4, -2, 0, 2, 4]);
    expect(roundTicks(1, 1, 4)).toEqual([1]);
  });

  it('writes a table by its values, not by how they are shown', () => {
    const lines = tableLines<number>({
      columns: [
        { key: 'a', label: 'A', widthRem: 1, cell: (row) => `#${row}` },
        { key: 'b', label: 'B', widthRem: 1, sortValue: (row) => row / 3, cell: () => 'about' },
        { key: 'c', label: 'C', widthRem: 1, sortValue: () => null, cell: () => '–' },
      ],
      rows: [1],
    });
    expect(lines).toEqual([
      ['A', 'B', 'C'],
      ['#1', 1 / 3, ''],
    ]);
  });
});
