import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { leanTensors } from '../../scripts/lib/leanTensors.mjs';

it('what networks are trained by compiles no WebAssembly as it is loaded', async () => {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../../src/workers/compute/networkTraining.ts', import.meta.url)),
    external: /\?url$/u,
    platform: 'browser',
    plugins: [leanTensors()],
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({ codeSplitting: false });
  expect(output[0].code).toContain('registerBackend');
  expect(output[0].code).not.toContain('new WebAssembly.Module');
});
