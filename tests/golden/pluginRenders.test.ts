import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { GOLDEN_RENDERS, measureResiduals, type GoldenRender } from '../support/pluginRenders.ts';

/** The repository keeps what covers every setting; `npm run residuals` names another folder. */
const KEPT = fileURLToPath(new URL('../fixtures/reference/plugin/audio', import.meta.url));
const named = process.env.PLUGIN_RENDERS;
const folder = named ?? KEPT;
const model = await loadShippedModel();

const tried = GOLDEN_RENDERS.filter(({ buses }) =>
  buses.every(({ file }) => file === null || existsSync(join(folder, file))),
);
const table: string[] = [];

it('[G1–G7] every setting of the plugin’s renders is tried', () => {
  const presets = (renders: readonly GoldenRender[]) =>
    new Set(renders.flatMap(({ buses }) => buses.map(({ preset }) => preset)));
  expect(presets(tried)).toEqual(presets(GOLDEN_RENDERS));
});

it.each(tried)('[G1–G7, B1, B2, C1–C7, P1–P9] plays $name as the plugin does', (render) => {
  for (const { bus, decibels, isSilent } of measureResiduals(render, model, folder)) {
    table.push(`${`${render.name}, ${bus}`.padEnd(32)} ${isSilent ? 'silent' : `${decibels.toFixed(1)} dB`}`);
    if (isSilent) expect(decibels, bus).toBe(-Infinity);
    else expect(decibels, bus).toBeLessThanOrEqual(render.limitDb);
  }
});

afterAll(() => {
  if (named !== undefined) console.log(['Energy of the difference against that of the output', ...table].join('\n'));
});
