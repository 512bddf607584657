import type { ChosenFile } from '../audio/fileDrop.ts';

/** Where dropped files belong. */
export interface RoutedDrop {
  readonly databases: readonly File[];
  readonly models: readonly File[];
  /** Audio, and whatever the import refuses by name. */
  readonly rest: readonly ChosenFile[];
}

/** Sorts what was dropped anywhere in the window by what its name says it is. */
export function routeDrop(offered: readonly ChosenFile[]): RoutedDrop {
  const databases: File[] = [];
  const models: File[] = [];
  const rest: ChosenFile[] = [];
  for (const item of offered) {
    const name = item.file.name.toLowerCase();
    if (name.endsWith('.duckdb')) databases.push(item.file);
    else if (name.endsWith('.json')) models.push(item.file);
    else rest.push(item);
  }
  return { databases, models, rest };
}
