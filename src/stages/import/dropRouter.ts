import { isTextTableName } from '../../domain/dataSetFiles.ts';
import type { ChosenFile } from '../../audio/files/fileDrop.ts';
import type { AppErrorFields } from '../../domain/errors.ts';

/** Where dropped files belong. */
export interface RoutedDrop {
  readonly databases: readonly File[];
  /** What refuses databases of which rows still lie in a write-ahead log that was dropped. */
  readonly unfinished: readonly AppErrorFields[];
  readonly projects: readonly File[];
  /** What may hold a model, see `sortModels.ts`. */
  readonly models: readonly File[];
  /** Presets of the plugin, by their names. */
  readonly presets: readonly File[];
  /** Audio, and whatever the import refuses by name. */
  readonly rest: readonly ChosenFile[];
}

/** Whether a file may tell about the audio beside it: a table, or a card. */
export function tellsOfSounds(path: string): boolean {
  return isTextTableName(path) || /\.md$/iu.test(path);
}

/** Sorts what was dropped anywhere in the window by what its name says it is. */
export function routeDrop(offered: readonly ChosenFile[]): RoutedDrop {
  const databases: File[] = [];
  const logs = offered.map(({ file }) => file).filter(({ name }) => isLog(name));
  const projects: File[] = [];
  const models: File[] = [];
  const presets: File[] = [];
  const rest: ChosenFile[] = [];
  for (const item of offered) {
    const name = item.file.name.toLowerCase();
    if (isLog(name)) continue;
    if (name.endsWith('.duckdb')) databases.push(item.file);
    else if (name.endsWith(PROJECT_ENDING)) projects.push(item.file);
    else if (/\.(?:vst|au)preset$/u.test(name)) presets.push(item.file);
    else if (/\.(?:json|h|hpp|hh)$/u.test(name)) models.push(item.file);
    else rest.push(item);
  }
  const open = logs.filter(({ size }) => size > 0).map(({ name }) => name.slice(0, -LOG_ENDING.length));
  return {
    databases: databases.filter(({ name }) => !open.includes(name)),
    unfinished: open.map(refuseUnfinished),
    projects,
    models,
    presets,
    rest,
  };
}

/** How the name of a project's file ends. */
export const PROJECT_ENDING = '.ibproject';

const LOG_ENDING = '.wal';

function isLog(name: string): boolean {
  return name.toLowerCase().endsWith(`.duckdb${LOG_ENDING}`);
}

function refuseUnfinished(database: string): AppErrorFields {
  return {
    code: 'bad-database',
    stage: 'import',
    subject: database,
    message:
      `${database} cannot be imported: rows of it still lie in ${database}${LOG_ENDING}. Close the program that writes it, or ` +
      'open it in DuckDB and run CHECKPOINT, so that the .wal is gone, and import it again. Nothing was changed.',
  };
}
