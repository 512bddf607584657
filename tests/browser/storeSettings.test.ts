import * as v from 'valibot';
import { expect, it } from 'vitest';
import { loadSetting, saveSetting } from '../../src/store/settings.ts';

const Theme = v.picklist(['light', 'dark']);

it('gives a setting back, and the fallback for none and for one that does not fit', async () => {
  const key = `theme-${crypto.randomUUID()}`;
  expect(await loadSetting(key, Theme, 'dark')).toBe('dark');
  expect(await saveSetting(key, 'light')).toBe(true);
  expect(await loadSetting(key, Theme, 'dark')).toBe('light');
  await saveSetting(key, { old: 'shape' });
  expect(await loadSetting(key, Theme, 'dark')).toBe('dark');
});
