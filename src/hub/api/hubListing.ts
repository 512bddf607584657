import { AppError, isAbort } from '../../domain/errors.ts';
import type { HubOverview, HubShard, HubSplit, SplitChoice } from '../../domain/hubImport.ts';
import type { HubApi, Repository, RepositoryFile } from './hubApi.ts';
import { hubError, HubFailure } from './hubFailure.ts';
import { canHoldAudio } from '../columns/feature.ts';
import { ParquetShard } from '../parquet/parquetShard.ts';
import { groupConvertedFiles, groupRepositoryFiles, type ShardGroup } from './repositoryShards.ts';
import { namedLikeTars, tablesOfTars } from './repositoryTables.ts';
import { UrlSource } from './urlSource.ts';

/** What is read where the hub does not tell its commit. */
const CONVERTED_BRANCH_NAME = 'refs/convert/parquet';

/** A split chosen among those there are, and the shards to read for it. */
export interface HubListing extends Pick<
  HubOverview,
  'splits' | 'config' | 'split' | 'shards' | 'cardLicense' | 'notes'
> {
  readonly revision: string;
}

/**
 * What a data set of the hub consists of: by the viewer's lists and its Parquet conversion, else by the branch of the
 * conversion or the Parquet and tar files of the repository itself. Rejects with an AppError of one sentence.
 */
export async function listHubRepository(
  api: HubApi,
  id: string,
  choice: SplitChoice,
  hasToken: boolean,
  signal: AbortSignal,
): Promise<HubListing> {
  if (!/^[\w.-]+(?:\/[\w.-]+)?$/u.test(id)) {
    throw hubError(new HubFailure('https://huggingface.co/', 422, '', 'not a data set id'), id);
  }
  const failed = (error: unknown): never => {
    throw error instanceof HubFailure ? hubError(error, id) : error;
  };
  const repository = await api.repository(id, signal).catch(failed);
  refuseClosed(repository, id, hasToken);
  const base = { cardLicense: cardLicenseOf(repository) };
  let failure: HubFailure | null = null;
  try {
    const converted = await listConverted(api, id, choice, signal);
    if (converted !== null) return { ...base, ...converted };
  } catch (error) {
    if (isAbort(error) || !(error instanceof HubFailure)) throw error;
    failure = error;
  }
  const note = noteWithoutViewer(failure);
  const found =
    (await listBranch(api, id, choice, note, signal).catch(failed)) ??
    (await listOwnFiles(api, id, repository, choice, note, signal).catch(failed));
  if (found !== null) return { ...base, ...found };
  throw failure === null ? nothingToRead(id) : hubError(failure, id);
}

function noteWithoutViewer(failure: HubFailure | null): string {
  const isDown = ({ status, code }: HubFailure) =>
    [0, 429].includes(status) || status > 501 || (status === 500 && code === '');
  return failure !== null && isDown(failure)
    ? "The hub's viewer cannot be reached now"
    : 'The hub has no conversion of this data set that its viewer would list';
}

/** The viewer's conversion; null where it has none for the split. */
async function listConverted(
  api: HubApi,
  id: string,
  choice: SplitChoice,
  signal: AbortSignal,
): Promise<Omit<HubListing, 'cardLicense'> | null> {
  const named = await api.splits(id, signal);
  if (named.length === 0) return null;
  const sizes = await api.size(id, signal).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    return [];
  });
  const splits = named.map(({ config, split }) => {
    const size = sizes.find((entry) => entry.config === config && entry.split === split);
    return { config, split, rows: size?.num_rows ?? null, bytes: size?.num_bytes_parquet_files ?? null };
  });
  const chosen = chooseSplit(splits, choice, id);
  const listed = await api.parquet(id, chosen.config, signal);
  const files = listed.parquet_files.filter(({ config, split }) => config === chosen.config && split === chosen.split);
  if (files.length === 0) return null;
  const revision = await api.convertedRevision(id, signal).catch((error: unknown) => {
    if (isAbort(error)) throw error;
    return null;
  });
  return {
    revision: revision ?? CONVERTED_BRANCH_NAME,
    splits,
    config: chosen.config,
    split: chosen.split,
    shards: files.map(({ url, filename, size }) => ({
      name: filename,
      kind: 'parquet',
      url: revision === null ? url : api.pinConverted(url, revision),
      bytes: size,
    })),
    notes: [
      ...(listed.partial || files.some(({ url }) => url.includes('/partial-'))
        ? ['The hub converted only the first part of this data set; the rest cannot be read here.']
        : []),
      ...(listed.pending.length > 0 ? ['The hub is still converting parts of this data set.'] : []),
      ...(listed.failed.length > 0 ? ['The hub could not convert parts of this data set.'] : []),
    ],
  };
}

/** The branch of the conversion, where it is there although the viewer does not list it; null where it is not. */
async function listBranch(
  api: HubApi,
  id: string,
  choice: SplitChoice,
  note: string,
  signal: AbortSignal,
): Promise<Omit<HubListing, 'cardLicense'> | null> {
  try {
    const revision = await api.convertedRevision(id, signal);
    const groups = groupConvertedFiles(await api.tree(id, revision, signal), (path) =>
      api.resolveUrl(id, revision, path),
    );
    return listGroups(groups, id, revision, choice, `${note}; its branch is read.`);
  } catch (error) {
    if (error instanceof HubFailure && [401, 403, 404].includes(error.status)) return null;
    throw error;
  }
}

