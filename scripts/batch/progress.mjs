import { hostname } from 'node:os';

/** What a worker tells of its work, a line at a time on standard error; standard output has the result. */
export class Progress {
  /** @readonly */
  #command;
  /** @readonly */
  #shard;
  /** @readonly */
  #isJson;
  /** @readonly */
  #startedMs = performance.now();

  /** @param {Pick<import('./options.mjs').BatchOptions, 'command' | 'shard' | 'isJson'>} options */
  constructor({ command, shard, isJson }) {
    this.#command = command;
    this.#shard = `${shard.number}/${shard.count}`;
    this.#isJson = isJson;
  }

  /** @param {string} what in a few words @param {Readonly<Record<string, number | string>>} [figures] */
  tell(what, figures = {}) {
    const seconds = Math.round((performance.now() - this.#startedMs) / 100) / 10;
    const all = { command: this.#command, shard: this.#shard, host: hostname(), seconds, what, ...figures };
    const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
    const line = `${new Date().toISOString()} ${all.host} ${all.command} ${all.shard} ${seconds} s: ${[what, ...told].join(', ')}`;
    process.stderr.write(`${this.#isJson ? JSON.stringify(all) : line}\n`);
  }
}
