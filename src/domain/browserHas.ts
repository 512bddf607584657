/**
 * Whether this browser, at this address, has what the app uses: the one place that decides, on the page and in workers. Asked of
 * the browser's own objects, never of its name. What has to be tried is tried where it is used (`privateFiles.ts` writes, a codec
 * decodes a tiny sound); what it means where something is missing says `capabilities.ts`.
 */
export const BROWSER_HAS = {
  secureContext: isSecure,
  locks: () => 'locks' in navigator(),
  audioDecoder: () => isNamed('AudioDecoder'),
  worklets: () => isNamed('AudioWorkletNode'),
  /** A method on secure pages only. */
  persistence: () => isSecure() && has(storage(), 'persist'),
  offlineCopy: () => 'serviceWorker' in navigator(),
  caches: () => 'caches' in globalThis,
  folderHandles: () => 'showDirectoryPicker' in globalThis,
  installOffer: () => 'onbeforeinstallprompt' in globalThis,
  notifications: () => isNamed('Notification'),
  /** A folder of the browser's own for this site (OPFS); it may be refused all the same. */
  privateFiles: () => has(storage(), 'getDirectory'),
  /** A worker's synchronous handles of files there have a name; whether any is given is tried by writing. */
  syncHandles: () => isNamed('FileSystemSyncAccessHandle'),
} as const satisfies Record<string, () => boolean>;

export type BrowserFeature = keyof typeof BROWSER_HAS;

/** What is worth an alert at every start where it is missing: it changes the work, and can be changed. */
export const ALERTED = ['secureContext', 'audioDecoder'] as const satisfies readonly BrowserFeature[];

function isSecure(): boolean {
  return Reflect.get(globalThis, 'isSecureContext') === true;
}

/** A class. */
function isNamed(name: string): boolean {
  return typeof Reflect.get(globalThis, name) === 'function';
}

function has(owner: unknown, name: string): boolean {
  return typeof owner === 'object' && owner !== null && name in owner;
}

/** Empty where there is none, as in Node. */
function navigator(): object {
  const found: unknown = Reflect.get(globalThis, 'navigator');
  return typeof found === 'object' && found !== null ? found : {};
}

function storage(): unknown {
  return Reflect.get(navigator(), 'storage');
}
