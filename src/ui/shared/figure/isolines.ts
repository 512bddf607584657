import type { Point } from './scene.ts';

/**
 * Where a field over a grid passes a level, as single stretches between grid points (marching squares). Cells with a value
 * that is no number are left out.
 *
 * @param field row by row, `columns` values a row
 * @returns pairs of points in units of the grid
 */
export function isolines(
  field: ArrayLike<number>,
  columns: number,
  level: number,
): readonly (readonly [Point, Point])[] {
  const rows = Math.floor(field.length / columns);
  const lines: (readonly [Point, Point])[] = [];
  for (let y = 0; y + 1 < rows; y += 1) {
    for (let x = 0; x + 1 < columns; x += 1) {
      const at = (dx: 0 | 1, dy: 0 | 1) => ({
        x: x + dx,
        y: y + dy,
        value: field[(y + dy) * columns + x + dx] ?? Number.NaN,
      });
      const corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
      if (corners.some(({ value }) => Number.isNaN(value))) continue;
      const crossings = corners.flatMap((a, side): Point[] => {
        const b = corners[(side + 1) % 4] ?? a;
        if (a.value > level === b.value > level) return [];
        const share = (level - a.value) / (b.value - a.value);
        return [{ x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) }];
      });
      const [a, b, c, d] = crossings;
      if (a !== undefined && b !== undefined) lines.push([a, b]);
      if (c !== undefined && d !== undefined) lines.push([c, d]);
    }
  }
  return lines;
}
