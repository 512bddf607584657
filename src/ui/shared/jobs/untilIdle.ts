import { effect } from '@preact/signals-core';
import type { JobKind } from '../../../domain/job.ts';
import type { JobBoard } from '../../../stages/jobs/jobBoard.ts';

/** Resolves once no job of these kinds runs. */
export async function untilIdle(jobs: JobBoard, ...kinds: readonly JobKind[]): Promise<void> {
  let release: (() => void) | undefined;
  await new Promise<void>((resolve) => {
    release = effect(() => {
      if (jobs.running(...kinds) === null) resolve();
    });
  });
  release?.();
}
