import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { loadShippedModel } from '../../src/ml/plugin/shippedModel.ts';
import { GOLDEN_RENDERS, measureResiduals } from '../support/pluginRenders.ts';

const folder = fileURLToPath(new URL('../fixtures/reference/plugin/audio', import.meta.url));
const model = await loadShippedModel();
const table: string[] = [];

it.each(GOLDEN_RENDERS)('[G1–G7, B1, B2, C1–C7, P1–P9] plays $name as the plugin does', (render) => {
  for (const { bus, decibels, isSilent } of measureResiduals(render, model, folder)) {
    table.push(`${`${render.name}, ${bus}`.padEnd(32)} ${isSilent ? 'silent' : `${decibels.toFixed(1)} dB`}`);
    if (isSilent) expect(decibels, bus).toBe(-Infinity);
    else expect(decibels, bus).toBeLessThanOrEqual(render.limitDb);
  }
});

afterAll(() => {
  if (process.env.PRINT_RESIDUALS !== undefined)
    console.log(['Energy of the difference against that of the output', ...table].join('\n'));
});
