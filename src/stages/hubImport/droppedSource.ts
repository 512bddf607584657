import type { HubImportPlan, HubShard } from '../../domain/hubImport.ts';
import { isPlainTextName, isShardName, isTextTableName, isZipName } from '../../domain/dataSetFiles.ts';
import { isAudioName } from '../../domain/audioExtensions.ts';
import type { HubFile, HubSource } from '../../workers/contracts/hub.ts';
import { tellsOfSounds } from '../import/dropRouter.ts';
import { kindOf } from '../import/sortModels.ts';

export type DroppedSource = Exclude<HubSource, { readonly kind: 'hub' }>;

/** The data set that dropped files are; the tables beside shards belong to it, other files do not. */
export function sourceOf(kind: DroppedSource['kind'], files: readonly HubFile[]): DroppedSource {
  return { kind, name: commonFolder(files) ?? 'dropped files', files: partsOf(kind, files) };
}

/** The tables of a source, which going on needs again: by name those that were given to a set of the hub, else their sum. */
export function tablesOf(source: HubSource, shards: readonly HubShard[]): HubImportPlan['tables'] {
  if (source.kind === 'hub') return (source.tables ?? []).map(({ path, file }) => ({ name: path, bytes: file.size }));
  const isRead = ({ path }: HubFile) => shards.some(({ name }) => name === path);
  const tables = source.files.filter(
    (file) => (tellsOfSounds(file.path) || isShardName(file.path)) && !isZipName(file.path) && !isRead(file),
  );
  return [{ name: 'all', bytes: bytesOf(tables) }];
}

/** The source of an import that waits for its files, out of what was dropped; null where something else was. */
export function givenBack(kind: HubSource['kind'], plan: HubImportPlan, offered: readonly HubFile[]): HubSource | null {
  if (kind === 'hub') {
    const tables = plan.tables.map(({ name, bytes }) =>
      offered.find(({ path, file }) => path === name && file.size === bytes),
    );
    const all = tables.filter((table) => table !== undefined);
    return all.length === tables.length ? { kind, datasetId: plan.datasetId, tables: all } : null;
  }
  const source = { kind, name: plan.datasetId, files: partsOf(kind, offered) };
  const found = { folder: bytesOf(source.files.filter(isSound)), zip: bytesOf(source.files.filter(isZipFile)) };
  const isThere = plan.shards.every(({ name, kind: of, bytes }) =>
    of === 'folder' || of === 'zip'
      ? found[of] === bytes
      : source.files.some(({ path, file }) => path === name && file.size === bytes),
  );
  const tables = tablesOf(source, plan.shards);
  const hasTables = plan.tables.every(({ bytes }, index) => tables[index]?.bytes === bytes);
  return isThere && hasTables ? source : null;
}

function isSound({ path }: HubFile): boolean {
  return isAudioName(path);
}

function isZipFile({ path }: HubFile): boolean {
  return isZipName(path);
}

function bytesOf(files: readonly HubFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

/** The tables among files that belong to nothing else: a JSON may be a model or a preset. */
export async function tablesAmong(files: readonly HubFile[]): Promise<readonly HubFile[]> {
  const kinds = await Promise.all(
    files.map(async ({ path, file }) => (/\.json$/iu.test(path) ? kindOf(file) : 'unknown')),
  );
  return files.filter(
    ({ path }, index) => isTextTableName(path) && !isPlainTextName(path) && kinds[index] === 'unknown',
  );
}

function partsOf(kind: DroppedSource['kind'], files: readonly HubFile[]): readonly HubFile[] {
  return kind === 'folder' ? files : files.filter(({ path }) => isShardName(path) || tellsOfSounds(path));
}

/** The folder that all files lie in; the file's own name for a single one, or one in parts. */
function commonFolder(files: readonly HubFile[]): string | null {
  const [first] = files;
  if (first === undefined) return null;
  const names = new Set(
    files.map(({ file }) => file.name.replace(/\.(?:parquet|tar|tar\.gz|tgz|zip|z\d{2,3})$/iu, '')),
  );
  const [name = ''] = names;
  if (files.length === 1 || (names.size === 1 && files.every(isZipFile))) return name;
  const [folder = ''] = first.path.split('/');
  return first.path.includes('/') && files.every(({ path }) => path.startsWith(`${folder}/`)) ? folder : null;
}
