import type { Progress } from '../../domain/job.ts';
import { proxy } from '../../workers/pool/transfer.ts';
import type { JobControl } from '../jobs/jobBoard.ts';
import { untilResumed } from '../jobs/pauseGate.ts';

/**
 * What a worker that trains calls after its steps: tells how far it is, answers once the job is not paused, and says
 * whether to go on.
 */
export function trainingSteps({ signal, onProgress }: JobControl): (progress: Progress) => Promise<boolean> {
  return proxy(async (progress: Progress) => {
    onProgress(progress);
    await untilResumed(signal);
    return !signal.aborted;
  });
}
