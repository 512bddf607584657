import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { AudioRecord } from '../../domain/audioFile.ts';
import type { UndoStep } from '../../domain/undo.ts';
import { forgetAllHandles, listHandles, loadHandle, saveHandles } from '../../store/files/fileHandles.ts';
import { forgetSoundUses, noteSoundUse } from '../../store/files/soundUses.ts';
import { forEachLimited } from '../jobs/forEachLimited.ts';
import { until } from '../shell/until.ts';
import type { Tools } from '../tools.ts';
import { isCopyWhole, isStagedCopyWhole } from './keptCopies.ts';

/** Whether a file's bytes can be had: at once, after the browser has asked the user, or not at all. */
export type Availability = 'here' | 'ask' | 'gone';

/** Where the example sounds are in the data set. */
const EXAMPLES = 'examples';
export const EXAMPLES_FOLDER = `${EXAMPLES}/`;
const EXAMPLE_PATH = /^examples\/(?:tonal|percussive|noisy|speech|mixture)-\d\d-[a-z-]+\.wav$/u;

function isExample(path: string): boolean {
  return path.startsWith(EXAMPLES_FOLDER) && EXAMPLE_PATH.test(path);
}

const NONE: readonly AudioRecord[] = [];
const LOOKED_FOR_AT_ONCE = 32;

type AskingHandle = FileSystemFileHandle & {
  queryPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
};

type Dependencies = Pick<Tools, 'store' | 'dataSet' | 'pool' | 'log'>;

/**
 * Where the bytes of an imported file are: given in this session, a staged copy from an earlier one, a kept copy,
 * or the file on the disk by its handle, where the browser gives handles and the user allows reading. Example
 * sounds are synthesised again.
 */
