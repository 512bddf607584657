import type { JobOutcome } from '../../src/domain/job.ts';
import { JobBoard } from '../../src/stages/jobs/jobBoard.ts';

/** A board that knows what each job has told of its progress last, before it is paced for those who look at it. */
export class ToldJobs extends JobBoard {
  /** How many are done. */
  done = 0;

  override async run(...[spec, work, parent]: Parameters<JobBoard['run']>): Promise<JobOutcome> {
    this.done = 0;
    return super.run(
      spec,
      async ({ signal, onProgress }) =>
        work({
          signal,
          onProgress: (progress) => {
            this.done = progress.done;
            onProgress(progress);
          },
        }),
      parent,
    );
  }
}
