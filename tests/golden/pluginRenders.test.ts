import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { GOLDEN_RENDERS, measureResiduals, type GoldenRender } from '../support/pluginRenders.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/reference/plugin/audio/', import.meta.url));
const model = await loadShippedModel();

/** The repository keeps those of drums and speech, and of the plucks what no other sound has; `npm run twin` tries all. */
const kept = GOLDEN_RENDERS.filter(({ buses }) =>
  buses.every(({ file }) => file === null || existsSync(FOLDER + file)),
);

it('[G] every setting of the plugin’s renders is tried', () => {
  const presets = (renders: readonly GoldenRender[]) =>
    new Set(renders.flatMap(({ buses }) => buses.map(({ preset }) => preset)));
  expect(presets(kept)).toEqual(presets(GOLDEN_RENDERS));
});

it.each(kept)('[G1–G7, B1, B2, C1–C7, P1–P9] plays $name as the plugin does', (render) => {
  for (const { bus, decibels, isSilent } of measureResiduals(render, model, FOLDER)) {
    if (isSilent) expect(decibels, bus).toBe(-Infinity);
    else expect(decibels, bus).toBeLessThanOrEqual(render.limitDb);
  }
});
