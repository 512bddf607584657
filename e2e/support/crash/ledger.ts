import type { MergeDecision } from '../../../src/domain/databaseMerge.ts';
import type { DatabaseState } from './inspection.ts';
import type { FileState, JobNote, Message, PageState, RunState } from './messages.ts';

interface Known {
  readonly files: Readonly<Record<string, FileState>>;
  readonly models: readonly string[];
  /** Runs whose ids the page has shown. */
  readonly runs: Readonly<Record<string, RunState>>;
}

const NOTHING: Known = { files: {}, models: [], runs: {} };

/** Jobs that can be taken back as long as no other came after. */
const UNDOABLE: ReadonlySet<JobNote['kind']> = new Set<JobNote['kind']>([
  'import',
  'remove',
  'delete-run',
  'delete-model',
  'restore',
  'merge',
  'restore-backup',
  'redo',
]);

/** What was acknowledged, and what was under way when the browser died. */
export class Ledger {
  readonly losses: string[] = [];
  private readonly acknowledgedByKind = new Map<JobNote['kind'], number>();
  private known = NOTHING;
  /** The data set of which the workload keeps a copy. */
  private copied = NOTHING;
  /**
   * What the backup may hold: the last that was acknowledged, and those that were under way when the browser died; none where that
   * is not known, as the app makes one of its own where it opens a data set without.
   */
  private backups: readonly Known[] = [];
  /** The data set before the last job, where that can be taken back, or was. */
  private before: Known | null = null;
  private inFlight: JobNote | null = null;
  /** What was acknowledged since the browser was opened, in order. */
  private trail: JobNote['kind'][] = [];
  private kept: readonly string[] = [];

