import { signal, type ReadonlySignal } from '@preact/signals-core';
import { appError, AppError } from '../../domain/errors.ts';
import type { JobOutcome } from '../../domain/job.ts';
import { refusedCount } from '../../domain/storage.ts';
import { safeFileName } from '../../formats/fileNames.ts';
import { examplesWanted, openProject, FIRST_PROJECT } from '../../store/appScope.ts';
import {
  addProject,
  eraseProject,
  isThere,
  listProjects,
  LONGEST_PROJECT_NAME,
  markRemoved,
  noteUnfinished,
  renameProject,
  settleUnlisted,
  storedProjects,
  type Project,
} from '../../store/projects.ts';
import { giveSettings } from '../../store/projectSettings.ts';
import { ComputePool, createComputeWorker } from '../../workers/pool/computePool.ts';
import type { HubClient } from '../../workers/hub/hubClient.ts';
import { connectStore, createStoreWorker } from '../../workers/store/storeClient.ts';
import { PROJECT_ENDING } from '../import/dropRouter.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { download } from '../shell/download.ts';
import { randomId } from '../shell/randomId.ts';
import { dataSetLock } from '../tabs/tabTurn.ts';
import type { Tools } from '../tools.ts';
import { newProjectName } from './newProjectName.ts';
import { projectAddress } from './projectAddress.ts';
import { contentsOfOpen, type ProjectContents } from './projectContents.ts';
import { decodeProject, encodeProject } from './projectFile.ts';

const EXAMPLES = 'Example sounds';

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'jobs' | 'log'> & {
  readonly hub: HubClient;
  /** Reads the list for the header too: asked after each change. */
  readonly readProjects: () => Promise<readonly Project[]>;
  /** How the open data set came about, in words. */
  readonly methods: () => Promise<string>;
};

export { LONGEST_PROJECT_NAME };

/** A project as it is listed. */
export interface ListedProject extends Project {
  readonly isOpen: boolean;
  /** The first one is what an address without a project opens, and the open one is at work. */
  readonly isRemovable: boolean;
}

/** Several data sets side by side, each with its own database, models, settings, backup and undo. */
export class ProjectsStage {
  readonly #deps: Dependencies;
  readonly #projects = signal<readonly ListedProject[]>([]);

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Those that are there and those that were removed; empty until {@link load} was asked. */
  get projects(): ReadonlySignal<readonly ListedProject[]> {
    return this.#projects;
  }

