import { LONGEST_PROJECT_NAME } from '../../store/projects.ts';

/**
 * The name of a new project, of at most {@link LONGEST_PROJECT_NAME} characters: with ` (2)` and so on where it is taken.
 *
 * @param suffix what is always kept of it
 */
export function newProjectName(wanted: string, suffix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const end = suffix + (number === 1 ? '' : ` (${number})`);
    const start = wanted.slice(0, LONGEST_PROJECT_NAME - end.length).replace(/\p{Surrogate}$/u, '');
    const name = start.trim() + end;
    if (!taken.includes(name)) return name;
  }
}