  /** Jobs that the page said were done. */
  get acknowledged(): number {
    return [...this.acknowledgedByKind.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The same by kind, in words. */
  get acknowledgedKinds(): string {
    return [...this.acknowledgedByKind].map(([kind, count]) => `${count} ${kind}`).join(', ');
  }

  /** The files of the data set whose kept copies must be there. */
  get keptAudioIds(): readonly string[] {
    return this.kept;
  }

  /** Whether the test knows what a restored backup brings. */
  get knowsBackup(): boolean {
    return this.backups.length > 0;
  }

  /** By another clock the backup is old, and the app may make one whenever it likes. */
  forgetBackup(): void {
    this.backups = [];
  }

  /** Resolves when so many more jobs were acknowledged, or when the time is over. */
  async jobsMore(count: number, withinMs: number): Promise<void> {
    const goal = this.acknowledged + count;
    const end = performance.now() + withinMs;
    while (this.acknowledged < goal && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Takes in what the page tells. */
  hear(message: Message): void {
    if (message.kind === 'begun') {
      this.inFlight = message.job;
      return;
    }
    if (message.kind === 'failed') {
      this.losses.push(`a job failed: ${message.reason}`);
      this.inFlight = null;
      return;
    }
    const job = this.inFlight;
    if (job === null) throw new Error('a job was acknowledged that had not begun');
    this.inFlight = null;
    this.acknowledgedByKind.set(job.kind, (this.acknowledgedByKind.get(job.kind) ?? 0) + 1);
    this.trail.push(job.kind);
    const { state, runs } = message;
    const failed = Object.values(state.files).filter(({ failure }) => failure !== null);
    for (const { path, failure } of failed) this.losses.push(`${path} could not be extracted: ${failure ?? ''}`);
    const earlier = this.known;
    this.known = this.outcomeShown(job, state) ?? {
      ...state,
      runs: { ...stillThere(earlier.runs, state, runs?.audioId), ...runs?.byId },
    };
    if (job.kind === 'copy') this.copied = this.known;
    if (job.kind === 'keep-copies') this.kept = [...this.kept, ...job.audioIds];
    if (job.kind === 'delete-all') this.backups = [];
    // A copy may go with its file, and does not come back with it.
    this.kept = this.kept.filter((audioId) => this.known.files[audioId] !== undefined);
    // A data set that replaces another is backed up at once.
    if (['back-up', 'restore-backup', 'restore'].includes(job.kind)) this.backups = [this.known];
    this.before = job.kind === 'undo' || UNDOABLE.has(job.kind) ? earlier : null;
  }

  /** Compares what a reopened page shows and what the database holds with what was acknowledged. */
  compare(page: PageState, found: DatabaseState): void {
    const faults = found.torn.map((what) => `torn: ${what}`);
    for (const fault of differences({ ...found, runs: {} }, page, () => false))
      faults.push(`page and database: ${fault}`);
    const job = this.inFlight;
    const outcomes = job === null ? null : this.outcomesOf(job);
    const isDone = outcomes?.some((outcome) => this.faultsOf(outcome, found, null).length === 0) ?? false;
    if (!isDone)
      faults.push(...this.faultsOf(this.known, found, outcomes === null || job?.kind === 'delete-all' ? job : null));
    const during = `${job === null ? 'between jobs' : `during ${job.kind}`} after ${this.trail.join(', ')}`;
    this.losses.push(...faults.map((fault) => `${fault} (killed ${during})`));
    this.trail = [];
    if (this.knowsBackup && job?.kind === 'back-up') this.backups = [...this.backups, this.known];
    if (this.knowsBackup && job?.kind === 'restore') this.backups = [...this.backups, this.copied];
    if (job?.kind === 'delete-all') [this.backups, this.kept] = [[], []];
    this.kept = this.kept.filter((audioId) => found.files[audioId] !== undefined);
    this.known = found;
    this.before = null;
    this.inFlight = null;
  }

  /** The data sets that a job may make of the present one; null where that is not known to the last value. */
  private outcomesOf(job: JobNote): readonly Known[] | null {
    if (job.kind === 'merge') return [merged(this.known, this.copied, job.decision)];
    const before = this.before === null ? [] : [this.before];
    const outcomes: Partial<Record<JobNote['kind'], readonly Known[]>> = {
      copy: [this.known],
      'back-up': [this.known],
      'keep-copies': [this.known],
      'delete-all': [NOTHING],
      restore: [this.copied],
      'restore-backup': this.backups,
      undo: before,
      redo: before,
    };
    return outcomes[job.kind] ?? null;
  }

  /** Which of a job's outcomes the page shows; a page that shows none of them is a loss. Null where none are known. */
  private outcomeShown(job: JobNote, state: PageState): Known | null {
    const outcomes = this.outcomesOf(job);
    if (outcomes === null) return null;
    const shown = { ...state, runs: {} };
    const faults = outcomes.map((outcome) => ({
      outcome,
      found: this.faultsOf({ ...outcome, runs: {} }, shown, null),
    }));
    const right = faults.filter(({ found }) => found.length === 0).map(({ outcome }) => outcome);
    if (right[0] !== undefined) return { ...right[0], runs: inAll(right.map(({ runs }) => runs)) };
    const [nearest] = faults.toSorted((a, b) => a.found.length - b.found.length);
    const after = `(${job.kind} after ${this.trail.join(', ')})`;
    this.losses.push(...(nearest?.found ?? ['no such job can be']).map((fault) => `${fault} ${after}`));
    return null;
  }

  private faultsOf(known: Known, found: Known, job: JobNote | null): string[] {
    const touched = new Set(job !== null && 'audioIds' in job ? job.audioIds : []);
    const faults = [...differences(known, found, (audioId) => touched.has(audioId))];
    for (const [audioId, file] of Object.entries(found.files)) {
      const isNew = known.files[audioId] === undefined;
      // A file comes with its descriptors or not at all.
      const isImported = job?.kind === 'import' && job.paths.includes(file.path) && file.descriptors !== null;
      if (isNew && !isImported) faults.push(`${file.path} appeared`);
    }
    const removed = Object.keys(known.files).filter((audioId) => found.files[audioId] === undefined);
    if (job?.kind === 'remove' && removed.length > 0 && removed.length < touched.size) faults.push('half of a removal');
    for (const audioId of touched) faults.push(...touchedFaults(job, known.files[audioId], found.files[audioId]));
    for (const [runId, run] of Object.entries(known.runs)) {
      if (job?.kind === 'remove' && touched.has(run.audioId)) continue;
      if (job?.kind === 'delete-run' && job.runId === runId) continue;
      const now = found.runs[runId];
      if (JSON.stringify(now) !== JSON.stringify(run)) faults.push(`run ${runId} is ${JSON.stringify(now)}`);
    }
    for (const modelId of known.models) {
      if (job?.kind === 'delete-model' && job.modelId === modelId) continue;
      if (!found.models.includes(modelId)) faults.push(`model ${modelId} is gone`);
    }
    const newModels = found.models.filter((modelId) => !known.models.includes(modelId));
    if (newModels.length > (job?.kind === 'train' ? 1 : 0)) faults.push(`models appeared: ${newModels.join(', ')}`);
    return faults;
  }
}

/** The runs that are the same in all of them: what a page shows does not tell data sets apart that differ in their runs only. */
function inAll([first = {}, ...others]: readonly Known['runs'][]): Known['runs'] {
  return Object.fromEntries(
    Object.entries(first).filter(([runId, run]) => others.every((runs) => same(runs[runId], run))),
  );
}

/** The runs of files that are there, but for one file whose runs are known anew. */
function stillThere(runs: Known['runs'], { files }: PageState, but: string | undefined): Known['runs'] {
  return Object.fromEntries(
    Object.entries(runs).filter(([, { audioId }]) => files[audioId] !== undefined && audioId !== but),
  );
}

/** What merging makes of a data set: files that are only theirs come whole, the rest as decided. */
function merged(mine: Known, theirs: Known, decision: MergeDecision): Known {
  const taken = (audioId: string) => decision !== 'keep-mine' || mine.files[audioId] === undefined;
  const files = Object.entries(theirs.files).map(([audioId, their]) => {
    const own = mine.files[audioId];
    if (own === undefined) return [audioId, their] as const;
    const best = decision === 'take-theirs' ? (their.best ?? own.best) : (own.best ?? their.best);
    return [audioId, taken(audioId) ? { ...own, best } : own] as const;
  });
  const runs = Object.entries(theirs.runs).filter(([, { audioId }]) => taken(audioId));
  return {
    files: { ...mine.files, ...Object.fromEntries(files) },
    models: [...new Set([...mine.models, ...theirs.models])],
    runs: { ...mine.runs, ...Object.fromEntries(runs) },
  };
}

/** A file that a job was working on is as it was, or as the job makes it. */
function touchedFaults(job: JobNote | null, before: FileState | undefined, now: FileState | undefined): string[] {
  if (job === null || before === undefined) return [];
  if (now === undefined) return job.kind === 'remove' ? [] : [`${before.path} is gone`];
  const faults: string[] = [];
  const may = (...kinds: readonly JobNote['kind'][]) => kinds.includes(job.kind);
  if (!same(now.descriptors, before.descriptors) && !(may('extract') && before.descriptors === null)) {
    faults.push(`${now.path} has other descriptors`);
  }
  if (!same(now.best, before.best) && !may('trials', 'trials-all', 'delete-run', 'delete-all')) {
    faults.push(`${now.path} has other best parameters`);
  }
  if (now.failure !== null) faults.push(`${now.path} failed: ${now.failure}`);
  return faults;
}

function differences(known: Known, found: PageState, isTouched: (audioId: string) => boolean): string[] {
  return Object.entries(known.files).flatMap(([audioId, file]) => {
    const now = found.files[audioId];
    return isTouched(audioId) || same(now, file)
      ? []
      : [`${file.path} is ${JSON.stringify(now)} instead of ${JSON.stringify(file)}`];
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
