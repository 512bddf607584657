import { AppError, isAbort } from '../../domain/errors.ts';
import type { HubOverview, HubSplit, SplitChoice } from '../../domain/hubImport.ts';
import type { HubApi, Repository } from './hubApi.ts';
import { hubError, HubFailure, scriptOnly } from './hubFailure.ts';
import { groupRepositoryFiles, type ShardGroup } from './repositoryShards.ts';

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
 * What a data set of the hub consists of: by the viewer's lists and its Parquet conversion, else by the Parquet and tar
 * files of the repository itself. Rejects with an AppError of one sentence.
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
  try {
    const converted = await listConverted(api, id, choice, signal);
    if (converted !== null) return { ...base, ...converted };
  } catch (error) {
    if (isAbort(error) || !(error instanceof HubFailure) || error.status === 0 || error.status === 429) failed(error);
    const own = await listOwnFiles(api, id, repository, choice, signal).catch(failed);
    if (own !== null) return { ...base, ...own };
    failed(error);
  }
  const own = await listOwnFiles(api, id, repository, choice, signal).catch(failed);
  if (own !== null) return { ...base, ...own };
  throw nothingToRead(repository, id);
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

async function listOwnFiles(
  api: HubApi,
  id: string,
  repository: Repository,
  choice: SplitChoice,
  signal: AbortSignal,
): Promise<Omit<HubListing, 'cardLicense'> | null> {
  const files = await api.tree(id, repository.sha, signal);
  const groups = groupRepositoryFiles(files, (path) => api.resolveUrl(id, repository.sha, path));
  if (groups.length === 0) return null;
  const splits = groups.map((group) => ({
    config: group.config,
    split: group.split,
    rows: null,
    bytes: group.shards.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  const chosen = chooseSplit(splits, choice, id);
  const isChosen = ({ config, split }: ShardGroup) => config === chosen.config && split === chosen.split;
  return {
    revision: repository.sha,
    splits,
    config: chosen.config,
    split: chosen.split,
    shards: groups.find(isChosen)?.shards ?? [],
    notes: ['The hub has no conversion of this data set; the files of its repository are read.'],
  };
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

function nothingToRead({ siblings }: Repository, id: string): AppError {
  const names = siblings.map(({ rfilename }) => rfilename);
  const isScript = names.includes(`${id.split('/').at(-1)}.py`);
  return new AppError({
    code: 'bad-hub-source',
    stage: 'import',
    subject: id,
    message: isScript
      ? scriptOnly(id)
      : `${id} holds no Parquet or tar files, and the hub has converted none. Download it and drop its folder here.`,
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
