/** Put in by the build: the version and the commit. */
declare const __APP_VERSION__: string | undefined;

/** Which build this is, `1.0.0 (8f4ed49)`; `unbuilt` where the sources run as they are. */
export const APP_VERSION = typeof __APP_VERSION__ === 'undefined' ? 'unbuilt' : __APP_VERSION__;
