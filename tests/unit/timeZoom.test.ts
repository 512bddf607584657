import { expect, it } from 'vitest';
import { TimeZoom } from '../../src/stages/listening/hear/timeZoom.ts';

it('going into a sound keeps the place that one points at, and never leaves the sound', () => {
  const zoom = new TimeZoom();
  zoom.open({ channels: [new Float32Array(80)], sampleRateHz: 10 });
  zoom.zoom(2, 2);
  expect(zoom.view.value).toEqual({ startSec: 1, endSec: 5 });
  zoom.zoom(2, 5);
  expect(zoom.view.value).toEqual({ startSec: 3, endSec: 5 });
  zoom.move(10);
  expect(zoom.view.value).toEqual({ startSec: 6, endSec: 8 });
  zoom.zoom(1 / 64, 7);
  expect(zoom.view.value).toEqual({ startSec: 0, endSec: 8 });
  zoom.zoom(1000, 8);
  expect(zoom.view.value).toEqual({ startSec: 7.75, endSec: 8 });
  zoom.show({ startSec: 1, endSec: 3 });
  expect(zoom.view.value).toEqual({ startSec: 1, endSec: 3 });
  zoom.showAll();
  expect(zoom.view.value).toEqual({ startSec: 0, endSec: 8 });
});
