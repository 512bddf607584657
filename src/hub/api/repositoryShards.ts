import { isParquetName, isPlainTextName, isTarName, isTextTableName } from '../../domain/dataSetFiles.ts';
import type { HubShard } from '../../domain/hubImport.ts';
import type { RepositoryFile } from './hubApi.ts';

/** Shards of one split as the names of a repository's files tell it. */
export interface ShardGroup {
  readonly config: string;
  readonly split: string;
  readonly shards: readonly HubShard[];
}

const CONVERTED_FILE = /^([^/]+)\/(?:partial-)?([^/]+)\/\d{4,}\.parquet$/u;
const SPLIT_NAMES = /(?:^|[/_.-])(train|test|validation|valid|val|dev|eval|evaluation)(?=[/_.-]|\d|$)/u;

/**
 * Groups Parquet and tar files by configuration and split: `data/train-00000-of-00016.parquet` and
 * `data/train/batch_0.parquet` are the split `train` of `default`, `small/test/0.tar` is `test` of `small`.
 */
export function groupRepositoryFiles(
  files: readonly RepositoryFile[],
  urlOf: (path: string) => string,
): readonly ShardGroup[] {
  const groups = new Map<string, { config: string; split: string; shards: HubShard[] }>();
  const byPath = (a: RepositoryFile, b: RepositoryFile) => a.path.localeCompare(b.path, 'en', { numeric: true });
  for (const { path, bytes } of files.toSorted(byPath)) {
    const kind = shardKind(path);
    if (kind === null) continue;
    const split = SPLIT_NAMES.exec(path)?.[1] ?? 'train';
    const config = configOf(path, split);
    const key = JSON.stringify([config, split, kind]);
    const group = groups.get(key) ?? { config, split, shards: [] };
    groups.set(key, group);
    group.shards.push({ name: path, kind, url: urlOf(path), bytes });
  }
  return [...groups.values()];
}

/** Groups the files of the converted branch: `default/train/0000.parquet`, `default/partial-train/0000.parquet`. */
export function groupConvertedFiles(
  files: readonly RepositoryFile[],
  urlOf: (path: string) => string,
): readonly ShardGroup[] {
  const groups = new Map<string, { config: string; split: string; shards: HubShard[] }>();
  for (const { path, bytes } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const [, config = '', split = ''] = CONVERTED_FILE.exec(path) ?? [];
    if (config === '') continue;
    const key = `${config}/${split}`;
    const group = groups.get(key) ?? { config, split, shards: [] };
    groups.set(key, group);
    group.shards.push({ name: path, kind: 'parquet', url: urlOf(path), bytes });
  }
  return [...groups.values()];
}

/** Whether a file lies on the converted branch, by its path there. */
export function isConvertedPath(path: string): boolean {
  return CONVERTED_FILE.test(path);
}

/** What a file that is read by itself is by its name; null for others. */
export function shardKind(path: string): 'parquet' | 'tar' | null {
  if (isParquetName(path)) return 'parquet';
  return isTarName(path) ? 'tar' : null;
}

/** Whether a file of a repository may be a table of its sounds; what describes the repository itself is none. */
export function isRepositoryTable(path: string): boolean {
  return (
    isTextTableName(path) &&
    !isPlainTextName(path) &&
    !/(?:^|\/)(?:dataset_infos?|config|state|package)\.json$/u.test(path)
  );
}

function configOf(path: string, split: string): string {
  const [first = ''] = path.split('/').slice(0, -1);
  return first === '' || first === 'data' || first === split || SPLIT_NAMES.test(first) ? 'default' : first;
}
