import { describe, expect, it } from 'vitest';
import { DEFAULT_NAME_PATTERN, namePatternRefusal, presetName } from '../../src/formats/presets/presetNames.ts';

const kick = { path: 'drums/808/kick.one.wav', treatment: 'Tame the air', number: 7, total: 300 };

describe('[V8] the names of presets', () => {
  it('are the sounds’ by default', () => {
    expect(presetName(DEFAULT_NAME_PATTERN, kick)).toBe('kick.one');
    expect(presetName(DEFAULT_NAME_PATTERN, { ...kick, path: 'a\\b\\{folder}.wav' })).toBe('{folder}');
  });

  it('follow a pattern of name, treatment, folder and a number that sorts', () => {
    expect(presetName('{number} {folder} - {name} ({treatment})', kick)).toBe('007 808 - kick.one (Tame the air)');
    expect(presetName('{folder}', { ...kick, path: 'kick.wav' })).toBe('kick');
    expect(presetName('{folder}/{name}', kick)).toBe('808 - kick.one');
    expect(presetName('{folder}/', kick)).toBe('808');
    expect(presetName('{folder}/', { ...kick, path: 'kick.wav' })).toBe('kick');
    expect(presetName('{name} {name}', { ...kick, path: '$&.wav' })).toBe('$& $&');
  });

  it.each([
    ['{name}', null],
    ['my {number}', null],
    ['set {', null],
    ['  ', 'Give the presets a name.'],
    ['{name} {genre}', '{genre} stands for nothing. There are {name}, {treatment}, {folder}, {number}.'],
    ['x'.repeat(101), 'Choose a name of at most 100 characters.'],
  ])('say what is in the way of the pattern “%s”', (pattern, refusal) => {
    expect(namePatternRefusal(pattern)).toBe(refusal);
  });
});
