import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { killTree, processesOf } from '../lib/processes.mjs';
import { run } from '../lib/run.mjs';

const PROGRAMS = ['snakemake', 'munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol', 'scancel', 'taskset'];
const CONTROLLER_PORT = 17_817;
const FIRST_NODE_PORT = 17_818;
const READY_WITHIN_MS = 180_000;

/** @typedef {{ name: string, core: number }} ClusterNode a node, and the core of this machine that it is held to */

/** The programs that Snakemake on a small Slurm needs and this machine does not have. */
export async function missingPrograms() {
  const missing = [];
  for (const name of PROGRAMS) if ((await run('which', [name], { quiet: true })) !== 0) missing.push(name);
  return missing;
}

/** A real Slurm on this machine alone: a controller, and nodes of one core each. Needs root, as Slurm does. */
export class LocalSlurm {
  /** @readonly */
  #folder;
  /** @readonly */
  #nodes;
  /** @readonly @type {Map<string, import('node:child_process').ChildProcess>} */
  #daemons = new Map();

  /** @param {string} folder for its files @param {readonly ClusterNode[]} nodes */
  constructor(folder, nodes) {
    this.#folder = folder;
    this.#nodes = nodes;
  }

  /** What a program needs in its environment to talk to this Slurm. */
  get env() {
    return { SLURM_CONF: join(this.#folder, 'slurm.conf') };
  }

  /** Resolves once all nodes take work. */
  async start() {
    const folder = this.#folder;
    for (const name of ['munge', 'state', ...this.#nodes.map((node) => node.name)])
      await mkdir(join(folder, name), { recursive: true, mode: 0o711 });
    await writeFile(join(folder, 'munge/key'), randomBytes(1024), { mode: 0o400 });
    await writeFile(this.env.SLURM_CONF, this.#configuration());
    await chmod(folder, 0o755);
    const munge = (/** @type {string} */ name) => join(folder, 'munge', name);
    this.#spawn('munged', [
      '--foreground',
      '--force',
      `--key-file=${munge('key')}`,
      `--socket=${munge('socket')}`,
      `--pid-file=${munge('pid')}`,
      `--seed-file=${munge('seed')}`,
      `--log-file=${munge('log')}`,
    ]);
    await this.#once(
      'the key daemon answers',
      async () => (await run('munge', [`--socket=${munge('socket')}`, '--no-input'], { quiet: true })) === 0,
    );
    this.#spawn('slurmctld', ['-D', '-c']);
    for (const { name } of this.#nodes) this.startNode(name);
    await this.idle(this.#nodes.map((node) => node.name));
  }

  /** @param {string} name */
  startNode(name) {
    const core = this.#nodes.find((node) => node.name === name)?.core ?? 0;
    this.#spawn(name, ['--cpu-list', String(core), 'slurmd', '-D', '-N', name], 'taskset');
  }

  /** Ends a node and everything that runs on it at once, as a power cut does. @param {string} name */
  async killNode(name) {
    const jobs = (
      await this.ask('squeue', ['--noheader', '--states=running', `--nodelist=${name}`, '--format=%A'])
    ).split('\n');
    // What keeps a job is no child of the node's daemon.
    const keepers = jobs.filter((job) => job !== '').map((job) => `slurmstepd: [${job}.`);
    this.#daemons.get(name)?.kill('SIGKILL');
    this.#daemons.delete(name);
    for (const pid of await processesOf((line) => keepers.some((keeper) => line.startsWith(keeper))))
      await killTree(pid);
  }

  /** Resolves once these nodes take work. @param {readonly string[]} names */
  async idle(names) {
    await this.#once(`${names.join(' and ')} take work`, async () => {
      for (const name of names) {
        const state = await this.ask('scontrol', ['-o', 'show', 'node', name]);
        if (!/State=(IDLE|MIXED|ALLOCATED) /u.test(state)) {
          await this.ask('scontrol', ['update', `nodename=${name}`, 'state=resume']);
          return false;
        }
      }
      return true;
    });
  }

  /** What a program of Slurm prints. @param {string} command @param {readonly string[]} args */
  async ask(command, args) {
    let text = '';
    await run(command, args, { env: this.env, collect: (some) => (text += some) });
    return text;
  }

  async stop() {
    for (const { name } of this.#nodes) await this.killNode(name);
    for (const daemon of this.#daemons.values()) daemon.kill('SIGKILL');
  }

  #configuration() {
    const host = hostname();
    const folder = this.#folder;
    return [
      'ClusterName=trainer',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${CONTROLLER_PORT}`,
      'SlurmUser=root',
      `AuthInfo=socket=${join(folder, 'munge/socket')}`,
      'ProctrackType=proctrack/pgid',
      'TaskPlugin=task/none',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'SlurmdTimeout=15',
      'ReturnToService=2',
      'KillWait=2',
      'JobRequeue=0',
      `StateSaveLocation=${join(folder, 'state')}`,
      `SlurmdSpoolDir=${join(folder, '%n')}`,
      `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
      `SlurmdPidFile=${join(folder, '%n.pid')}`,
      `SlurmctldLogFile=${join(folder, 'slurmctld.log')}`,
      `SlurmdLogFile=${join(folder, '%n.log')}`,
      ...this.#nodes.map(
        (node, index) =>
          `NodeName=${node.name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${FIRST_NODE_PORT + index} CPUs=1 RealMemory=8000`,
      ),
      `PartitionName=all Nodes=${this.#nodes.map((node) => node.name).join(',')} Default=YES State=UP`,
      '',
    ].join('\n');
  }

  /** @param {string} name @param {readonly string[]} args @param {string} [program] */
  #spawn(name, args, program = name) {
    const daemon = spawn(program, args, { env: { ...process.env, ...this.env }, stdio: 'ignore' });
    daemon.on('error', () => undefined);
    this.#daemons.set(name, daemon);
  }

  /** @param {string} what @param {() => Promise<boolean>} isSo */
  async #once(what, isSo) {
    const startedMs = performance.now();
    while (!(await isSo())) {
      if (performance.now() - startedMs > READY_WITHIN_MS)
        throw new Error(`It never came that ${what}; ${this.#folder} has the logs.`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
