/** Contexts that are on their way to running, and whether that is still wanted. */
const waking = new WeakMap<AudioContext, { isWanted: boolean; readonly ready: Promise<void> }>();

/**
 * An audio context for playing. `onTaken` is called when it stops running, also where the browser takes the sound away: for a call, for
 * another app, with the device.
 */
export function heardContext(onTaken: () => void, options?: AudioContextOptions): AudioContext {
  const context = new AudioContext(options);
  context.addEventListener('statechange', () => {
    if (context.state !== 'running') onTaken();
  });
  return context;
}

/** Resolves once a context runs. Needs a user's gesture; rejects where the browser does not give the sound back. */
export async function wake(context: AudioContext): Promise<void> {
  const current = waking.get(context);
  if (current !== undefined) {
    current.isWanted = true;
    return current.ready;
  }
  const started = { isWanted: true, ready: context.resume() };
  waking.set(context, started);
  try {
    await started.ready;
  } finally {
    waking.delete(context);
    if (!started.isWanted) rest(context);
  }
}

/** Lets a context rest until it is woken. One that is on its way rests afterwards: Chromium may never answer a `resume` that is suspended. */
export function rest(context: AudioContext | null | undefined): void {
  const current = context === null || context === undefined ? undefined : waking.get(context);
  if (current !== undefined) current.isWanted = false;
  // One that was taken away rests already, and may refuse.
  else context?.suspend().catch(() => undefined);
}