  async load(): Promise<void> {
    const listed = new Set((await listProjects()).map(({ id }) => id));
    for (const id of await storedProjects()) {
      // What cannot be removed now is settled when they are next listed.
      if (!listed.has(id)) await withProject(id, async () => settleUnlisted(id)).catch(() => undefined);
    }
    this.#projects.value = (await this.#deps.readProjects()).map((project) => {
      const isOpen = project.id === openProject();
      return Object.assign(project, { isOpen, isRemovable: !isOpen && project.id !== FIRST_PROJECT });
    });
  }

  /** Makes an empty project. Resolves with its id. */
  async create(name: string): Promise<string> {
    const id = randomId();
    await addProject(id, await freeName(name));
    await this.load();
    return id;
  }

  async rename(id: string, name: string): Promise<void> {
    await renameProject(id, name);
    await this.load();
  }

  /** Opens the project of the example sounds, which loads them; makes it where there is none. */
  async openExamples(): Promise<void> {
    await this.load();
    const known = this.#projects.value.find(
      ({ name, removedAtMs, isOpen }) => name === EXAMPLES && removedAtMs === null && !isOpen,
    );
    const id = known?.id ?? (await this.create(EXAMPLES));
    sessionStorage.setItem(examplesWanted(), id);
    location.assign(projectAddress(id));
  }

  /** Takes it out of the list; all that it holds stays until it is erased. Resolves with false where another tab has it open. */
  async remove(id: string): Promise<boolean> {
    const isFree = await withProject(id, async () => markRemoved(id, Date.now()));
    await this.load();
    return isFree;
  }

  async bringBack(id: string): Promise<void> {
    await markRemoved(id, null);
    await this.load();
  }

  /** Removes a project that was removed, for good. Resolves with false where another tab has it open or has brought it back. */
  async erase(id: string): Promise<boolean> {
    let isErased = false;
    await withProject(id, async () => {
      isErased = !(await isThere(id));
      if (isErased) await eraseProject(id);
    });
    await this.load();
    return isErased;
  }

  /** Removes all projects but the open one, for good. Resolves with how many stay as other tabs have them open. */
  async eraseOthers(): Promise<number> {
    let held = 0;
    for (const id of await storedProjects()) {
      if (id !== openProject() && !(await withProject(id, async () => eraseProject(id)))) held += 1;
    }
    await this.load();
    return held;
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
  async importFile(file: File): Promise<JobOutcome> {
    return this.#job('Project import', async (control) => {
      const members = await this.#deps.hub.run(async (worker) => worker.members(file), control.signal);
      return this.#fill(await decodeProject(file.name, members), control);
    });
  }

  /** Makes a project of a database, as a file of the desktop's or of this app. */
  async importDatabase(file: File): Promise<JobOutcome> {
    const name = file.name.replace(/\.duckdb$/iu, '').trim() || 'Imported';
    return this.#job('Project import', async (control) =>
      this.#fill({ name, database: file, settings: {}, sounds: [] }, control),
    );
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
      const fullName = await freeName(name, suffix);
      let [leftOut, kept] = [0, 0];
      await withProject(id, async () => {
        await noteUnfinished(id);
        const store = connectStore(UNFOLLOWED, () => createStoreWorker(id));
        const pool = new ComputePool(1, () => createComputeWorker(id));
        try {
          if ((await store.open()).mode === 'memory') throw notKept();
          leftOut = refusedCount((await store.fillDatabase(database)).refused);
          for (const [index, { audioId, byHand, open }] of sounds.entries()) {
            stop.throwIfAborted();
            const bytes = await open();
            const isKept =
              bytes !== null &&
              (await pool
                .run(async (worker) => worker.keepCopy(bytes, audioId, byHand), { signal: stop })
                .then(() => true, mayBeLeftOut));
            if (isKept) kept += 1;
            onProgress({ done: index + 1, total: sounds.length });
          }
          await giveSettings(id, settings);
          await store.close();
        } finally {
          store.end();
        }
        await addProject(id, fullName);
      });
      await this.load();
      const lost = sounds.length - kept;
      return (
        `Project made: ${fullName}, ${kept} ${kept === 1 ? 'sound' : 'sounds'}` +
        (lost === 0 ? '' : `, ${lost} without the bytes that its list tells of left out`) +
        (leftOut === 0 ? '' : `, ${leftOut} ${leftOut === 1 ? 'row' : 'rows'} left out`)
      );
    } catch (error) {
      await eraseProject(id).catch(() => undefined);
      throw error;
    }
  }
}

/** A name for a new project that no other has. */
async function freeName(wanted: string, suffix = ''): Promise<string> {
  return newProjectName(
    wanted,
    suffix,
    (await listProjects()).map(({ name }) => name),
  );
}

/** A sound of other bytes than its own, or in a browser that keeps no copies, holds up no project. Resolves with that it is not kept. */
function mayBeLeftOut(error: unknown): false {
  if (error instanceof AppError && ['file-gone', 'storage-unavailable'].includes(error.code)) return false;
  throw error;
}

function notKept(): AppError {
  return appError(
    'storage-unavailable',
    'export',
    'This window keeps nothing (a private window, perhaps), so no project was made. Open the app in an ordinary window for that.',
  );
}

const UNFOLLOWED = { follow: () => undefined, whenCurrent: async () => undefined };

/** Does something with a project that no tab has open. Resolves with false where one has. */
async function withProject(id: string, work: () => Promise<void>): Promise<boolean> {
  // Without locks no tab can say that it has one open [S14].
  if (!BROWSER_HAS.locks()) return work().then(() => true);
  return navigator.locks.request(dataSetLock(id), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
}
