import { collectInputFiles, type ChosenFile } from '../../../stages/import/chosenFiles.ts';

/** Hands on what an input for files was given; it lets go of them, so that the same can be chosen again. */
export function takeFiles({ target }: Event, take: (files: readonly [ChosenFile, ...ChosenFile[]]) => void): void {
  if (!(target instanceof HTMLInputElement)) return;
  const [first, ...others] = collectInputFiles(target);
  target.value = '';
  if (first !== undefined) take([first, ...others]);
}
