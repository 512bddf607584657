import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the build in a temporary folder that the caller removes. */
export async function copyOfBuild(): Promise<string> {
  const buildPath = await mkdtemp(join(tmpdir(), 'inertiabands-build-'));
  await cp('dist', buildPath, { recursive: true });
  return buildPath;
}

/** What another version does otherwise, by file: an assets' file by the name before its hash. */
export type Changes = Readonly<Record<string, (text: string) => string>>;

/**
 * Makes the next version of a build, in place: every script has another name, the page says so in a meta tag, and the
 * service worker lists what there is now.
 */
export async function makeNextVersion(buildPath: string, changes: Changes = {}): Promise<void> {
  const assets = join(buildPath, 'assets');
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
  const renamed = new Map(scripts.map((name) => [name, name.replace(/\.js$/u, 'n.js')]));
  const withNewNames = (text: string) => text.replaceAll(/[\w.-]+\.js\b/gu, (name) => renamed.get(name) ?? name);
  for (const name of scripts) {
    const change = Object.entries(changes).find(([start]) => name.startsWith(`${start}-`))?.[1] ?? ((text) => text);
    await writeFile(join(assets, name), change(withNewNames(await readFile(join(assets, name), 'utf8'))));
    await rename(join(assets, name), join(assets, renamed.get(name) ?? name));
  }
  const index = join(buildPath, 'index.html');
  const page = withNewNames(await readFile(index, 'utf8'));
  await writeFile(index, page.replace('</title>', '</title><meta name="test-version" content="next" />'));
  await listFiles(buildPath, withNewNames);
}

interface ListedFile {
  readonly url: string;
  readonly revision: string | null;
  readonly integrity: string;
}

/**
 * Rewrites the list that the build wrote into the service worker.
 *
 * @param rename what became of the names in it; those whose files are gone leave it
 * @param added paths of further files
 */
export async function listFiles(
  buildPath: string,
  rename: (url: string) => string = (url) => url,
  added: readonly string[] = [],
): Promise<void> {
  const path = join(buildPath, 'serviceWorker.js');
  const script = await readFile(path, 'utf8');
  const list = /\[\{"(?:integrity|revision|url)":[^\]]*\]/u.exec(script)?.[0];
  if (list === undefined) throw new Error('serviceWorker.js holds no list of files.');
  const old = JSON.parse(list) as ListedFile[];
  const entries: ListedFile[] = [];
  for (const url of [...old.map((entry) => rename(entry.url)), ...added]) {
    const bytes = await readFile(join(buildPath, url)).catch(() => null);
    if (bytes === null) continue;
    const hash = createHash('sha256').update(bytes).digest('base64');
    entries.push({ url, revision: url.startsWith('assets/') ? null : hash.slice(0, 8), integrity: `sha256-${hash}` });
  }
  await writeFile(
    path,
    script.replace(list, () => JSON.stringify(entries)),
  );
}
