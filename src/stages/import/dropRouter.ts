import type { ChosenFile } from '../../audio/files/fileDrop.ts';

/** Where dropped files belong. */
export interface RoutedDrop {
  readonly databases: readonly File[];
  readonly models: readonly File[];
  /** Presets of the plugin, by their names. */
  readonly presets: readonly File[];
  /** Audio, and whatever the import refuses by name. */
  readonly rest: readonly ChosenFile[];
}

/** Whether a file is a shard of a public data set by its name. */
export function isShard(path: string): boolean {
  return /\.(?:parquet|tar|tar\.gz|tgz)$/iu.test(path) || isZip(path);
}

/** Whether a file is a zip archive or a part of a split one by its name. */
export function isZip(path: string): boolean {
  return /\.(?:zip|z\d{2,3})$/iu.test(path);
}

/** Whether a file may be a table that tells about the audio beside it. */
export function isTable(path: string): boolean {
  return /\.(?:csv|tsv|json|jsonl|ndjson|md|txt)$/iu.test(path);
}

/** Sorts what was dropped anywhere in the window by what its name says it is. */
export function routeDrop(offered: readonly ChosenFile[]): RoutedDrop {
  const databases: File[] = [];
  const models: File[] = [];
  const presets: File[] = [];
  const rest: ChosenFile[] = [];
  for (const item of offered) {
    const name = item.file.name.toLowerCase();
    if (name.endsWith('.duckdb')) databases.push(item.file);
    else if (/\.(?:vst|au)preset$/u.test(name)) presets.push(item.file);
    else if (/\.(?:json|h|hpp|hh)$/u.test(name)) models.push(item.file);
    else rest.push(item);
  }
  return { databases, models, presets, rest };
}

/** Whether a file that may be a model is a preset that this app or the desktop wrote. */
export async function isPresetJson(file: File): Promise<boolean> {
  if (!file.name.toLowerCase().endsWith('.json') || file.size > 2 ** 20) return false;
  const text = await file.text();
  return text.includes('"hyperparameters"') && text.includes('"audio_path"');
}
