import { readdirSync, readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;
/** Linux tells times in hundredths, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** @typedef {{ coreSeconds: number, highestBytes: number }} Cost */

/** What this process and all below it take (Linux): core seconds tell of the work also where others want the machine. */
export class ProcessTree {
  /** @readonly @type {Map<string, number>} the ticks of every process that was ever seen */
  #ticks = new Map();
  /** @readonly */
  #timer;
  #highestBytes = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /**
   * What some work costs: core seconds, and the most memory that all processes had for themselves at once.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<Cost & { result: T }>}
   */
  async costOf(work) {
    this.#look();
    const before = this.#seconds();
    this.#highestBytes = 0;
    const result = await work();
    this.#look();
    return { result, coreSeconds: this.#seconds() - before, highestBytes: this.#highestBytes };
  }

  stop() {
    clearInterval(this.#timer);
  }

  #seconds() {
    let ticks = 0;
    for (const one of this.#ticks.values()) ticks += one;
    return ticks / TICKS_PER_SECOND;
  }

  #look() {
    const all = processes();
    const own = new Set([process.pid]);
    // A child is younger than its parent, but its number need not be larger.
    for (let size = 0; size < own.size;) {
      size = own.size;
      for (const { pid, parent } of all) if (own.has(parent)) own.add(pid);
    }
    const ours = all.filter(({ pid }) => own.has(pid));
    for (const { pid, startedAt, ticks } of ours) this.#ticks.set(`${pid} ${startedAt}`, ticks);
    const bytes = ours.reduce((sum, { pid }) => sum + ownBytes(pid), 0);
    this.#highestBytes = Math.max(this.#highestBytes, bytes);
  }
}

/** Read at once, not in turn with other work: that takes a tenth of the time, and what looks must cost little. */
function processes() {
  return readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/u.test(name) ? textOf(`/proc/${name}/stat`) : '';
    // The name before may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent, , , , , , , , , , user, system, , , , , , , startedAt] = fields;
    return startedAt === undefined
      ? []
      : [{ pid: Number(name), parent: Number(parent), startedAt, ticks: Number(user) + Number(system) }];
  });
}

/** A process's memory without the files of programs. @param {number} pid */
function ownBytes(pid) {
  const status = textOf(`/proc/${pid}/status`);
  const kilobytes = (/** @type {string} */ name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? 0);
  return 1024 * (kilobytes('RssAnon') + kilobytes('RssShmem'));
}

/** Empty where the process has ended. @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
