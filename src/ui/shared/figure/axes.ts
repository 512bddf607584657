import type { Mark } from './scene.ts';
import { formatShort } from '../text/format.ts';

/** A rectangle in which data are drawn, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A quantity along a side of a plot. */
export interface Axis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** What stands at a tick; four significant digits by default. */
  readonly format?: (value: number) => string;
  /** Whether there is no tick between two whole numbers. */
  readonly wholeTicks?: boolean;
}

/** Round numbers between two ends, about `count` of them. @param least how far apart they are at least. */
export function roundTicks(low: number, high: number, count: number, least = 0): readonly number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(least, power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Where a value lies from left to right. */
export function toX({ left, widthPx }: Area, { low, high }: Axis, value: number): number {
  return left + (widthPx * (value - low)) / (high - low || 1);
}

/** Where a value lies from the bottom up. */
export function toY({ top, heightPx }: Area, { low, high }: Axis, value: number): number {
  return top + heightPx - (heightPx * (value - low)) / (high - low || 1);
}

/** Grid lines, ticks and labels of both axes. */
export function axesMarks(area: Area, x: Axis, y: Axis, { yLabels = true } = {}): readonly Mark[] {
  const bottom = area.top + area.heightPx;
  const ticks = ({ low, high, wholeTicks = false }: Axis, room: number) =>
    roundTicks(low, high, Math.max(2, room), wholeTicks ? 1 : 0);
  const xTicks = ticks(x, area.widthPx / 70);
  const yTicks = ticks(y, area.heightPx / 45);
  const format = (axis: Axis, value: number) => axis.format?.(value) ?? formatShort(value);
  return [
    {
      kind: 'lines',
      stroke: '--line',
      lines: [
        ...xTicks.map((tick) => [
          { x: toX(area, x, tick), y: area.top },
          { x: toX(area, x, tick), y: bottom },
        ]),
        ...yTicks.map((tick) => [
          { x: area.left, y: toY(area, y, tick) },
          { x: area.left + area.widthPx, y: toY(area, y, tick) },
        ]),
      ],
    },
    ...xTicks.map((tick): Mark => ({
      kind: 'text',
      x: toX(area, x, tick),
      y: bottom + 16,
      text: format(x, tick),
      fill: '--text-dim',
      anchor: 'middle',
      sizePx: 11,
    })),
    {
      kind: 'text',
      x: area.left + area.widthPx / 2,
      y: bottom + 32,
      text: x.label,
      fill: '--text-dim',
      anchor: 'middle',
    },
    ...(yLabels
      ? [
          ...yTicks.map((tick): Mark => ({
            kind: 'text',
            x: area.left - 6,
            y: toY(area, y, tick) + 4,
            text: format(y, tick),
            fill: '--text-dim',
            anchor: 'end',
            sizePx: 11,
          })),
          {
            kind: 'text',
            x: area.left - 46,
            y: area.top + area.heightPx / 2,
            text: y.label,
            fill: '--text-dim',
            anchor: 'middle',
            upwards: true,
          } satisfies Mark,
        ]
      : []),
  ];
}
