import { beforeEach, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { SoundPicker } from '../../src/ui/shared/fields/soundPicker.ts';
import { AudioPicker } from '../../src/ui/optimise/audioPicker.ts';
import { describedFile } from '../fakes/describedFile.ts';

const SOUNDS = [
  'drums/kick',
  'drums/snare hit',
  'voices/kick start',
  ...Array.from({ length: 300 }, (_, i) => `hum ${i}`),
];

let picker: SoundPicker<string>;
let picked: string[];

beforeEach(async () => {
  picker = new SoundPicker<string>();
  picked = [];
  Object.assign(picker, { label: 'Sound to hear', sounds: SOUNDS, value: 'hum 7' });
  picker.addEventListener('ib-pick', ({ detail }: CustomEventInit<string>) => picked.push(detail ?? ''));
  document.body.replaceChildren(picker);
  await picker.updateComplete;
});

const field = () => picker.renderRoot.querySelector('input')!;
const options = () => [...picker.renderRoot.querySelectorAll('[role="option"]')].map((one) => one.textContent?.trim());
const said = () => picker.renderRoot.querySelector('[role="status"]')?.textContent;

it('a sound is found by words of its name in any order, and picked by keys', async () => {
  field().focus();
  expect(field().value).toBe('hum 7');
  expect(field().getAttribute('aria-expanded')).toBe('false');
  await userEvent.fill(field(), 'KICK s');
  expect(options()).toEqual(['drums/kick', 'voices/kick start']);
  await userEvent.fill(field(), 'kick');
  await userEvent.keyboard('{ArrowDown}');
  const active = field().getAttribute('aria-activedescendant') ?? '';
  expect(picker.renderRoot.querySelector(`#${active}`)?.textContent?.trim()).toBe('voices/kick start');
  await userEvent.keyboard('{Enter}');
  expect(picked).toEqual(['voices/kick start']);
  expect(options()).toEqual([]);
  // Who holds the value decides.
  expect(field().value).toBe('hum 7');
});

it('of many the first are listed, the one of just this name first; Escape leaves all as it was', async () => {
  await userEvent.click(field());
  expect(options()).toHaveLength(100);
  expect(said()).toBe('The first 100 of 303: type words of the name.');
  await userEvent.fill(field(), 'hum 3');
  expect(options()[0]).toBe('hum 3');
  await userEvent.fill(field(), 'nobody');
  expect(said()).toBe('No name has all these words.');
  await userEvent.keyboard('{Enter}{Escape}');
  expect([picked, options(), field().value]).toEqual([[], [], 'hum 7']);
});

it('by pointer; a press elsewhere closes it', async () => {
  await userEvent.click(field());
  await userEvent.click(picker.renderRoot.querySelector('#option-1')!);
  expect(picked).toEqual(['drums/snare hit']);
  await userEvent.click(field());
  field().blur();
  await picker.updateComplete;
  expect(options()).toEqual([]);
});

it('in the tab Bayesian Opt a file whose name ends many others is reached by its name', async () => {
  const audio = new AudioPicker();
  audio.described = Array.from({ length: 2500 }, (_, n) => ({
    ...describedFile(n),
    file: { ...describedFile(n).file, path: `${2499 - n}.wav` },
  }));
  document.body.replaceChildren(audio);
  await audio.updateComplete;
  await userEvent.fill(audio.renderRoot.querySelector('#filter')!, '6.wav');
  const paths = () => [...audio.renderRoot.querySelectorAll('option:not([disabled])')].map((one) => one.textContent);
  await expect.poll(() => paths()[0]).toBe('6.wav');
});

it('a list of files says that only its first ones stand in it, until the words leave few', async () => {
  const list = new AudioPicker();
  list.described = Array.from({ length: 300 }, (_, i) => describedFile(i));
  document.body.replaceChildren(list);
  await list.updateComplete;
  const hint = () => list.renderRoot.querySelector('.hint')?.textContent;
  expect(hint()).toBe('The first 200 are listed: narrow them with the filter.');
  await userEvent.fill(list.renderRoot.querySelector('input')!, 'sounds/29');
  await list.updateComplete;
  expect(hint()).toBe('');
});
