import { expect, it } from 'vitest';
import { paintScene } from '../../src/ui/shared/figure/paint.ts';
import { paintCloud } from '../../src/ui/shared/figure/paintCloud.ts';
import { seeded } from '../support/seeded.ts';

const SIDE_PX = 200;
const LOOKS = ['#808080', '#0000ff', '#ff0000'].map((colour) => ({
  radiusPx: 4,
  fill: colour,
  stroke: colour,
  strokePx: 0,
}));

/** The colour at a place of a cloud of dots: x, y and look of each. */
function colourAt(dots: readonly (readonly [x: number, y: number, look: number])[], x: number, y: number): number[] {
  const places = Float32Array.from(dots.flatMap(([left, top]) => [left, top]));
  const looks = Uint8Array.from(dots, ([, , look]) => look);
  const canvas = document.createElement('canvas');
  const mark = { kind: 'cloud', paint: paintCloud, places, looks, dots: LOOKS } as const;
  paintScene(canvas, { widthPx: SIDE_PX, heightPx: SIDE_PX, marks: [mark] }, String, { fontFamily: 'sans-serif' }, 1);
  return [...canvas.getContext('2d')!.getImageData(x, y, 1, 1).data].slice(0, 3);
}

const random = seeded(3);
const many = Array.from({ length: 30_000 }, () => [random() * SIDE_PX, random() * SIDE_PX, 0] as const);

it.each([
  ['a few dots', []],
  ['very many dots', many],
])('of %s the one of a later look lies above those of earlier ones, wherever it stands in the list', (_, others) => {
  const [blue, red] = [
    [0, 0, 255],
    [255, 0, 0],
  ];
  const alone = [60, 60, 1] as const;
  const place = [[100, 100, 2], alone, ...others, [100, 100, 1], [100, 100, 0]] as const;
  expect(colourAt(place, 100, 100)).toEqual(red);
  expect(colourAt(place.toReversed(), 100, 100)).toEqual(red);
  expect(colourAt(place, 60, 60)).toEqual(blue);
});
