/** The project of an address that names none: the first one, and what version 1.0 left. */
export const FIRST_PROJECT = 'default';

const PROJECT_ID = /^[\w-]{1,64}$/u;
const OF_WORKER = /\bproject=([\w-]{1,64})$/u;

/** What a path may hold as it is: neither what parts it, nor what browsers write as an escape. */
const PLAIN = /[!$&-.\w:;=@[\]|~]/u;

let path: string | null = null;
let project: string | null = null;

/** The page lies in the app's folder, the scripts of its workers one folder below (`assets`). */
function ownPath(): string {
  return new URL('document' in globalThis ? '.' : '..', location.href).pathname;
}

/**
 * One form for all ways to write a path: `/%7Euser/` and `/~user/` are the same folder for a host and for people, and browsers leave
 * either as it is. Whatever stands for itself is written so, other escapes with capital letters.
 */
export function normalForm(written: string): string {
  // Some browsers write an escape for it.
  return written.replaceAll('^', '%5E').replaceAll(/%([\da-f]{2})/giu, (escape, code: string) => {
    const letter = String.fromCodePoint(Number.parseInt(code, 16));
    return PLAIN.test(letter) ? letter : escape.toUpperCase();
  });
}

/** Says where the app lies, for scripts that do not lie where the build puts them. */
export function useAppPath(folder: string): void {
  path = normalForm(folder);
}

/**
 * The folder of the site that the app lies in, with slashes at both ends, in {@link normalForm}, the same in the page and its workers. Whatever the
 * browser keeps or shares for a whole site carries it, as other deployments may lie beside this one.
 */
export function appPath(): string {
  path ??= normalForm(ownPath());
  return path;
}

/** A name within the site for what belongs to the app, whatever project is open. */
export function appName(kind: string): string {
  return `inertiabands-${kind} ${appPath()}`;
}

/** The id of the open project: as the address of the page says (`?project=…`), or the name of the worker. */
export function openProject(): string {
  project ??= ownProject();
  return project;
}

function ownProject(): string {
  const named =
    'document' in globalThis
      ? new URLSearchParams(location.search).get('project')
      : OF_WORKER.exec('name' in globalThis ? name : '')?.[1];
  return named !== null && named !== undefined && PROJECT_ID.test(named) ? named : FIRST_PROJECT;
}

/** Opens the first project in the place of one that the address names, before anything of it is used. */
export function openFirstProject(): void {
  project = FIRST_PROJECT;
}

/** The name that a worker is given, by which it knows whose project it works for. */
export function workerName(kind: string, ofProject = openProject()): string {
  return ofProject === FIRST_PROJECT ? kind : `${kind} project=${ofProject}`;
}

/** A name within the site for what belongs to a project. */
export function projectName(kind: string, ofProject = openProject()): string {
  return `${appName(kind)}projects/${ofProject}/`;
}

/** In bytes: what file systems take, and with them browsers that keep private files under their names. */
const LONGEST_FOLDER_NAME = 255;
const SCOPES_FOLDER = 'inertiabands';

let isUnderLongName = false;

/**
 * Finds out whether data lies under a name longer than most browsers take, as Chromium took it before such names were shortened: it
 * stays there. Before {@link projectFolders} is first asked.
 */
export async function findLongName(root: FileSystemDirectoryHandle): Promise<void> {
  const name = encodedPath();
  if (name.length <= LONGEST_FOLDER_NAME) return;
  try {
    await (await root.getDirectoryHandle(SCOPES_FOLDER)).getDirectoryHandle(name);
    isUnderLongName = true;
  } catch {
    isUnderLongName = false;
  }
}

/** Whether a folder in that of all apps holds data of this one, by another form of its path. */
export function isOtherForm(folderName: string): boolean {
  try {
    const written = decodeURIComponent(folderName);
    return folderName !== projectFolders()[1] && normalForm(written) === appPath();
  } catch {
    return false;
  }
}

/** The OPFS folder of a project, from the root down: `inertiabands/%2Fapp%2F/projects/default`. */
export function projectFolders(ofProject = openProject()): readonly string[] {
  const encoded = encodedPath();
  const name = encoded.length > LONGEST_FOLDER_NAME && !isUnderLongName ? shortened(encoded) : encoded;
  return [SCOPES_FOLDER, name, 'projects', ofProject];
}

function encodedPath(): string {
  return encodeURIComponent(appPath()).replaceAll(
    /[!'()*~]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The beginning of a name and, behind a sign that no encoded path has, a hash of all of it (FNV-1a, 64 bits). */
function shortened(name: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const letter of name) hash = BigInt.asUintN(64, (hash ^ BigInt(letter.charCodeAt(0))) * 0x100000001b3n);
  const end = `=${hash.toString(16).padStart(16, '0')}`;
  return name.slice(0, LONGEST_FOLDER_NAME - end.length) + end;
}

/** Under which the session keeps the id of the project that is opened to load the example sounds. */
export const examplesWanted = () => appName('examples');
