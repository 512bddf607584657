import type { Trial } from '../../../domain/trials.ts';
import type { ScoreSurface } from '../../../stages/optimisation/trialAnalysis.ts';
import { axesMarks, toX, toY, type Area } from '../../shared/figure/axes.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { nearest } from '../../shared/figure/nearest.ts';
import { isolines } from '../../shared/figure/isolines.ts';
import { scaleColour, type Mark, type Point } from '../../shared/figure/scene.ts';
import { drawnParts } from './drawnTrials.ts';
import { bestOf, numberedTrial, scoreRange, shareOfRange, type Dimension } from './dimensions.ts';

export const CONTOUR_HEIGHT_PX = 380;
const LEVELS = 8;
const REACH_PX = 12;

/** The smoothed score over two drawn values, with lines of equal score and the trials themselves. */
export function contourFigure(
  trials: readonly Trial[],
  surface: ScoreSurface,
  [x, y]: readonly [Dimension, Dimension],
  kept: ReadonlySet<number> | null,
  widthPx: number,
): Figure {
  const area: Area = { left: 58, top: 10, widthPx: widthPx - 72, heightPx: CONTOUR_HEIGHT_PX - 56 };
  const finite = surface.scores.filter((score) => Number.isFinite(score));
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const range: readonly [number, number] = high > low ? [low, high] : [low - 0.01, high + 0.01];
  const cellWidthPx = area.widthPx / surface.columns;
  const cellHeightPx = area.heightPx / surface.rows;
  const cells = Array.from(surface.scores, (score, cell): Mark => {
    const column = cell % surface.columns;
    const row = Math.floor(cell / surface.columns);
    // Edges on whole pixels: neither gaps nor overlaps show.
    const left = Math.round(area.left + column * cellWidthPx);
    const top = Math.round(area.top + area.heightPx - (row + 1) * cellHeightPx);
    return {
      kind: 'rect',
      x: left,
      y: top,
      widthPx: Math.round(area.left + (column + 1) * cellWidthPx) - left,
      heightPx: Math.round(area.top + area.heightPx - row * cellHeightPx) - top,
      fill: scaleColour(shareOfRange(score, range)),
      opacity: 0.25 + 0.75 * Math.min(1, 4 * (surface.support[cell] ?? 0)),
    };
  });
  const place = ({ x, y }: Point): Point => ({
    x: area.left + (x + 0.5) * cellWidthPx,
    y: area.top + area.heightPx - (y + 0.5) * cellHeightPx,
  });
  const levels = Array.from({ length: LEVELS }, (_, i) => range[0] + ((i + 1) * (range[1] - range[0])) / (LEVELS + 1));
  const lines = levels.flatMap((level) =>
    isolines(surface.scores, surface.columns, level).map(([a, b]) => [place(a), place(b)]),
  );
  const at = (trial: Trial): Point => ({ x: toX(area, x, x.of(trial)), y: toY(area, y, y.of(trial)) });
  const { inside } = drawnParts(trials, kept);
  const [scoreLow, scoreHigh] = scoreRange(trials);
  const best = bestOf(trials);
  return {
    scene: {
      widthPx,
      heightPx: CONTOUR_HEIGHT_PX,
      marks: [
        ...axesMarks(area, x, y),
        ...cells,
        { kind: 'lines', lines, stroke: '--bg', widthPx: 1, opacity: 0.55 },
        { kind: 'dots', dots: inside.map(at), radiusPx: 3.2, fill: '--bg', opacity: 0.9 },
        ...[0, 1, 2, 3].map((band): Mark => ({
          kind: 'dots',
          dots: inside
            .filter(
              ({ terms }) => Math.min(3, Math.floor(4 * shareOfRange(terms.score, [scoreLow, scoreHigh]))) === band,
            )
            .map(at),
          radiusPx: 2.2,
          fill: scaleColour((band + 0.5) / 4),
        })),
        ...(best === null || !inside.includes(best)
          ? []
          : [{ kind: 'dots', dots: [at(best)], radiusPx: 5, fill: '--pastel-2', stroke: '--bg' } satisfies Mark]),
      ],
    },
    locate: (px, py) => nearest(inside, at, { x: px, y: py }, REACH_PX)?.trialIndex.toString() ?? null,
    highlight: (key) => {
      const trial = numberedTrial(trials, key);
      return trial === null
        ? []
        : [{ kind: 'dots', dots: [at(trial)], radiusPx: 6, fill: '--pastel-2', stroke: '--surface' }];
    },
  };
}
