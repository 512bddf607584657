import { safeParse, type GenericSchema, type InferOutput } from 'valibot';
import type { HubAccess } from '../../domain/hubImport.ts';
import { HubFailure, UNEXPECTED_ANSWER } from './hubFailure.ts';
import { HttpClient } from './httpClient.ts';
import type { Net } from './net.ts';
import { isConvertedPath } from './repositoryShards.ts';
import { PARQUET, REPOSITORY, SIZE, SPLITS, TREE } from './schemas.ts';

export type Repository = InferOutput<typeof REPOSITORY>;

/** A file of a repository. */
export interface RepositoryFile {
  readonly path: string;
  readonly bytes: number;
}

/** The branch that the viewer's Parquet conversion lies on. */
const CONVERTED_BRANCH = 'refs%2Fconvert%2Fparquet';

/** The services of the hub that an import asks: repositories, and the viewer's lists. Methods reject with HubFailure. */
export class HubApi {
  readonly client: HttpClient;
  readonly #hubUrl: string;
  readonly #viewerUrl: string;

  constructor(access: HubAccess, net: Net) {
    this.#hubUrl = withoutSlash(access.hubUrl);
    this.#viewerUrl = withoutSlash(access.viewerUrl);
    this.client = new HttpClient(net, access.token, [new URL(access.hubUrl).origin, new URL(access.viewerUrl).origin]);
  }

  async repository(id: string, signal: AbortSignal): Promise<Repository> {
    return this.#get(`${this.#hubUrl}/api/datasets/${encodeId(id)}`, REPOSITORY, signal);
  }

  /** The commit that the converted branch is at. */
  async convertedRevision(id: string, signal: AbortSignal): Promise<string> {
    const url = `${this.#hubUrl}/api/datasets/${encodeId(id)}/revision/${CONVERTED_BRANCH}`;
    return (await this.#get(url, REPOSITORY, signal)).sha;
  }

  /** Every file of the repository at a revision, page by page. */
  async tree(id: string, revision: string, signal: AbortSignal): Promise<RepositoryFile[]> {
    const files: RepositoryFile[] = [];
    let url: string | null =
      `${this.#hubUrl}/api/datasets/${encodeId(id)}/tree/${revision}?recursive=true&expand=false`;
    while (url !== null) {
      const { body, headers } = await this.client.json(url, { signal });
      const entries = parsed(TREE, body, url);
      for (const entry of entries) if (entry.type === 'file') files.push({ path: entry.path, bytes: entry.size });
      url = nextPage(headers.get('link'), url);
    }
    return files;
  }

  /** Where a file of the repository is fetched. */
  resolveUrl(id: string, revision: string, path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `${this.#hubUrl}/datasets/${encodeId(id)}/resolve/${revision}/${encoded}`;
  }

  /**
   * Where a file named as `hf://datasets/owner/name@revision/path`, or by its address on the hub, is fetched; null for
   * anything else.
   */
  namedUrl(name: string): { readonly datasetId: string; readonly url: string } | null {
    const named = /^hf:\/\/datasets\/([\w.-]+\/[\w.-]+)@(refs\/(?:convert\/\w+|pr\/\d+)|[^/]+)\/(.+)$/u.exec(name);
    const addressed = /^https:\/\/huggingface\.co\/datasets\/([\w.-]+\/[\w.-]+)\/resolve\/([^/]+)\/([^?#]+)/u.exec(
      name,
    );
    const [, datasetId = '', writtenRevision = '', writtenPath = ''] = named ?? addressed ?? [];
    const revision = decoded(writtenRevision);
    const path = named === null ? decoded(writtenPath) : writtenPath;
    const isPlain = (part: string | null) => part !== null && part !== '' && !/(?:^|\/)\.{1,2}(?:\/|$)/u.test(part);
    if (revision === null || path === null || ![datasetId, revision, path].every(isPlain)) return null;
    return { datasetId, url: this.resolveUrl(datasetId, encodeURIComponent(revision), path) };
  }

  /** The address of a file at the newest commit of the branch that it lies on. */
  async newestUrl(id: string, url: string, signal: AbortSignal): Promise<string | null> {
    const [, before = '', path = ''] = /^(.*\/resolve\/)[^/]+\/(.+)$/u.exec(url) ?? [];
    if (path === '') return null;
    const revision = isConvertedPath(decodeURIComponent(path))
      ? await this.convertedRevision(id, signal)
      : (await this.repository(id, signal)).sha;
    return `${before}${revision}/${path}`;
  }

  /** The same address of the converted branch at a fixed commit. */
  pinConverted(url: string, revision: string): string {
    return url.replace(`/resolve/${CONVERTED_BRANCH}/`, `/resolve/${revision}/`);
  }

  async splits(id: string, signal: AbortSignal): Promise<InferOutput<typeof SPLITS>['splits']> {
    return (await this.#view('splits', { dataset: id }, SPLITS, signal)).splits;
  }

  async size(id: string, signal: AbortSignal): Promise<InferOutput<typeof SIZE>['size']['splits']> {
    return (await this.#view('size', { dataset: id }, SIZE, signal)).size.splits;
  }

  async parquet(id: string, config: string, signal: AbortSignal): Promise<InferOutput<typeof PARQUET>> {
    return this.#view('parquet', { dataset: id, config }, PARQUET, signal);
  }

  /** What the viewer says; where it does not, the hub's own lists are the other way. */
  async #view<S extends GenericSchema>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: S,
    signal: AbortSignal,
  ): Promise<InferOutput<S>> {
    const url = `${this.#viewerUrl}/${path}?${new URLSearchParams(query).toString()}`;
    return parsed(schema, (await this.client.json(url, { signal, isReplaceable: true })).body, url);
  }

  async #get<S extends GenericSchema>(url: string, schema: S, signal: AbortSignal): Promise<InferOutput<S>> {
    return parsed(schema, (await this.client.json(url, { signal })).body, url);
  }
}

function parsed<S extends GenericSchema>(schema: S, body: unknown, url: string): InferOutput<S> {
  const result = safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new HubFailure(url, 502, UNEXPECTED_ANSWER, `the answer has an unexpected shape: ${issue.message}`);
}

/** The address behind `rel="next"`; only one of the same origin is followed. */
function nextPage(link: string | null, from: string): string | null {
  const next = /<([^>]+)>;\s*rel="next"/u.exec(link ?? '')?.[1];
  if (next === undefined) return null;
  const url = new URL(next, from);
  return url.origin === new URL(from).origin ? url.href : null;
}

/** What percent signs stand for; null where they stand for nothing. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function encodeId(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/u, '');
}