export class AudioSources {
  readonly #deps: Dependencies;
  readonly #files = new Map<string, File>();
  /** Of files that have left the data set, the steps of that moment: only they may bring them back. */
  readonly #waysBack = new Map<string, readonly UndoStep[]>();
  /** Kept copies that were opened in this visit: whoever did may read them until it ends. */
  readonly #held = new Set<string>();
  /** Of kept copies, by audio id, and of staged ones, by name, that were opened in this visit: whether they are whole. */
  readonly #checked = new Map<string, Promise<boolean>>();
  readonly #leaving = new Set<string>();
  readonly #given = signal(0);
  /** The audio ids of files that there are handles to. */
  readonly #handles = signal<ReadonlySet<string>>(new Set());
  /** The files that are in no copy and cannot be made again. */
  readonly #uncopied: ReadonlySignal<readonly AudioRecord[]> = computed(() => {
    const { dataSet } = this.#deps;
    const kept = dataSet.keptAudio.value;
    const hasKept = kept.size > 0;
    const [hasStaged, hasExamples] = this.#hasCopies();
    if (!hasKept && !hasStaged && !hasExamples) return dataSet.records.value;
    return dataSet.filesWhere(
      (row) =>
        !(hasKept && kept.has(row.audioId)) &&
        !(hasStaged && row.stagedName !== null) &&
        !(hasExamples && isExample(row.text('path') ?? '')),
    );
  });
  /** The files whose sound is not at hand, as far as can be told without opening anything: before work begins that needs it. */
  readonly absent: ReadonlySignal<readonly AudioRecord[]> = computed(() => {
    if (this.#deps.dataSet.isAhead.value) return NONE;
    const found =
      this.#given.value > 0
        ? this.#uncopied.value.filter(({ file }) => !this.#files.has(file.audioId))
        : this.#uncopied.value;
    return found.length === 0 ? NONE : found;
  });

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { dataSet } = deps;
    // Whatever takes a file away is a step, or the taking back of one.
    const moves = computed(() => dataSet.undoSteps.value.map(({ stepId, undone }) => `${stepId} ${undone}`).join());
    moves.subscribe(() => this.#forgetLost());
  }

  /** Grows with every file that is given: what was missing may be there now. */
  get given(): ReadonlySignal<number> {
    return this.#given;
  }

  /** Learns which files an earlier visit left handles to. */
  async restore(): Promise<void> {
    this.#handles.value = new Set(await listHandles());
  }

  /** Where the sound of a file of the data set is, without opening anything. Reads signals, so that views follow. */
  presenceOf(file: Pick<AudioRecord['file'], 'audioId' | 'path'>): Availability {
    return this.presences()(file);
  }

  /** The same for very many: the signals are read once. */
  presences(): (file: Pick<AudioRecord['file'], 'audioId' | 'path'>) => Availability {
    const { dataSet } = this.#deps;
    if (dataSet.isAhead.value) return () => 'here';
    const given = this.#given.value > 0 ? this.#files : null;
    const kept = dataSet.keptAudio.value;
    const handles = this.#handles.value;
    const [hasStaged, hasExamples] = this.#hasCopies();
    return (file) => {
      const { audioId } = file;
      if (given?.has(audioId) === true || kept.has(audioId) || (hasExamples && isExample(file.path))) return 'here';
      if (hasStaged && dataSet.stagedNameOf(audioId) !== null) return 'here';
      return handles.has(audioId) ? 'ask' : 'gone';
    };
  }

  /** Whether any file has a staged copy or is an example sound: of 100,000 only what some of them have is asked. Reads a signal. */
  #hasCopies(): readonly [hasStaged: boolean, hasExamples: boolean] {
    const { filled, of } = this.#deps.dataSet.values.value;
    return [filled.stagedName > 0, of.folder.has(EXAMPLES)];
  }

  remember(audioId: string, file: File): void {
    this.#files.set(audioId, file);
    this.#waysBack.delete(audioId);
    this.#given.value += 1;
  }

  /** Keeps handles to files on the disk, so that later visits can ask for them. */
  async rememberHandles(handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<void> {
    if (handles.size === 0 || !(await saveHandles(handles))) return;
    this.#handles.value = new Set([...this.#handles.peek(), ...handles.keys()]);
  }

  clear(): void {
    this.#files.clear();
    this.#waysBack.clear();
    this.#held.clear();
    this.#handles.value = new Set();
    void forgetAllHandles();
    void forgetSoundUses();
  }

  /** The copy made when it was imported, for a file that has changed or gone since; null where there is none. */
  async openCopy(audioId: string): Promise<File | null> {
    this.#files.delete(audioId);
    this.#held.add(audioId);
    return (await this.#openWholeStaged(audioId)) ?? (await this.#openWhole(audioId));
  }

  /** Whether a kept copy was opened in this visit, so that somebody may be reading it. */
  isHeld(audioId: string): boolean {
    return this.#held.has(audioId);
  }

  /** Removes kept copies that nobody holds; from this moment on nobody opens them. */
  async giveUp(audioIds: readonly string[]): Promise<void> {
    for (const audioId of audioIds) this.#leaving.add(audioId);
    try {
      await this.#deps.store.dropKept(audioIds);
    } finally {
      for (const audioId of audioIds) this.#leaving.delete(audioId);
    }
  }

  /** The file, or null where it has to be asked for again. It counts as used now. */
  async open(audioId: string): Promise<File | null> {
    await this.#known();
    if (this.#deps.dataSet.keptAudio.peek().has(audioId)) {
      this.#held.add(audioId);
      void noteSoundUse(audioId);
    }
    return this.#find(
      audioId,
      async () => this.#openWholeStaged(audioId),
      async () => this.#openWhole(audioId),
    );
  }

  /** Whether its bytes can be read now. */
  async isAtHand(audioId: string): Promise<boolean> {
    const { store } = this.#deps;
    const found = await this.#find(
      audioId,
      async () => store.openStaged(audioId),
      async () => this.#openKept(audioId),
    );
    return found !== null;
  }

  /**
   * The audio ids of those of these files whose bytes can be read now. Only what may be there is looked for: of a desktop's database all
   * are gone. Rejects when it is stopped.
   */
  async atHand(
    files: readonly Pick<AudioRecord['file'], 'audioId' | 'path'>[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    await this.#known();
    const presenceOf = this.presences();
    const likely = files.filter((file) => presenceOf(file) !== 'gone');
    const found = new Set<string>();
    await forEachLimited(likely, LOOKED_FOR_AT_ONCE, signal, async ({ audioId }) => {
      if (await this.isAtHand(audioId)) found.add(audioId);
    });
    signal.throwIfAborted();
    return found;
  }

  /** Once it is told which copies there are, or that the database does not open. */
  async #known(): Promise<void> {
    const { isAhead } = this.#deps.dataSet;
    await until(() => !isAhead.value);
  }

  async #find(
    audioId: string,
    openStaged: () => Promise<File | null>,
    openKept: () => Promise<File | null>,
  ): Promise<File | null> {
    await this.#known();
    return (
      this.#files.get(audioId) ??
      (await openStaged()) ??
      (await openKept()) ??
      (await this.#openHandle(audioId)) ??
      (await this.#synthesise(audioId))
    );
  }

  async availability(audioId: string): Promise<Availability> {
    if (await this.isAtHand(audioId)) return 'here';
    return this.#handles.peek().has(audioId) ? 'ask' : 'gone';
  }

  /** Asks the user to allow reading the file again. Needs a gesture. Answers whether it may be read. */
  async ask(audioId: string): Promise<boolean> {
    const handle: AskingHandle | null = await loadHandle(audioId);
    return (await handle?.requestPermission?.({ mode: 'read' })) === 'granted';
  }

  /** Lets go of files that neither the data set holds nor a step may bring back. */
  #forgetLost(): void {
    const steps = this.#deps.dataSet.undoSteps.value;
    const present = new Set(steps.map(({ stepId }) => stepId));
    for (const audioId of this.#files.keys()) {
      const waysBack = this.#waysBack.get(audioId) ?? steps;
      this.#waysBack.delete(audioId);
      if (this.#deps.dataSet.get(audioId) !== undefined) continue;
      if (waysBack.some(({ stepId }) => present.has(stepId))) this.#waysBack.set(audioId, waysBack);
      else this.#files.delete(audioId);
    }
  }

  /** An example sound; null for any other, also one of its path with other bytes. */
  async #synthesise(audioId: string): Promise<File | null> {
    const path = this.#deps.dataSet.get(audioId)?.file.path;
    if (path?.startsWith(EXAMPLES_FOLDER) !== true) return null;
    const control = { signal: new AbortController().signal };
    const name = path.slice(EXAMPLES_FOLDER.length);
    const index = (await this.#deps.pool.run(async (worker) => worker.exampleNames(), control)).indexOf(name);
    if (index === -1) return null;
    const bytes = await this.#deps.pool.run(async (worker) => worker.synthesiseExample(index), control);
    const file = new File([bytes], name, { type: 'audio/wav' });
    if ((await this.#contentId(file, path)) !== audioId) return null;
    this.#files.set(audioId, file);
    return file;
  }

  /** Not `identify`, which leaves a copy. */
  async #contentId(file: File, path: string): Promise<string | null> {
    // Somebody waits for the sound.
    const control = { signal: new AbortController().signal, interactive: true };
    return this.#deps.pool.run(async (worker) => worker.contentId(file, path), control);
  }

  /** The kept copy, read whole once a visit before it is used: it may have been cut or damaged on the disk since [S12]. */
  async #openWhole(audioId: string): Promise<File | null> {
    if (!this.#isKept(audioId)) return null;
    const isWhole = await this.#isOnceWhole(audioId, async () => isCopyWhole(audioId, this.#deps));
    return isWhole ? this.#openKept(audioId) : null;
  }

  /** The name of the staged copy, which is read whole once a visit first, as a kept one is; null where there is none. */
  async wholeStagedName(audioId: string): Promise<string | null> {
    const name = this.#deps.dataSet.stagedNameOf(audioId);
    if (name === null) return null;
    return (await this.#isOnceWhole(name, async () => isStagedCopyWhole(audioId, name, this.#deps))) ? name : null;
  }

  async #openWholeStaged(audioId: string): Promise<File | null> {
    return (await this.wholeStagedName(audioId)) === null ? null : this.#deps.store.openStaged(audioId);
  }

  /** One that is not whole may be made anew, and is looked at again then. */
  async #isOnceWhole(key: string, check: () => Promise<boolean>): Promise<boolean> {
    const checking = this.#checked.get(key) ?? check();
    this.#checked.set(key, checking);
    const isWhole = await checking.finally(() => this.#checked.delete(key));
    if (isWhole) this.#checked.set(key, checking);
    return isWhole;
  }

  async #openKept(audioId: string): Promise<File | null> {
    return this.#isKept(audioId) ? this.#deps.store.openKept(audioId) : null;
  }

  #isKept(audioId: string): boolean {
    return this.#deps.dataSet.keptAudio.peek().has(audioId) && !this.#leaving.has(audioId);
  }

  async #openHandle(audioId: string): Promise<File | null> {
    const handle: AskingHandle | null = await loadHandle(audioId);
    if (handle === null || (await handle.queryPermission?.({ mode: 'read' })) !== 'granted') return null;
    try {
      const file = await handle.getFile();
      // It may hold another sound by now.
      const found = await this.#contentId(file, handle.name);
      if (found !== audioId) {
        this.#handles.value = new Set([...this.#handles.peek()].filter((id) => id !== audioId));
        return null;
      }
      this.remember(audioId, file);
      return file;
    } catch (error) {
      // Moved or deleted on the disk meanwhile.
      if (error instanceof DOMException && error.name === 'NotFoundError') return null;
      throw error;
    }
  }
}
