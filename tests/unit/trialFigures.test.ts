import { describe, expect, it } from 'vitest';
import type { Trial } from '../../src/domain/trials.ts';
import { scoreSurface } from '../../src/ml/importance/scoreSurface.ts';
import { roundTicks } from '../../src/ui/shared/figure/axes.ts';
import { isolines } from '../../src/ui/shared/figure/isolines.ts';
import { sceneToSvg } from '../../src/ui/shared/figure/svgText.ts';
import { tableLines } from '../../src/ui/shared/table/tableCsv.ts';
import { keptTrials, parallelAxes } from '../../src/ui/optimise/trials/parallelFigure.ts';
import { sliceFigure } from '../../src/ui/optimise/trials/sliceFigure.ts';

function trialOf(trialIndex: number, score: number, distancePenalty: number): Trial {
  return {
    trialIndex,
    minimaxLogit: 0,
    hyperparameters: {
      distancePenalty,
      normRate: 0.1,
      basePenaltyLog: 0,
      penaltySkew: 0,
      minimaxStrength: 0.5,
      lowPenalty: 1,
      highPenalty: 1,
    },
    terms: { score, sep: 1, intra: 0, jitter: 0, loudErr: 0, maskFlicker: 0, lowPenLoss: 0, highPenLoss: 0 },
  };
}

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
