import { expect, it } from 'vitest';
import { newProjectName } from '../../src/stages/projects/newProjectName.ts';

it('[S15] a new project has a name that no other has, of at most 100 characters, none of them by halves', () => {
  expect(newProjectName('Voices', '', ['Drums'])).toBe('Voices');
  expect(newProjectName('Voices', ' (copy)', ['Voices', 'Voices (copy)', 'Voices (copy) (2)'])).toBe(
    'Voices (copy) (3)',
  );
  expect(newProjectName('x'.repeat(100), ' (copy)', [])).toBe(`${'x'.repeat(93)} (copy)`);
  expect(newProjectName(`${'x'.repeat(99)}😀`, '', [])).toBe('x'.repeat(99));
});
