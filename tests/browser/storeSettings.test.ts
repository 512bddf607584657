import * as v from 'valibot';
import { expect, it, vi } from 'vitest';
import { changeSetting, loadSetting, saveSetting, whenSettingsFull } from '../../src/store/settings.ts';

const Theme = v.picklist(['light', 'dark']);

it('gives a setting back, and the fallback for none and for one that does not fit', async () => {
  const key = `theme-${crypto.randomUUID()}`;
  expect(await loadSetting(key, Theme, 'dark')).toBe('dark');
  expect(await saveSetting(key, 'light')).toBe(true);
  expect(await loadSetting(key, Theme, 'dark')).toBe('light');
  await saveSetting(key, { old: 'shape' });
  expect(await loadSetting(key, Theme, 'dark')).toBe('dark');
});

it('changes a setting as it is kept then, also where two do at once', async () => {
  const key = `names-${crypto.randomUUID()}`;
  const names = v.array(v.string());
  const add = async (name: string) => changeSetting(key, names, [], (kept) => [...kept, name]);
  expect(await Promise.all([add('a'), add('b'), add('c')])).toEqual([true, true, true]);
  expect(await loadSetting(key, names, [])).toEqual(['a', 'b', 'c']);
  await saveSetting(key, 'no list');
  await add('d');
  expect(await loadSetting(key, names, [])).toEqual(['d']);
});

it('a setting that a full disk refuses is told of, once until there is room again', async () => {
  const told = vi.fn();
  whenSettingsFull(told);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(await saveSetting('full', 1)).toBe(false);
  expect(await changeSetting('full', v.number(), 1, (kept) => kept + 1)).toBe(false);
  expect(told).toHaveBeenCalledOnce();
  put.mockRestore();
  expect(await saveSetting('full', 1)).toBe(true);
  expect(told).toHaveBeenCalledOnce();
});
