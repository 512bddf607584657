import { BROWSER_HAS } from '../../domain/browserHas.ts';
import { effect } from '@preact/signals-core';
import { hasEnded, type Job } from '../../domain/job.ts';
import type { ShellContext } from '../contexts.ts';

const APP_TITLE = 'InertiaBands Trainer';
/** A job that took less than this is not worth a notification. */
const LONG_MS = 10_000;

/**
 * Tells of jobs where the page is not looked at: progress in the tab's title, and a notification (where the user asked for
 * them) when a long job ends in the background. The answer ends it.
 */
export function showJobSigns({ jobs, settings, log }: Pick<ShellContext, 'jobs' | 'log' | 'settings'>): () => void {
  let ended: ReadonlySet<number> = new Set(
    jobs.jobs
      .peek()
      .filter(hasEnded)
      .map(({ id }) => id),
  );
  let lastEnded: Job | null = null;
  const showTitle = () => {
    const title = tabTitle(jobs.jobs.peek(), document.hidden ? lastEnded : null);
    if (document.title !== title) document.title = title;
  };
  const dispose = effect(() => {
    const fresh = jobs.jobs.value.filter((job) => hasEnded(job) && !ended.has(job.id));
    if (fresh.length > 0) ended = new Set(jobs.jobs.value.filter(hasEnded).map(({ id }) => id));
    for (const job of fresh) {
      // Copies follow an import by themselves: what is waited for is the import.
      if (job.kind === 'keep-audio') continue;
      lastEnded = job;
      const tookMs = (job.endedAtMs ?? job.startedAtMs) - job.startedAtMs;
      if (document.hidden && tookMs >= LONG_MS && settings.notifyJobs.peek()) {
        notify(job).catch((error: unknown) => log.thrown(error, job.stage));
      }
    }
    showTitle();
  });
  const onVisible = () => {
    lastEnded = null;
    showTitle();
  };
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    dispose();
    document.removeEventListener('visibilitychange', onVisible);
  };
}

/** The tab's title: how far the newest running job is, else what ended while nobody looked, else the app's name. */
export function tabTitle(all: readonly Job[], lastEnded: Job | null): string {
  const running = all.findLast(({ state }) => state.kind === 'running');
  if (running?.state.kind === 'running') {
    const { done, total } = running.state;
    const share = total === null || total === 0 ? '' : `${Math.floor((100 * done) / total)} % `;
    return `${running.paused ? 'Paused: ' : ''}${share}${running.title} – ${APP_TITLE}`;
  }
  if (lastEnded === null) return APP_TITLE;
  const mark = { done: '✓', failed: '✗', refused: '✗', stopped: '■', running: '', waiting: '' }[lastEnded.state.kind];
  return `${mark} ${lastEnded.title} – ${APP_TITLE}`;
}

async function notify(job: Job): Promise<void> {
  if (!BROWSER_HAS.notifications() || Notification.permission !== 'granted') return;
  const { state } = job;
  const body = state.kind === 'failed' ? state.error.message : 'summary' in state ? state.summary : '';
  const options = { body, icon: './icons/icon-192.png', tag: `${location.pathname} ${job.id}` };
  // Phones only show those of a service worker.
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.active) {
    await registration.showNotification(job.title, options);
    return;
  }
  const notification = new Notification(job.title, options);
  notification.addEventListener('click', () => window.focus());
}