async function listOwnFiles(
  api: HubApi,
  id: string,
  { sha }: Repository,
  choice: SplitChoice,
  note: string,
  signal: AbortSignal,
): Promise<Omit<HubListing, 'cardLicense'> | null> {
  const files = await api.tree(id, sha, signal);
  const urlOf = (path: string) => api.resolveUrl(id, sha, path);
  const parquetTables = await parquetTablesAmong(api, id, files, urlOf, signal);
  const tables = tablesOfTars(files, parquetTables, urlOf);
  const groups = groupRepositoryFiles(
    files.filter(({ path }) => !parquetTables.has(path)),
    urlOf,
  );
  const listed = listGroups(groups, id, sha, choice, `${note}; the files of its repository are read.`);
  return listed === null
    ? null
    : {
        ...listed,
        shards: listed.shards.map(tables.of),
        notes: [...listed.notes, ...tablesPassedOver(tables.unsure, listed.shards)],
      };
}

/** The Parquet files that tell of the tar files beside them, as the first of them shows. */
async function parquetTablesAmong(
  api: HubApi,
  datasetId: string,
  files: readonly RepositoryFile[],
  urlOf: (path: string) => string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const candidates = namedLikeTars(files);
  const [first] = candidates;
  if (first === undefined) return new Set();
  const source = new UrlSource(api.client, { datasetId, name: first.path, url: urlOf(first.path), bytes: first.bytes });
  const { features } = await ParquetShard.open(source, signal);
  return new Set([...features.values()].some(canHoldAudio) ? [] : candidates.map(({ path }) => path));
}

/** Says which tables lie beside the shards: what they tell of the rows is not known. */
function tablesPassedOver(tables: readonly string[], shards: readonly HubShard[]): string[] {
  const [first, ...rest] = tables;
  if (first === undefined) return [];
  const isTar = shards.some(({ kind }) => kind === 'tar');
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
  const help = isTar
    ? 'Which tar files they mean is not sure: download these with their tables and drop all together'
    : 'Download what names licences and add it here';
  return [`Tables beside these files are not read: ${first}${more}. ${help}.`];
}

function listGroups(
  groups: readonly ShardGroup[],
  id: string,
  revision: string,
  choice: SplitChoice,
  note: string,
): Omit<HubListing, 'cardLicense'> | null {
  if (groups.length === 0) return null;
  // A split that is there in two forms is read in its first.
  const isTwin = (group: ShardGroup, index: number) =>
    groups.findIndex(({ config, split }) => config === group.config && split === group.split) < index;
  const splits = groups
    .filter((group, index) => !isTwin(group, index))
    .map((group) => ({
      config: group.config,
      split: group.split,
      rows: null,
      bytes: group.shards.reduce((sum, { bytes }) => sum + bytes, 0),
    }));
  const { config, split } = chooseSplit(splits, choice, id);
  const chosen = groups.find((group) => group.config === config && group.split === split);
  const twins = groups.filter((group) => group !== chosen && group.config === config && group.split === split);
  const passed = twins.flatMap(({ shards }) => shards);
  const notes =
    passed.length === 0
      ? [note]
      : [
          note,
          passed.length === 1
            ? `One ${passed[0]?.kind} file of the same split is not read: ${passed[0]?.name}.`
            : `${passed.length} ${passed[0]?.kind} files of the same split are not read: ${passed[0]?.name} for example.`,
        ];
  return { revision, splits, config, split, shards: chosen?.shards ?? [], notes };
}

function chooseSplit(splits: readonly HubSplit[], choice: SplitChoice, id: string): HubSplit {
  const fits = splits.filter(
    ({ config, split }) => (choice.config ?? config) === config && (choice.split ?? split) === split,
  );
  const chosen = fits.find(({ split }) => split === 'train') ?? fits[0];
  if (chosen !== undefined) return chosen;
  const there = [...new Set(splits.map(({ config, split }) => `${config}/${split}`))].slice(0, 8).join(', ');
  throw new AppError({
    code: 'bad-hub-source',
    stage: 'import',
    subject: id,
    message: `${id} has no split ${choice.config ?? 'any'}/${choice.split ?? 'any'}. It has ${there}: choose one of these.`,
  });
}

function refuseClosed({ disabled, gated }: Repository, id: string, hasToken: boolean): void {
  if (disabled) {
    throw new AppError({
      code: 'bad-hub-source',
      stage: 'import',
      subject: id,
      message: `${id} has been disabled by the hub. Choose another data set.`,
    });
  }
  if (gated !== false && !hasToken) {
    throw hubError(new HubFailure(id, 401, 'Gated', 'the data set is gated'), id);
  }
}

function nothingToRead(id: string): AppError {
  return new AppError({
    code: 'bad-hub-source',
    stage: 'import',
    subject: id,
    message: `${id} holds no Parquet or tar files, and the hub has converted none. Download it and drop its folder here.`,
  });
}

/** The card's licence, the one behind `other` by its own name. */
function cardLicenseOf({ cardData, tags }: Repository): string | null {
  const said = cardData?.license;
  if (said === 'other' && typeof cardData?.license_name === 'string') return cardData.license_name;
  if (typeof said === 'string') return said;
  if (Array.isArray(said) && said.length > 0) return said.join(', ');
  const tagged = tags.filter((tag) => tag.startsWith('license:')).map((tag) => tag.slice('license:'.length));
  return tagged.length > 0 ? tagged.join(', ') : null;
}
