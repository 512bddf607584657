import type { ComputeCalls } from '../contracts/compute.ts';

export const packingCalls = {
  async zipPresets(presets, formats, methods) {
    const [{ presetPackage }, { zipSync }] = await Promise.all([
      import('../../formats/presets/presetPackage.ts'),
      import('fflate'),
    ]);
    const entries = presetPackage(presets, formats, methods).map(({ path, bytes }) => [path, bytes] as const);
    return new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' });
  },
} satisfies Partial<ComputeCalls>;
