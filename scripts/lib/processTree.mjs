import { readdir, readFile } from 'node:fs/promises';

const LOOK_EVERY_MS = 100;
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
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  /**
   * What some work costs: core seconds, and the most memory that all processes had for themselves at once.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<Cost & { result: T }>}
   */
  async costOf(work) {
    await this.#look();
    const before = this.#seconds();
    this.#highestBytes = 0;
    const result = await work();
    await this.#look();
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

  async #look() {
    const all = await processes();
    const own = new Set([process.pid]);
    // A child is younger than its parent, but its number need not be larger.
    for (let size = 0; size < own.size;) {
      size = own.size;
      for (const { pid, parent } of all) if (own.has(parent)) own.add(pid);
    }
    const ours = all.filter(({ pid }) => own.has(pid));
    for (const { pid, startedAt, ticks } of ours) this.#ticks.set(`${pid} ${startedAt}`, ticks);
    const bytes = await Promise.all(ours.map(async ({ pid }) => ownBytes(pid)));
    this.#highestBytes = Math.max(this.#highestBytes, sum(bytes));
  }
}

async function processes() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const stats = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.flatMap((stat, index) => {
    // The name before may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent, , , , , , , , , , userTicks, systemTicks, , , , , , , startedAt] = fields;
    return startedAt === undefined
      ? []
      : [
          {
            pid: Number(pids[index]),
            parent: Number(parent),
            startedAt,
            ticks: Number(userTicks) + Number(systemTicks),
          },
        ];
  });
}

/** A process's memory without the files of programs. @param {number} pid */
async function ownBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = (/** @type {string} */ name) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1] ?? 0);
  return 1024 * (kilobytes('RssAnon') + kilobytes('RssShmem'));
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
