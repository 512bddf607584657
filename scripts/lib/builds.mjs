import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, root, run } from './run.mjs';

/** @param {...string} args @returns {string} what git says */
export function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/**
 * Builds a commit in a worktree of its own, with the packages that its lock file names, and removes the worktree.
 *
 * @param {string} commit
 * @param {string} outDir - where the built app comes
 */
export async function buildCommit(commit, outDir) {
  const folder = mkdtempSync(join(tmpdir(), 'inertiabands-commit-'));
  const tree = join(folder, 'tree');
  try {
    git('worktree', 'add', '--detach', tree, commit);
    const lockOf = (/** @type {string} */ path) => readFileSync(join(path, 'package-lock.json'), 'utf8');
    if (lockOf(tree) === lockOf(root)) symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    else if ((await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: tree })) !== 0) {
      throw new Error(`npm ci failed for ${commit}.`);
    }
    await buildIn(tree, outDir);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    git('worktree', 'prune');
  }
}

/**
 * @param {string} cwd - the folder of a package.json and its sources
 * @param {string} outDir
 */
export async function buildIn(cwd, outDir) {
  const args = [
    join(cwd, 'node_modules/vite/bin/vite.js'),
    'build',
    '--logLevel',
    'warn',
    '--outDir',
    outDir,
    '--emptyOutDir',
  ];
  const code = await run(process.execPath, args, { cwd, timeoutSec: 1200 });
  if (code !== 0 || !existsSync(join(outDir, 'index.html'))) throw new Error(`${cwd} does not build.`);
}
