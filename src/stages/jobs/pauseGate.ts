/** Work that was asked to wait: a promise that resolves when it may go on. */
interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

const gates = new WeakMap<AbortSignal, Gate>();
const parents = new WeakMap<AbortSignal, AbortSignal>();

/** Says that what pauses `parent` pauses `child` too. */
export function pausesWith(child: AbortSignal, parent: AbortSignal): void {
  parents.set(child, parent);
}

/** Makes the work of a signal wait at its next {@link untilResumed}; aborting lets it go on to its end. */
export function pauseWork(signal: AbortSignal): void {
  if (gates.has(signal) || signal.aborted) return;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  gates.set(signal, { opened, open });
  signal.addEventListener('abort', () => resumeWork(signal), { once: true });
}

export function resumeWork(signal: AbortSignal): void {
  gates.get(signal)?.open();
  gates.delete(signal);
}

/** Resolves at once, or when the work of a signal, and of those above it, is paused no more. */
export async function untilResumed(signal: AbortSignal): Promise<void> {
  for (let at: AbortSignal | undefined = signal; at !== undefined; at = parents.get(at)) {
    await gates.get(at)?.opened;
  }
}
