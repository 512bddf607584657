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

/** Lets a context rest until it is resumed. */
export function rest(context: AudioContext | null | undefined): void {
  // One that was taken away rests already, and may refuse.
  context?.suspend().catch(() => undefined);
}
