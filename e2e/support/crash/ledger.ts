import type { DatabaseState } from './inspection.ts';
import type { FileState, JobNote, Message, PageState, RunState } from './messages.ts';

interface Known {
  readonly files: Readonly<Record<string, FileState>>;
  readonly models: readonly string[];
  /** Runs whose ids the page has shown. */
  readonly runs: Readonly<Record<string, RunState>>;
}

const NOTHING: Known = { files: {}, models: [], runs: {} };

/** What was acknowledged, and what was under way when the browser died. */
export class Ledger {
  /** Jobs that the page said were done. */
  acknowledged = 0;
  readonly losses: string[] = [];
  private known = NOTHING;
  private opened = NOTHING;
  private inFlight: JobNote | null = null;

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
    this.inFlight = null;
    this.acknowledged += 1;
    const { state, runs } = message;
    const failed = Object.values(state.files).filter(({ failure }) => failure !== null);
    for (const { path, failure } of failed) this.losses.push(`${path} could not be extracted: ${failure ?? ''}`);
    if (job?.kind === 'restore') {
      for (const fault of differences(this.opened, state, () => false)) this.losses.push(`restore: ${fault}`);
      this.known = this.opened;
      return;
    }
    const kept = Object.entries(this.known.runs).filter(
      ([, { audioId }]) => state.files[audioId] !== undefined && audioId !== runs?.audioId,
    );
    this.known = { ...state, runs: { ...Object.fromEntries(kept), ...runs?.byId } };
  }

  /** Compares what a reopened page shows and what the database holds with what was acknowledged. */
  compare(page: PageState, found: DatabaseState): void {
    const faults = found.torn.map((what) => `torn: ${what}`);
    for (const fault of differences({ ...found, runs: {} }, page, () => false))
      faults.push(`page and database: ${fault}`);
    const job = this.inFlight;
    const isRestored = job?.kind === 'restore' && this.faultsOf(this.opened, found, null).length === 0;
    if (!isRestored) faults.push(...this.faultsOf(this.known, found, job?.kind === 'restore' ? null : job));
    const during = job === null ? 'between jobs' : `during ${job.kind}`;
    this.losses.push(...faults.map((fault) => `${fault} (killed ${during})`));
    this.known = found;
    this.opened = found;
    this.inFlight = null;
  }

  private faultsOf(known: Known, found: DatabaseState, job: JobNote | null): string[] {
    const touched = new Set(job !== null && 'audioIds' in job ? job.audioIds : []);
    const faults = [...differences(known, found, (audioId) => touched.has(audioId))];
    for (const [audioId, file] of Object.entries(found.files)) {
      const isNew = known.files[audioId] === undefined;
      const isImported = job?.kind === 'import' && job.paths.includes(file.path) && file.descriptors === null;
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

/** A file that a job was working on is as it was, or as the job makes it. */
function touchedFaults(job: JobNote | null, before: FileState | undefined, now: FileState | undefined): string[] {
  if (job === null || before === undefined) return [];
  if (now === undefined) return job.kind === 'remove' ? [] : [`${before.path} is gone`];
  const faults: string[] = [];
  const may = (...kinds: readonly JobNote['kind'][]) => kinds.includes(job.kind);
  if (!same(now.descriptors, before.descriptors) && !(may('extract') && before.descriptors === null)) {
    faults.push(`${now.path} has other descriptors`);
  }
  if (!same(now.best, before.best) && !may('trials', 'trials-all', 'delete-run')) {
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
