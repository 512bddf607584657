import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { JobOutcome } from '../../domain/job.ts';
import { refusedCount } from '../../domain/storage.ts';
import { safeFileName } from '../../formats/fileNames.ts';
import { openProject, FIRST_PROJECT } from '../../store/appScope.ts';
import { eraseProject, listProjects, markRemoved, nameProject, type Project } from '../../store/projects.ts';
import { giveSettings } from '../../store/settings.ts';
import { ComputePool, createComputeWorker } from '../../workers/pool/computePool.ts';
import type { HubClient } from '../../workers/hub/hubClient.ts';
import { connectStore, createStoreWorker } from '../../workers/store/storeClient.ts';
import { PROJECT_ENDING } from '../import/dropRouter.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { download } from '../shell/download.ts';
import { randomId } from '../shell/randomId.ts';
import { dataSetLock } from '../shell/tabTurn.ts';
import type { Tools } from '../tools.ts';
import { contentsOfOpen, type ProjectContents } from './projectContents.ts';
import { decodeProject, encodeProject } from './projectFile.ts';

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'jobs' | 'log'> & { readonly hub: HubClient };

/** The address at which a project is opened. */
export function projectAddress(id: string, hash = '#/import'): string {
  const address = new URL(location.href);
  if (id === FIRST_PROJECT) address.searchParams.delete('project');
  else address.searchParams.set('project', id);
  address.hash = hash;
  return address.href;
}

/** Several data sets side by side, each with its own database, models, settings, backup and undo. */
export class ProjectsStage {
  readonly #deps: Dependencies;
  readonly #projects = signal<readonly Project[]>([]);

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Those that are there and those that were removed; empty until {@link load} was asked. */
  get projects(): ReadonlySignal<readonly Project[]> {
    return this.#projects;
  }

  async load(): Promise<void> {
    this.#projects.value = await listProjects();
  }

  /** Makes an empty project. Resolves with its id. */
  async create(name: string): Promise<string> {
    const id = randomId();
    await nameProject(id, name);
    await this.load();
    return id;
  }

  async rename(id: string, name: string): Promise<void> {
    await nameProject(id, name);
    await this.load();
  }

  /** Takes it out of the list; all that it holds stays until it is erased. */
  async remove(id: string): Promise<void> {
    await markRemoved(id, Date.now());
    await this.load();
  }

  async bringBack(id: string): Promise<void> {
    await markRemoved(id, null);
    await this.load();
  }

  /** Removes a project that was removed, for good. Resolves with false where another tab has it open. */
  async erase(id: string): Promise<boolean> {
    const isFree = await withProject(id, async () => eraseProject(id));
    await this.load();
    return isFree;
  }

  /** Gives the open project as one file. */
  async export(withSounds: boolean): Promise<JobOutcome> {
    return this.#job('Project export', async ({ signal: stop, onProgress }) => {
      const contents = await this.#contents(withSounds);
      const total = contents.sounds.length;
      const { file, gone } = await encodeProject(contents, stop, (done) => onProgress({ done, total }));
      const fileName = safeFileName(contents.name, 'project') + PROJECT_ENDING;
      download(file, fileName);
      return `Project export finished: ${fileName}, ${total - gone} sounds${gone === 0 ? '' : `, ${gone} are gone meanwhile`}`;
    });
  }

  /** Makes another project of what the open one holds. */
  async duplicate(): Promise<JobOutcome> {
    return this.#job('Project copy', async (control) => this.#fill(await this.#contents(true), control, ' (copy)'));
  }

  /** Makes a project of a file that {@link export} wrote. */
  async import(file: File): Promise<JobOutcome> {
    return this.#job('Project import', async (control) => {
      const members = await this.#deps.hub.run(async (worker) => worker.members(file), control.signal);
      return this.#fill(await decodeProject(file.name, members), control);
    });
  }

  async #job(title: string, work: (control: JobControl) => Promise<string>): Promise<JobOutcome> {
    return this.#deps.jobs.run({ kind: 'project', stage: 'export', title, unit: 'sounds' }, work);
  }

  async #contents(withSounds: boolean): Promise<ProjectContents> {
    const name = (await listProjects()).find(({ id }) => id === openProject())?.name ?? 'Project';
    const contents = await contentsOfOpen(name, this.#deps);
    return withSounds ? contents : { ...contents, sounds: [] };
  }

  /** Makes a project of these contents; it is in the list once all of it is stored. */
  async #fill(
    { name, database, settings, sounds }: ProjectContents,
    control: JobControl,
    suffix = '',
  ): Promise<string> {
    const { signal: stop, onProgress } = control;
    const id = randomId();
    try {
      let leftOut = 0;
      await withProject(id, async () => {
        const store = connectStore(UNFOLLOWED, () => createStoreWorker(id));
        const pool = new ComputePool(1, () => createComputeWorker(id));
        try {
          await store.open();
          const { contents } = await store.replaceDatabase(database);
          leftOut = refusedCount(contents.refused);
          for (const [index, { audioId, byHand, open }] of sounds.entries()) {
            stop.throwIfAborted();
            const bytes = await open();
            if (bytes !== null)
              await pool.run(async (worker) => worker.keepCopy(bytes, audioId, byHand), { signal: stop });
            onProgress({ done: index + 1, total: sounds.length });
          }
          await giveSettings(id, settings);
          await store.close();
        } finally {
          store.end();
        }
      });
      await nameProject(id, name + suffix);
      await this.load();
      return `${name}${suffix}: ${sounds.length} sounds${leftOut === 0 ? '' : `, ${leftOut} rows left out`}`;
    } catch (error) {
      await eraseProject(id).catch(() => undefined);
      throw error;
    }
  }
}

const UNFOLLOWED = { follow: () => undefined, whenCurrent: async () => undefined };

/** Does something with a project that no tab has open. Resolves with false where one has. */
async function withProject(id: string, work: () => Promise<void>): Promise<boolean> {
  return navigator.locks.request(dataSetLock(id), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
}
