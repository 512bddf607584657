/** The one project so far; a library of several gives each a folder beside it. */
const PROJECT = 'default';

let path: string | null = null;

/** The page lies in the app's folder, the scripts of its workers one folder below (`assets`). */
function ownPath(): string {
  return new URL('document' in globalThis ? '.' : '..', location.href).pathname;
}

/** Says where the app lies, for scripts that do not lie where the build puts them. */
export function useAppPath(folder: string): void {
  path = folder;
}

/**
 * The folder of the site that the app lies in, with slashes at both ends, the same in the page and its workers. Whatever the
 * browser keeps or shares for a whole site carries it, as other deployments may lie beside this one.
 */
export function appPath(): string {
  path ??= ownPath();
  return path;
}

/** A name within the site for what belongs to the app, whatever project is open. */
export function appName(kind: string): string {
  return `inertiabands-${kind} ${appPath()}`;
}

/** A name within the site for what belongs to the open project. */
export function projectName(kind: string): string {
  return `${appName(kind)}projects/${PROJECT}/`;
}

/** The OPFS folder of the open project, from the root down: `inertiabands/%2Fapp%2F/projects/default`. */
export function projectFolders(): readonly string[] {
  const encoded = encodeURIComponent(appPath()).replaceAll(
    /[!'()*~]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return ['inertiabands', encoded, 'projects', PROJECT];
}
