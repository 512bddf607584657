import type { Trial } from '../../../domain/trials.ts';
import { axesMarks, toX, toY, type Area, type Axis } from '../../shared/figure/axes.ts';
import type { Figure } from '../../shared/figure/figureFrame.ts';
import { nearest } from '../../shared/figure/nearest.ts';
import type { Mark, Point } from '../../shared/figure/scene.ts';
import { drawnParts } from './drawnTrials.ts';
import { DIMENSIONS, numberedTrial, scoreOf, scoreRange } from './dimensions.ts';

const PANEL_HEIGHT_PX = 150;
const ROW_PX = PANEL_HEIGHT_PX + 52;
const LEFT_PX = 58;
const GAP_PX = 14;
const REACH_PX = 12;

/** How many panels stand side by side, and how high all of them come to. */
export function sliceLayout(widthPx: number): { readonly perRow: number; readonly heightPx: number } {
  const perRow = widthPx < 480 ? 1 : widthPx < 820 ? 2 : 5;
  return { perRow, heightPx: Math.ceil(DIMENSIONS.length / perRow) * ROW_PX };
}

/** The score over each drawn value, a panel each; trials outside the brush are dim. */
export function sliceFigure(trials: readonly Trial[], kept: ReadonlySet<number> | null, widthPx: number): Figure {
  const { perRow, heightPx } = sliceLayout(widthPx);
  const [low, high] = scoreRange(trials);
  const y: Axis = { label: 'Score', low, high };
  const panelWidthPx = (widthPx - LEFT_PX - 8 - GAP_PX * (perRow - 1)) / perRow;
  const panels = DIMENSIONS.map((dimension, i) => {
    const column = i % perRow;
    const area: Area = {
      left: LEFT_PX + column * (panelWidthPx + GAP_PX),
      top: Math.floor(i / perRow) * ROW_PX + 10,
      widthPx: panelWidthPx,
      heightPx: PANEL_HEIGHT_PX,
    };
    const at = (trial: Trial): Point => ({
      x: toX(area, dimension, dimension.of(trial)),
      y: toY(area, y, scoreOf(trial)),
    });
    return { area, at, axes: axesMarks(area, dimension, y, { yLabels: column === 0 }) };
  });
  const { inside, outside } = drawnParts(trials, kept);
  const marks = panels.flatMap(({ axes, at }): Mark[] => [
    ...axes,
    { kind: 'dots', dots: outside.map(at), radiusPx: 2.5, fill: '--line-strong', opacity: 0.35 },
    { kind: 'dots', dots: inside.map(at), radiusPx: 3, fill: '--pastel-3', opacity: 0.85 },
  ]);
  return {
    scene: { widthPx, heightPx, marks },
    locate: (x, y) => {
      const panel = panels.find(
        ({ area }) =>
          x >= area.left - 4 &&
          x <= area.left + area.widthPx + 4 &&
          y >= area.top - REACH_PX &&
          y <= area.top + area.heightPx + REACH_PX,
      );
      return panel === undefined
        ? null
        : (nearest(inside, panel.at, { x, y }, REACH_PX)?.trialIndex.toString() ?? null);
    },
    highlight: (key) => {
      const trial = numberedTrial(trials, key);
      if (trial === null) return [];
      return [
        { kind: 'dots', dots: panels.map(({ at }) => at(trial)), radiusPx: 6, fill: '--pastel-2', stroke: '--surface' },
      ];
    },
  };
}
