import { signal } from '@preact/signals-core';
import { expect, it, vi } from 'vitest';
import { PreviewStage } from '../../src/stages/listening/sound/previewStage.ts';

it('a file that goes is not heard any further, whether or not anything that shows it is told', async () => {
  const isThere = signal(true);
  const preview = new PreviewStage({
    dataSet: { get: () => (isThere.value ? {} : undefined), pathOf: () => 'a.wav' },
    sources: { given: signal(0), open: async () => null, availability: async () => 'gone' },
  } as unknown as ConstructorParameters<typeof PreviewStage>[0]);
  await preview.open('a');
  const pause = vi.spyOn(preview.player, 'pause');
  isThere.value = false;
  expect(pause).toHaveBeenCalledOnce();
});
