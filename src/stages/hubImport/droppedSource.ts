import type { HubImportPlan } from '../../domain/hubImport.ts';
import type { HubFile, HubSource } from '../../workers/contracts/hub.ts';
import { isShard, isTable, isZip } from '../import/dropRouter.ts';

export type DroppedSource = Exclude<HubSource, { readonly kind: 'hub' }>;

/** The data set that dropped files are; the tables beside shards belong to it, other files do not. */
export function sourceOf(kind: DroppedSource['kind'], files: readonly HubFile[]): DroppedSource {
  return { kind, name: commonFolder(files) ?? 'dropped files', files: partsOf(kind, files) };
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
  const files = partsOf(kind, offered);
  const zipBytes = files.reduce((sum, { path, file }) => sum + (isZip(path) ? file.size : 0), 0);
  const isThere = plan.shards.every(
    ({ name, kind: of, bytes }) =>
      of === 'folder' ||
      (of === 'zip' ? zipBytes === bytes : files.some(({ path, file }) => path === name && file.size === bytes)),
  );
  return isThere ? { kind, name: plan.datasetId, files } : null;
}

function partsOf(kind: DroppedSource['kind'], files: readonly HubFile[]): readonly HubFile[] {
  return kind === 'folder' ? files : files.filter(({ path }) => isShard(path) || isTable(path));
}

/** The folder that all files lie in; the file's own name for a single one. */
function commonFolder(files: readonly HubFile[]): string | null {
  const [first] = files;
  if (first === undefined) return null;
  if (files.length === 1) return first.file.name.replace(/\.(?:parquet|tar|tar\.gz|tgz|zip)$/iu, '');
  const [folder = ''] = first.path.split('/');
  return first.path.includes('/') && files.every(({ path }) => path.startsWith(`${folder}/`)) ? folder : null;
}
