import { readdir, readFile } from 'node:fs/promises';

/** The processes whose command line is such. @param {(line: string) => boolean} isSuch */
export async function processesOf(isSuch) {
  const pids = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const line = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    if (isSuch(line)) pids.push(Number(name));
  }
  return pids;
}

/** A variable of a process's environment, empty where it has none. @param {number} pid @param {string} name */
export async function environmentOf(pid, name) {
  const lines = (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');
  return lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** Ends a process and all below it at once. @param {number} pid */
export async function killTree(pid) {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).split(' ');
  signal(pid, 'SIGKILL');
  for (const child of children) if (Number(child) > 0) await killTree(Number(child));
}

/** Sends a signal to a process, if it is still there. @param {number} pid @param {NodeJS.Signals} name */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
