import { describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/stages/jobs/jobQueue.ts';
import { NEEDS } from '../../src/stages/jobs/jobNeeds.ts';

describe('the queue of jobs', () => {
  it('lets jobs run beside each other that need different things, and what all need alone by itself', () => {
    const queue = new JobQueue();
    queue.enter(1, NEEDS.import);
    queue.enter(2, NEEDS.descriptors);
    queue.enter(3, NEEDS['hub-import']);
    queue.enter(4, NEEDS['database-import']);
    expect([1, 2, 3, 4].map((id) => queue.blockerOf(id))).toEqual([null, null, null, 1]);
    for (const id of [1, 2]) queue.leave(id);
    expect(queue.blockerOf(4)).toBe(3);
    queue.leave(3);
    expect(queue.blockerOf(4)).toBeNull();
  });

  it('serves in the order of asking: what comes later does not pass one that waits', () => {
    const queue = new JobQueue();
    queue.enter(1, NEEDS['trials-all']);
    queue.enter(2, NEEDS.undo);
    queue.enter(3, NEEDS.import);
    expect(queue.blockerOf(3)).toBe(2);
    queue.leave(2);
    expect(queue.blockerOf(3)).toBeNull();
  });
});
