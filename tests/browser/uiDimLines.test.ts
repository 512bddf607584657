import { expect, it } from 'vitest';
import { paintScene } from '../../src/ui/shared/figure/paint.ts';
import type { Mark, Point } from '../../src/ui/shared/figure/scene.ts';
import { seeded } from '../support/seeded.ts';

const WIDTH_PX = 300;
const HEIGHT_PX = 120;
const RATIO = 2;
/** Edges of lines that cross are a little fuller where the lines are painted in turn. */
const MEAN_DIFFERENCE = 1;
const BLUE = '#3366cc';

const canvasOf = () => document.createElement('canvas');

function painted(mark: Mark): Uint8ClampedArray {
  const canvas = canvasOf();
  const scene = { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, marks: [mark] };
  const look = { fontFamily: 'sans-serif', background: '#ffffff' };
  paintScene(canvas, scene, (colour) => String(colour), look, RATIO);
  return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** What a canvas makes of one path. */
function onePath(opacity: number, draw: (context: CanvasRenderingContext2D) => void): Uint8ClampedArray {
  const canvas = canvasOf();
  [canvas.width, canvas.height] = [WIDTH_PX * RATIO, HEIGHT_PX * RATIO];
  const context = canvas.getContext('2d')!;
  context.scale(RATIO, RATIO);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH_PX, HEIGHT_PX);
  context.globalAlpha = opacity;
  context.fillStyle = BLUE;
  context.strokeStyle = BLUE;
  context.lineJoin = 'round';
  context.beginPath();
  draw(context);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

function expectAlike(found: Uint8ClampedArray, wanted: Uint8ClampedArray): void {
  let difference = 0;
  for (const [i, value] of wanted.entries()) difference += Math.abs(value - (found[i] ?? 0));
  expect(found).toHaveLength(wanted.length);
  expect(difference / wanted.length).toBeLessThan(MEAN_DIFFERENCE);
  const darkest = (pixels: Uint8ClampedArray) => pixels.reduce((least, value) => Math.min(least, value), 255);
  expect(Math.abs(darkest(found) - darkest(wanted))).toBeLessThanOrEqual(3);
}

const random = seeded(5);
const points: readonly Point[] = Array.from({ length: 1000 }, () => ({
  x: WIDTH_PX * random(),
  y: HEIGHT_PX * random(),
}));

it('five hundred dim lines over each other are as dim as one path of them', () => {
  const lines = Array.from({ length: 500 }, (_, i) => points.slice(2 * i, 2 * i + 2));
  expectAlike(
    painted({ kind: 'lines', lines, stroke: BLUE, widthPx: 1.25, opacity: 0.12 }),
    onePath(0.12, (context) => {
      context.lineWidth = 1.25;
      for (const [a, b] of lines) {
        context.moveTo(a!.x, a!.y);
        context.lineTo(b!.x, b!.y);
      }
      context.stroke();
    }),
  );
});

it('a thousand dim dots over each other are as dim as one path of them', () => {
  expectAlike(
    painted({ kind: 'dots', dots: points, radiusPx: 6, fill: BLUE, opacity: 0.35 }),
    onePath(0.35, (context) => {
      for (const { x, y } of points) {
        context.moveTo(x + 6, y);
        context.arc(x, y, 6, 0, 2 * Math.PI);
      }
      context.fill();
    }),
  );
});
